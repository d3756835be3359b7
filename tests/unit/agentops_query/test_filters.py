"""The filter language: a text parses or says where it is wrong; SQL means what the tree means."""

from decimal import Decimal
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_server.query.filters.compiler import compiled, condition
from agentops_server.query.filters.errors import FilterError
from agentops_server.query.filters.fields import FIELDS
from agentops_server.query.filters.parser import MOST_DEPTH, MOST_TERMS, parse
from agentops_server.query.filters.printer import show
from agentops_server.query.filters.syntax import And, Compare, Node, Not, Number, Or, Pattern, Text
from fixtures.extent import IS_LONG
from unit.agentops_query.trees import ALPHABET, matches, trees

SLOW = settings(max_examples=200 if IS_LONG else 100, deadline=None, suppress_health_check=list(HealthCheck))


def text(*parts: str) -> Text:
    return Text(Pattern(parts))


def compare(field: str, operator: Any, *values: Any) -> Compare:
    made = tuple(
        Number(value)
        if isinstance(value, Decimal)
        else Pattern(tuple(value) if isinstance(value, tuple) else (value,))
        for value in values
    )
    return Compare(field, operator, made)


ERROR = compare("status", ":", "error")


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("", None),
        ("  \n ", None),
        ("status:error", ERROR),
        ("STATUS:Error", ERROR),
        ("status: error", ERROR),
        ("-status:error", Not(ERROR)),
        ("not status:error", Not(ERROR)),
        ("NOT -status:error", Not(Not(ERROR))),
        ("model:qwen*", compare("model", ":", ("qwen", ""))),
        ("model:**a***b", compare("model", ":", ("", "a", "b"))),
        ("model=qwen*", compare("model", "=", "qwen*")),
        ("model:openai/gpt-4o:free", compare("model", ":", "openai/gpt-4o:free")),
        ("model:(a, b*)", compare("model", ":", "a", ("b", ""))),
        ('model:("a, b","(c)")', compare("model", ":", "a, b", "(c)")),
        (r'name:"a \"quoted\" \* \\ \d*"', compare("name", ":", ('a "quoted" * \\ \\d', ""))),
        ("cost>0.01", compare("cost", ">", Decimal("0.01"))),
        ("cost > $0.01", compare("cost", ">", Decimal("0.01"))),
        ("cost>=1k", compare("cost", ">=", Decimal(1000))),
        ("latency>2s", compare("latency", ">", Decimal(2_000_000_000))),
        ("duration<=1.5m", compare("latency", "<=", Decimal(90_000_000_000))),
        ("ttft<250ms", compare("ttft", "<", Decimal(250_000_000))),
        ("tokens>1.5k", compare("tokens", ">", Decimal(1500))),
        ("prompt_tokens:2M", compare("input_tokens", ":", Decimal(2_000_000))),
        ("errors!=0", compare("errors", "!=", Decimal(0))),
        ("has:tool", compare("has", ":", "tool")),
        ('user:""', compare("user", ":", "")),
        ('"free text"', text("free text")),
        ("free text", And((text("free"), text("text")))),
        ("free AND text", And((text("free"), text("text")))),
        ("a b or c", Or((And((text("a"), text("b"))), text("c")))),
        ("a (b or c)", And((text("a"), Or((text("b"), text("c")))))),
        ("not a b", And((Not(text("a")), text("b")))),
        ("-(a b)", Not(And((text("a"), text("b"))))),
        ("((a))", text("a")),
        ('"or"', text("or")),
        ("12:30", text("12:30")),
        ("don't a - b", And((text("don't"), text("a"), text("-"), text("b")))),
        ("gpt-4o", text("gpt-4o")),
        ("time*out", text("time", "out")),
        ("trace:AB*", compare("trace", ":", ("ab", ""))),
        (
            'status:error model:qwen* cost>0.01 latency>2s tag:prod user:kim has:tool "free text"',
            And(
                (
                    ERROR,
                    compare("model", ":", ("qwen", "")),
                    compare("cost", ">", Decimal("0.01")),
                    compare("latency", ">", Decimal(2_000_000_000)),
                    compare("tag", ":", "prod"),
                    compare("user", ":", "kim"),
                    compare("has", ":", "tool"),
                    text("free text"),
                )
            ),
        ),
    ],
)
def test_what_is_written_is_what_is_meant(written: str, tree: Node | None) -> None:
    assert parse(written) == tree


