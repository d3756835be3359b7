"""Who hears of an alert: what Alertmanager's configuration says of its receivers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from portal.monitoring.alert_schemas import Notified

Ways = Mapping[str, Notified]
"""By the receiver's name."""

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
# Alertmanager's own, where no route says another.
_DEFAULT_REPEAT_S = 4 * 3600


def ways_of(status: Any) -> Ways:
    """From the answer of Alertmanager's `/api/v2/status`; empty where its configuration cannot be read.

    Secrets are not among it: Alertmanager writes `<secret>` in their place.
    """
    try:
        config = yaml.safe_load(status["config"]["original"])
        repeats = dict(_repeats(config["route"], _DEFAULT_REPEAT_S))
        return {
            one["name"]: Notified(
                receiver=one["name"],
                channels=[key.removesuffix("_configs") for key, value in one.items() if _sends(key, value)],
                repeats_s=repeats.get(one["name"]),
            )
            for one in config["receivers"]
        }
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
        return {}


def _sends(key: str, value: object) -> bool:
    return key.endswith("_configs") and bool(value)


def _repeats(route: Mapping[str, Any], inherited: int) -> Iterator[tuple[str, int]]:
    """Receiver and interval of a route and those below it; a route without one has its parent's."""
    own = seconds(route["repeat_interval"]) if "repeat_interval" in route else inherited
    if "receiver" in route:
        yield route["receiver"], own
    for below in route.get("routes", []):
        yield from _repeats(below, own)


def seconds(duration: str) -> int:
    """`1h30m` as Prometheus writes durations. Raises `ValueError`."""
    parts = re.findall(r"(\d+)(ms|[smhdwy])", duration)
    if not parts or "".join(number + unit for number, unit in parts) != duration:
        raise ValueError(f"{duration!r} is no duration")
    return round(sum(int(number) * _UNITS[unit] for number, unit in parts))
