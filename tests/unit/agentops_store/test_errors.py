"""What the engine's refusals mean for us."""

from typing import Any, cast

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

from agentops_server.store.client import Connection, QueryTooBig, StoreError, StoreUnavailable
from agentops_server.store.errors import bounded, translate, without_values


class Refusing:
    """An engine that answers everything with one error."""

    def __init__(self, text: str) -> None:
        self.error = DatabaseError(text)

    def query(self, *_: Any, **__: Any) -> None:
        raise self.error

    command = raw_insert = query


@pytest.mark.parametrize(
    "code",
    [60, 74, 75, 76, 81, 115, 159, 164, 173, 204, 236, 241, 243, 252, 294, 373, 439, 497, 516, 745, 999],
)
def test_what_is_no_fault_of_the_data_is_tried_again(code: int) -> None:
    found = translate(DatabaseError(f"Code: {code}. DB::Exception: no"))
    assert isinstance(found, StoreUnavailable)
    assert found.code == code


def test_a_full_disk_is_known_by_its_words_under_any_code() -> None:
    text = "Code: 1001. DB::Exception: std::exception: filesystem error: No space left on device"
    assert isinstance(translate(DatabaseError(text)), StoreUnavailable)
    assert type(translate(DatabaseError("Code: 1001. DB::Exception: std::exception: length"))) is StoreError


def test_a_damaged_copy_of_the_schema_is_no_fault_of_the_data() -> None:
    text = (
        "Code: 36. DB::Exception: Could not find a message named 'X' in the schema file '__cache__/7.proto'"
    )
    assert isinstance(translate(DatabaseError(text)), StoreUnavailable)


def test_what_is_refused_for_itself() -> None:
    found = translate(DatabaseError("Code: 27. DB::Exception: Cannot parse input"))
    assert type(found) is StoreError
    assert isinstance(translate(OperationalError("connection refused")), StoreUnavailable)
    assert isinstance(bounded(translate(DatabaseError("Code: 307. DB::Exception: rows"))), QueryTooBig)


def test_what_people_search_for_stays_out_of_messages() -> None:
    text = "HTTPConnectionPool: Max retries exceeded with url: /?param_q=secret+words (Caused by timeout)"
    assert "secret" not in str(translate(OperationalError(text)))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Code: 236. DB::Exception: The server is shutting down due to a fatal error. (ABORTED)", 1),
        ("Code: 236. DB::Exception: Merge was cancelled. (ABORTED)", 0),
    ],
)
def test_an_engine_that_broke_down_is_told(text: str, ends: int) -> None:
    told: list[bool] = []
    connection = Connection(cast(Any, Refusing(text)), on_breakdown=lambda: told.append(True))
    with pytest.raises(StoreUnavailable):
        connection.rows("SELECT 1")
    assert len(told) == ends


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        (
            "Code: 469. Constraint `long` for table t is violated. Column values: name = 'it\\'s me'. (X)",
            "Code: 469. Constraint `long` for table t is violated. '…'",
        ),
        ("Cannot parse string 'a prompt' as UInt8 at \"row\" 3", "Cannot parse string '…' as UInt8 at '…' 3"),
        ("Cannot parse 'a prompt that was cut", "Cannot parse '…'"),
        ("No space left on device", "No space left on device"),
    ],
)
def test_logs_hold_nothing_that_the_engine_quotes(said: str, logged: str) -> None:
    assert without_values(said) == logged