@pytest.mark.parametrize(
    ("written", "position", "length", "found", "expected", "suggestion"),
    [
        ("modle:a", 0, 5, "modle", "model", "model"),
        ("status:ok latncy>2s", 10, 6, "latncy", "latency", "latency"),
        ("status:eror", 7, 4, "eror", "error", "status:error"),
        ("status>error", 6, 1, ">", "`:`", None),
        ("has=tool", 3, 1, "=", "`:`", None),
        ("cost>cheap", 5, 5, "cheap", "US dollars", None),
        ("latency>2", 8, 1, "2", "time with its unit", "2s"),
        ("tokens>1.5", 7, 3, "1.5", "whole number", None),
        ("tokens>$5", 7, 2, "$5", "whole number", None),
        ("cost>(1,2)", 5, 1, "(", "US dollars", None),
        ("model:", 6, 0, "", "a text", None),
        ("model:()", 7, 1, ")", "a text", None),
        ("model:(a b)", 9, 1, "b", "`,`", None),
        ("model:(a", 8, 0, "", "`)`", None),
        ("(a or b", 7, 0, "", "`)`", None),
        ("a)", 1, 1, ")", "the end", None),
        ("a or", 4, 0, "", "a text", None),
        ("and a", 0, 3, "and", "a text", None),
        ("a or or b", 5, 2, "or", "a text", None),
        ("()", 1, 1, ")", "a text", None),
        ('a "open', 2, 5, '"open', "closing", None),
        ('a"b"', 1, 1, '"', "blank", None),
        ('"a"b', 3, 1, "b", "blank", None),
        ('""', 0, 2, '""', "at least one", None),
        (":x", 0, 1, ":", "a field", None),
        (">= 5", 0, 2, ">=", "a field", None),
        ("trace:xyz*", 6, 4, "xyz*", "32 hex", None),
        ("trace:abc", 6, 3, "abc", "32 hex", None),
        ("a\ud800", 1, 1, "\\ud800", "a character", None),
        ("a\x00", 1, 1, "\\x00", "a character", None),
        ("a" * 2001, 2000, 1, "a", "at most 2000", None),
        ("http://localhost", 0, 4, "http", "status", None),
        ("한국 modle:a", 3, 5, "modle", "model", "model"),
    ],
)
def test_a_wrong_filter_says_where_and_what_was_expected(
    written: str, position: int, length: int, found: str, expected: str, suggestion: str | None
) -> None:
    with pytest.raises(FilterError) as raised:
        parse(written)
    details = raised.value.details
    assert details is not None
    assert (details["position"], details["length"], details["found"]) == (position, length, found)
    assert any(expected in one for one in details["expected"]), details
    assert details["suggestion"] == suggestion
    assert (raised.value.status, raised.value.code) == (422, "invalid_filter")
    assert f"character {position + 1}" in raised.value.message


def test_depth_and_terms_are_bounded() -> None:
    parse("(" * MOST_DEPTH + "a" + ")" * MOST_DEPTH)
    parse(" ".join(["a"] * MOST_TERMS))
    for written, position in (
        ("(" * (MOST_DEPTH + 1) + "a" + ")" * (MOST_DEPTH + 1), MOST_DEPTH),
        ("-" * 1999 + "a", MOST_DEPTH),
        ("(" * 2000, MOST_DEPTH),
        (" ".join(["a"] * (MOST_TERMS + 1)), 2 * MOST_TERMS),
        ("tag:(" + ",".join(["a"] * (MOST_TERMS + 1)) + ")", 5 + 2 * MOST_TERMS),
    ):
        with pytest.raises(FilterError) as raised:
            parse(written)
        assert raised.value.position == position


NEAR_MISSES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "status",
                "model",
                ":",
                "=",
                ">=",
                "!=",
                "(",
                ")",
                ",",
                '"',
                "-",
                " ",
                "*",
                "and",
                "or",
                "not",
                "2s",
                "error",
            ]
        ),
        st.text(ALPHABET, max_size=3),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=1000 if IS_LONG else 400, deadline=None)
