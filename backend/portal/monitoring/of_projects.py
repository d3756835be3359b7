"""What people who see some projects, not all, are told by Prometheus and Alertmanager.

The gateway's figures, the models' and the machines' are about nobody's project. What the AgentOps server
tells is: by the label `project`, with names of agents and tools, or added up over all projects.
"""

import re
from collections.abc import Mapping

from kit.errors import Forbidden
from portal.auth.access import Principal

_QUOTED_OR_COMMENT = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_:]")
_PIECE = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*|\S")
# The callback's counters are the gateway's. Recorded series have the name behind a colon.
_OF_PROJECTS = re.compile(r"(?:.*:)?agentops_(?!callback_).*|ALERTS|ALERTS_FOR_STATE|__name__")
_WORDS = frozenset({"and", "or", "unless", "atan2", "bool", "group_left", "group_right", "offset"})


def may_see(user: Principal, labels: Mapping[str, str]) -> bool:
    """Whether this user may see an alert with these labels."""
    project = labels.get("project", "")
    return not project or user.may_read_project(project)


def check_question(user: Principal, query: str) -> None:
    """Raises `Forbidden` for PromQL that reaches figures of projects that this user may not see.

    A selector must name its metric: a pattern for names could reach any.
    """
    if user.project_ids is None:
        return
    # A name may also be quoted, as the label that it is.
    if "__name__" in query:
        raise _forbidden()
    before = ""
    for piece in _PIECE.findall(_QUOTED_OR_COMMENT.sub(" ' ", query)):
        is_pattern = piece == "{" and (not _NAME.match(before) or before.lower() in _WORDS)
        if is_pattern or _OF_PROJECTS.fullmatch(piece):
            raise _forbidden()
        before = piece


def _forbidden() -> Forbidden:
    return Forbidden(
        "This is about all projects, and your account sees some of them: ask an admin for all.",
        code="all_projects_required",
    )
