"""The tables of AGENTOPS_SETUP.md are the settings of the server; its JavaScript is that of the tests."""

import re
from pathlib import Path

from agentops_server.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "AGENTOPS_SETUP.md").read_text("utf-8")
ROW = re.compile(r"^\| (`[A-Z0-9_`, ]+`) \| ([^|]*) \|", re.MULTILINE)


def rows() -> dict[str, str]:
    """By name, what stands as the default; rows of several names give several defaults."""
    found: dict[str, str] = {}
    for cell, defaults in ROW.findall(GUIDE):
        names = re.findall(r"`([A-Z0-9_]+)`", cell)
        values = defaults.strip().split(", ") if len(names) > 1 else [defaults.strip()]
        found.update(zip(names, values, strict=False))
    return found


def test_every_setting_stands_in_a_table_with_its_default() -> None:
    documented = rows()
    fields = {str(field.alias): field for field in Settings.model_fields.values()}
    assert set(fields) - set(documented) == set()
    for name, field in fields.items():
        if isinstance(field.default, int) and not isinstance(field.default, bool):
            assert documented[name].split()[0] == str(field.default), name


def test_every_setting_in_a_table_is_one() -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    assert {name for name in rows() if name != "AGENTOPS_CAPTURE_CONTENT"} - known == set()


def test_the_javascript_program_is_the_one_that_the_tests_run() -> None:
    program = (ROOT / "tests/fixtures/otel_js/agent.mjs").read_text("utf-8")
    (shown,) = re.findall(r"^```js\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert program.endswith(shown)
    assert shown.startswith("import ")