@given(st.one_of(st.text(max_size=60), NEAR_MISSES))
def test_any_text_parses_or_gives_a_place_in_it(written: str) -> None:
    error = None
    try:
        tree = parse(written)
    except FilterError as raised:
        error = raised
    if error is None:
        assert parse(show(tree)) == tree
        return
    assert 0 <= error.position <= error.position + error.length <= len(written)
    assert error.expected
    if error.found.isprintable() and "\\" not in error.found:
        assert written.startswith(error.found, error.position)


@settings(max_examples=1000 if IS_LONG else 400, deadline=None)
@given(trees())
def test_printing_and_parsing_give_the_tree_back(tree: Node) -> None:
    assert parse(show(tree)) == tree


def select(database: Client, sql: str, parameters: Any) -> list[bytes]:
    query = f"SELECT trace_id FROM traces FINAL WHERE project_id = 'p' AND {sql}"
    return sorted(row[0] for row in database.query(query, parameters=dict(parameters)).result_rows)


@SLOW
@given(trees())
def test_the_sql_finds_what_the_tree_means(database: Client, rows: list[dict[str, Any]], tree: Node) -> None:
    made = compiled(tree)
    assert select(database, made.sql, made.parameters) == sorted(
        row["trace_id"] for row in rows if matches(tree, row)
    )


@pytest.mark.parametrize(
    "field", [one for one in FIELDS if one.kind != "content"], ids=lambda field: field.name
)
def test_every_field_can_find_something(database: Client, rows: list[dict[str, Any]], field: Any) -> None:
    written = {
        "choice": "status:error",
        "text": f"{field.name}:*",
        "list": f"{field.name}:*",
        "trace": f"trace:{rows[0]['trace_id'].hex()}",
        "has": "has:tool",
        "duration": f"{field.name}>1s",
    }.get(field.kind, f"{field.name}>0")
    tree = parse(written)
    assert tree is not None
    made = condition(written)
    found = select(database, made.sql, made.parameters)
    assert found == sorted(row["trace_id"] for row in rows if matches(tree, row))
    assert found


INJECTIONS = (
    "' OR 1=1 --",
    "'; DROP TABLE traces; --",
    "\\' OR 1=1 --",
    "{f9:String}",
    "') OR ('1'='1",
    "x' UNION SELECT * FROM spans --",
    "%",
    "_",
    "\\",
    "\\%",
    "`traces`",
    "/* */",
    "\t\n\r\b",
    "$${}%s%(f0)s",
)


@pytest.mark.parametrize("attack", INJECTIONS)
@pytest.mark.parametrize("form", ['"{}"', 'user:"{}"', 'model:"{}*"', 'name="{}"', 'tag!=("{}",b)'])
def test_injections_are_inert(database: Client, rows: list[dict[str, Any]], attack: str, form: str) -> None:
    escaped = attack.replace("\\", "\\\\").replace('"', '\\"').replace("*", "\\*")
    tree = parse(form.format(escaped))
    assert tree is not None
    made = compiled(tree)
    assert attack not in made.sql or len(attack) == 1
    assert select(database, made.sql, made.parameters) == sorted(
        row["trace_id"] for row in rows if matches(tree, row)
    )
    assert database.query("SELECT count() FROM traces FINAL WHERE project_id = 'p'").result_rows[0][0] == len(
        rows
    )


def test_unpriced_is_not_free(database: Client, rows: list[dict[str, Any]]) -> None:
    priced = {row["trace_id"] for row in rows if row["cost"] is not None}
    for written in ("cost>=0", "cost:0 or cost>0", "has:cost", "-(-cost>=0)"):
        made = condition(written)
        assert set(select(database, made.sql, made.parameters)) == priced
    made = condition("not cost>=0")
    assert len(select(database, made.sql, made.parameters)) == len(rows) - len(priced)


def test_values_never_become_sql_text() -> None:
    made = condition("model:(alpha,beta*) user=gamma cost>0.125 delta trace:ab*")
    for value in ("alpha", "beta", "gamma", "0.125", "delta", "ab%"):
        assert value not in made.sql
    assert set(map(type, made.parameters.values())) == {str}
