"""Redirects of an upstream, as the browser may follow them."""

import re

from portal.proxy.mount import Mount, origin_of

_NON_ASCII = re.compile(rb"[\x80-\xff]")
# Browsers drop tabs and newlines and read a backslash as a slash: none of them may be there.
_TREACHEROUS = re.compile(r"[\x00-\x20\x7f\\]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"//([^/?#@]+)([/?#].*)?", re.DOTALL)
_DOTS = frozenset({".", ".."})


def rewrite_location(value: bytes, mount: Mount, upstream_path: str, host: str) -> str | None:
    """A Location as a path on the public side, under the prefix; None when it leads elsewhere.

    `upstream_path` is the path the upstream was asked for; `host` the Host it may have answered with.
    """
    text = _NON_ASCII.sub(lambda found: b"%%%02X" % found[0][0], value.strip(b" \t")).decode("ascii")
    if _TREACHEROUS.search(text) or text.startswith("//"):
        return None
    absolute = _SCHEME.fullmatch(text)
    if absolute is not None:
        target = _path_on_own_server(absolute[1].lower(), absolute[2], mount, host)
        if target is None:
            return None
    elif text.startswith("/"):
        target = text
    elif not text or text[0] in "?#":
        return text
    else:
        target = upstream_path.rpartition("/")[0] + "/" + text
    public = mount.to_public(_without_dots(target))
    return None if public.startswith("//") else public


def _path_on_own_server(scheme: str, rest: str, mount: Mount, host: str) -> str | None:
    found = _AUTHORITY.fullmatch(rest)
    if found is None:
        return None
    # Servers that do not see the TLS in front of the portal write http for https.
    origin = origin_of(f"{scheme}://{found[1]}")
    if origin is None or (origin not in mount.own_origins and origin != origin_of(f"{scheme}://{host}")):
        return None
    path = found[2] or "/"
    return path if path.startswith("/") else "/" + path


def _without_dots(target: str) -> str:
    """RFC 3986 section 5.2.4 on the path; untouched when there is nothing to remove."""
    cut = min((at for at in (target.find("?"), target.find("#")) if at >= 0), default=len(target))
    path, rest = target[:cut], target[cut:]
    segments = path.split("/")
    plain = [re.sub("%2e", ".", segment, flags=re.IGNORECASE) for segment in segments]
    if _DOTS.isdisjoint(plain):
        return target
    kept: list[str] = []
    for segment, decoded in zip(segments[1:], plain[1:], strict=True):
        if decoded == "..":
            if kept:
                kept.pop()
        elif decoded != ".":
            kept.append(segment)
    if plain[-1] in _DOTS:
        kept.append("")
    return "/" + "/".join(kept) + rest
