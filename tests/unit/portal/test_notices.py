"""Who hears of an alert, from Alertmanager's own configuration."""

import pytest
import yaml

from portal.monitoring.notices import seconds, ways_of
from stack.envfile import ROOT


@pytest.mark.parametrize(
    ("text", "expected"), [("1h", 3600), ("1h30m", 5400), ("1d", 86_400), ("500ms", 0), ("2w", 1_209_600)]
)
def test_durations_are_prometheus_own(text: str, expected: int) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "h", "1", "1h 30m", "1x"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        seconds(text)


def test_the_shipped_routes_repeat_as_they_say() -> None:
    # Written as YAML with its comments, where a channel without its secret is left out when it is rendered.
    config = (ROOT / "config" / "alertmanager.yml").read_text("utf-8")
    ways = ways_of({"config": {"original": config}})
    assert {name: way.repeats_s for name, way in ways.items()} == {
        "critical": 3600,
        "warning": 4 * 3600,
        "info": 24 * 3600,
    }
    assert ways["critical"].channels == ["email", "slack", "discord", "pagerduty", "webhook"]
    assert ways["info"].channels == ["email", "webhook"]


def test_a_route_without_an_interval_has_its_parents() -> None:
    config = {
        "route": {"receiver": "a", "repeat_interval": "2h", "routes": [{"receiver": "b"}]},
        "receivers": [{"name": "a"}, {"name": "b", "slack_configs": []}],
    }
    ways = ways_of({"config": {"original": yaml.safe_dump(config)}})
    assert {name: (way.repeats_s, way.channels) for name, way in ways.items()} == {
        "a": (7200, []),
        "b": (7200, []),
    }


@pytest.mark.parametrize(
    "status", [None, {}, {"config": {"original": "a: ["}}, {"config": {"original": "7"}}]
)
def test_another_shape_says_nothing(status: object) -> None:
    assert ways_of(status) == {}
