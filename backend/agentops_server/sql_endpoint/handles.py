"""Connections to the embedded engine, below its client library: they answer in any format."""

from typing import Any, cast

import chdb


def connect(path: str) -> Any:
    """A new connection with settings of its own. All of a process must name the same folder."""
    return cast(Any, chdb).connect(path)
