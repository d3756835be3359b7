"""Refusals in ClickHouse's own words, `Code: N. DB::Exception: … (NAME)`, with the status of its server."""

import re

_CODE = re.compile(r"Code: (\d+)\. DB::(?:NetException|Exception)")
_NAME = re.compile(r"\(([A-Z][A-Z0-9_]+)\)\s*$")

SYNTAX_ERROR = 62
UNKNOWN_DATABASE = 81
READONLY = 164
TOO_MANY_SIMULTANEOUS_QUERIES = 202
NOT_IMPLEMENTED = 48
BAD_ARGUMENTS = 36
UNKNOWN_FORMAT = 73
UNKNOWN_COMPRESSION = 89
ACCESS_DENIED = 497
AUTHENTICATION_FAILED = 516
UNKNOWN_EXCEPTION = 1002

_NAMES = {
    SYNTAX_ERROR: "SYNTAX_ERROR",
    UNKNOWN_DATABASE: "UNKNOWN_DATABASE",
    READONLY: "READONLY",
    TOO_MANY_SIMULTANEOUS_QUERIES: "TOO_MANY_SIMULTANEOUS_QUERIES",
    NOT_IMPLEMENTED: "NOT_IMPLEMENTED",
    BAD_ARGUMENTS: "BAD_ARGUMENTS",
    UNKNOWN_FORMAT: "UNKNOWN_FORMAT",
    UNKNOWN_COMPRESSION: "UNKNOWN_COMPRESSION_METHOD",
    ACCESS_DENIED: "ACCESS_DENIED",
    AUTHENTICATION_FAILED: "AUTHENTICATION_FAILED",
}

# Faults of the engine or the machine; everything else that has no status of its own is the statement's: 400.
_INTERNAL = {33, 49, 76, 173, 209, 210, 236, 243, 252, 1000, 1001, 1002}
# What ClickHouse's HTTP handler answers.
_STATUS = {
    **dict.fromkeys((6, 26, 27, 32, 36, 38, 41, 43, 53, 62, 69, 70, 72, 117, 130, 131, 441, 457), 400),
    **dict.fromkeys((16, 46, 47, 50, 60, 63, 73, 78, 81, 115, 139, 456), 404),
    **dict.fromkeys((164, 192, 193, 497, 516), 403),
    **dict.fromkeys((158, 159, 160, 241, 307, 396), 422),
    159: 408,
    48: 501,
    202: 503,
    373: 409,
}


class SqlError(Exception):
    """A statement was refused. `status`: the HTTP status."""

    def __init__(self, code: int, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status or _STATUS.get(code, 500 if code in _INTERNAL else 400)

    def text(self, version: str) -> str:
        """The body of the answer, as ClickHouse writes it."""
        name = _NAMES.get(self.code)
        tail = f" ({name})" if name else ""
        return f"Code: {self.code}. DB::Exception: {self}{tail} (version {version})\n"


def from_engine(error: Exception) -> SqlError:
    """What the embedded engine says, without the wrapping of its client."""
    text = str(error)
    found = list(_CODE.finditer(text))
    if not found:
        return SqlError(UNKNOWN_EXCEPTION, text)
    code = int(found[-1].group(1))
    message = text[found[-1].end() :].lstrip(": ").strip()
    # "…: message (NAME) (version 26.9.2.1). (NAME)": name and version are put on once, at the end.
    message = re.sub(r"\s*\(version [0-9.]+[^)]*\)\.?(\s*\([A-Z0-9_]+\))?\s*$", "", message)
    name = _NAME.search(message)
    if name:
        _NAMES.setdefault(code, name.group(1))
        message = message[: name.start()].strip()
    return SqlError(code, message)
