"""What can go wrong in the store, and what ClickHouse's codes mean for us.

Errors::

    StoreError              the engine refused a statement
    ├── StoreUnavailable    it cannot be asked now; trying again later can help
    └── QueryTooBig         a read went over its time, memory or row bound
"""

import re

from clickhouse_connect.driver.exceptions import ClickHouseError

# ClickHouse error codes: too many rows, bytes, time, memory, result rows.
_TOO_BIG = {158, 159, 160, 191, 241, 307, 396}
# No space, disks, too many parts, memory, network, keeper, timeouts: the data is not to blame.
_DISK = {
    24,
    74,
    75,
    76,
    77,
    87,
    88,
    172,
    204,
    214,
    243,
    272,
    273,
    274,
    275,
    294,
    400,
    424,
    458,
    521,
    531,
    566,
}
_DISK |= {586, 625, 641, 771}
_NETWORK = {95, 96, 198, 203, 209, 210, 265, 279, 297, 319, 364, 369, 410, 499, 500, 519, 745, 749, 762, 763}
_MEMORY = {173, 241, 411, 439, 776, 777, 778, 1019, 1020}
_KEEPER = {225, 242, 244, 254, 285, 286, 571, 904, 999}
_BUSY = {159, 201, 202, 216, 236, 252, 384, 394, 473, 574, 677, 692, 700, 733, 735, 738, 1016, 1017}
_TROUBLE = _DISK | _NETWORK | _MEMORY | _KEEPER | _BUSY | {425}
# Rights, tables, databases, settings, sessions: the operator is to mend them, and spans wait meanwhile.
_SETUP = {60, 81, 115, 164, 192, 193, 194, 195, 218, 291, 372, 373, 497, 516, 701, 720, 774}
_TRY_LATER = _TROUBLE | _SETUP
_CODE = re.compile(r"[Cc]ode:? ?(\d+)")
# What the system says, under whatever code (1001 for those of the standard library, say).
_SYSTEM = re.compile(
    "No space left on device|Disk quota exceeded|Too many open files|Read-only file system|Input/output error"
    "|Cannot allocate memory|File too large|Resource temporarily unavailable|Connection refused"
)
# The schema is ours and right: the engine's copy of it on disk is damaged.
_SCHEMA = "in the schema file"
# Addresses hold bound values: what people search for.
_ADDRESS = re.compile(r"with url: \S+")

# What the engine quotes of the data where it says why it refuses it; names stand in backticks.
_QUOTED = re.compile(r"Column values:.*|'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?", re.DOTALL)

_BROKEN_DOWN = "shutting down due to a fatal error"

UNKNOWN_DATABASE = 81
MEMORY_LIMIT = 241
SET_LIMIT = 191
TABLE_EXISTS = 57


class StoreError(Exception):
    """The engine refused a statement. `code` is ClickHouse's error code, 0 when there is none."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class StoreUnavailable(StoreError):
    """The engine cannot be asked now; trying again later can help."""


class QueryTooBig(StoreError):
    """A read went over its bound of time, memory or rows: narrow the window or the filter."""

    @property
    def bound(self) -> str:
        """Which bound: time, memory, rows or answer."""
        return {159: "time", 160: "time", 241: "memory", 396: "answer"}.get(self.code, "rows")


def translate(error: ClickHouseError) -> StoreError:
    """Our error for one of the client library."""
    text = _ADDRESS.sub("", str(error))[:2000]
    found = _CODE.search(text)
    code = int(found.group(1)) if found else 0
    if code in _TRY_LATER or not found or _SYSTEM.search(text) or _SCHEMA in text:
        return StoreUnavailable(text, code)
    return StoreError(text, code)


def is_breakdown(error: StoreError) -> bool:
    """Whether the engine met a fault of its own and answers nothing any more until it is started again."""
    return _BROKEN_DOWN in str(error)


def bounded(error: StoreError) -> StoreError:
    """What a read was refused for; it may be its own bounds."""
    return QueryTooBig(str(error), error.code) if error.code in _TOO_BIG else error


def without_values(message: str) -> str:
    """A message of the engine without what it quotes, for logs: it may be what people wrote."""
    return _QUOTED.sub("'…'", message)
