"""Cookies that cross the proxy: the portal's own never do, the upstream's stay under its prefix."""

import re

from portal.proxy.mount import Mount

# Cookies are shared by all ports of a host, so those of other portals on this host count as well.
_OURS = re.compile(rb"\s*(?:__Host-|__Secure-)?portal_(?:session|frame)_[0-9]+\s*$")
# What every name of ours holds: a cheap first look.
MAYBE_OURS = b"portal_"


def without_ours(value: bytes) -> bytes:
    """A Cookie header without the portal's cookies; otherwise byte-identical. Empty when none is left."""
    if MAYBE_OURS not in value:
        return value
    pairs = value.split(b";")
    kept = [pair for pair in pairs if MAYBE_OURS not in pair or not _OURS.match(pair.partition(b"=")[0])]
    if len(kept) == len(pairs):
        return value
    return b";".join(kept).strip()


def rewrite_set_cookie(value: bytes, mount: Mount) -> bytes | None:
    """An upstream's Set-Cookie as the browser may have it; None when it would set a cookie of the portal.

    Domain goes, so that the cookie stays with this host. Path is confined to the prefix, once.
    """
    pair, *attributes = value.split(b";")
    name, equals, _ = pair.partition(b"=")
    # Browsers send a cookie without a name as its bare value, which may read like one of ours.
    if not equals or not name.strip() or _OURS.match(name):
        return None
    kept = [pair]
    for attribute in attributes:
        name, _, content = attribute.partition(b"=")
        key = name.strip().lower()
        if key == b"domain":
            continue
        if key == b"path" and mount.prefix:
            path = content.strip().decode("latin-1")
            # Anything else than an absolute path means the default: the folder of the request.
            if not path.startswith("/"):
                continue
            attribute = name + b"=" + _confined(path, mount).encode("latin-1")
        kept.append(attribute)
    return b";".join(kept)


def _confined(path: str, mount: Mount) -> str:
    if path == "/":
        return mount.prefix + "/"
    return mount.to_public(path)
