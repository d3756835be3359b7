"""Every alert has its page in both languages, and the pages name only what there is."""

import re
from pathlib import Path

import pytest
import yaml

from stack.envfile import ROOT

RUNBOOKS = ROOT / "docs/runbooks"
HEADINGS = {
    "en": ["Symptoms", "Investigate", "Resolve", "Afterwards"],
    "ko": ["증상", "조사", "해결", "재발 방지"],
}
RULES = sorted((ROOT / "config/prometheus/rules").glob("*.yml"))


def rules(kind: str) -> set[str]:
    """The names of all alerts, or of all records."""
    groups = [group for path in RULES for group in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    return {rule[kind] for group in groups for rule in group["rules"] if kind in rule}


SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
PAGES = sorted(RUNBOOKS.glob("??/*.md"))


@pytest.mark.parametrize("language", HEADINGS)
def test_every_alert_has_a_page_and_every_page_an_alert(language: str) -> None:
    assert {path.stem for path in (RUNBOOKS / language).glob("*.md")} == rules("alert")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_a_page_has_its_parts_and_names_what_there_is(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith("# ")
    assert re.findall(r"(?m)^## (.*)$", text) == HEADINGS[page.parent.name]
    for script in re.findall(r"\./scripts/[a-z./-]+", text):
        assert (ROOT / script).is_file(), script
    for path in re.findall(r"\b(?:config|litellm)/[\w./-]+\.(?:yml|yaml|py)", text, re.ASCII):
        assert (ROOT / path).is_file(), path
    settings = "\n".join((ROOT / file).read_text("utf-8") for file in (".env.example", "AGENTOPS_SETUP.md"))
    for name in re.findall(
        r"\b(?:[A-Z]+_)+(?:PORT|URL|BYTES|SIZE|S|WORKERS|REPLICAS|DIR|KEY|TOKEN|TLS|SMARTHOST)\b", text
    ):
        assert re.search(rf"(?m)^{name}=|^\| `{name}`", settings), name
    catalogue = yaml.safe_load((ROOT / "config/prometheus/metrics.yml").read_text("utf-8"))
    known = {entry["name"] for entry in catalogue} | rules("record")
    for query in re.findall(r"'query=(.*)'", text):
        for metric in re.findall(
            r"(?<![\w:])(?:llm_|agentops_|alertmanager_|model:|instance[:_]|scope_name:)[\w:]+", query
        ):
            assert metric in known, metric
    for line in re.findall(r"docker compose (?:logs|exec|restart)(.*)", text):
        named = re.sub(r"--tail \d+|#.*", "", line).split()
        assert named, line
        assert named[0] in SERVICES, line
    # A page that sends on to another one names one that is there.
    for other in re.findall(
        r"\b(?:High|Very|Low|Critical|Request|Token|Ingest|Disk|Model|Budget|Cost|Latency)[A-Z]\w+",
        text,
        re.ASCII,
    ):
        assert other in rules("alert"), other
