"""Roles, and which one the groups of a sign-in provider give."""

from collections.abc import Iterable, Mapping

# Each role may do what those before it may.
ROLES = ("viewer", "operator", "admin")
EVERYBODY = "*"


def parse_roles(text: str) -> dict[str, str]:
    """`ml-admins=admin, on-call=operator, *=viewer` → role by group. Raises `ValueError`, naming the part."""
    roles: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        group, separator, role = (piece.strip() for piece in part.rpartition("="))
        if not separator or not group or role not in ROLES:
            raise ValueError(f"{part!r} must read group=role, with a role of {', '.join(ROLES)}")
        roles[group] = role
    return roles


def role_of(groups: Iterable[str], roles: Mapping[str, str]) -> str | None:
    """The highest role that any of the groups gives; None: none of them gives one."""
    given = [roles[group] for group in (*groups, EVERYBODY) if group in roles]
    return max(given, key=ROLES.index, default=None)
