"""What runs of the benchmark found: kept in a file between runs, compared with an interval."""

import json
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.gateway.calls import Spell

_RESAMPLES = 1_000


@dataclass
class Candidate:
    """What one process of a candidate did; the n-th spells of all candidates of a start lie side by side."""

    fast: list[Spell] = field(default_factory=list)
    steady: list[Spell] = field(default_factory=list)
    calls: int = 0
    """All calls, those of the warm-up too."""
    spans: int = 0


@dataclass
class Start:
    """One process of each candidate."""

    rate: float
    """Calls a second of the steady spells."""
    candidates: dict[str, Candidate] = field(default_factory=dict)


def pooled(spells: list[Spell]) -> Spell:
    """All of them as one."""
    latencies = [one for spell in spells for one in spell.latencies]
    return Spell(sum(spell.took for spell in spells), latencies, sum(spell.cpu_s for spell in spells))


Spells = Callable[[Candidate], list[Spell]]
Compared = Callable[[Spell, Spell], float]


def compared(
    starts: list[Start], name: str, spells: Spells, how: Compared
) -> tuple[float, tuple[float, float]]:
    """`how(candidate, none)` over all spells, and the interval in which it lies with 95 %.

    The interval is a bootstrap's: starts are drawn with replacement, then turns of each, because processes
    of the same candidate differ by more than their turns do.
    """
    pairs = [
        list(zip(spells(one.candidates[name]), spells(one.candidates["none"]), strict=True)) for one in starts
    ]
    pairs = [one for one in pairs if one]

    def of(chosen: list[tuple[Spell, Spell]]) -> float:
        return how(pooled([one for one, _ in chosen]), pooled([none for _, none in chosen]))

    draw = random.Random(1)  # noqa: S311 - the same runs give the same interval
    found = sorted(
        of(
            [
                pair
                for start in draw.choices(pairs, k=len(pairs))
                for pair in draw.choices(start, k=len(start))
            ]
        )
        for _ in range(_RESAMPLES)
    )
    interval = found[int(0.025 * _RESAMPLES)], found[int(0.975 * _RESAMPLES)]
    return of([pair for start in pairs for pair in start]), interval


def keep(start: Start, path: Path) -> None:
    """Appends a start to a file of them."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(start)) + "\n")


def kept(path: Path) -> list[Start]:
    """All starts of a file; none when there is no such file."""
    if not path.exists():
        return []
    return [_start(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _start(raw: dict[str, Any]) -> Start:
    return Start(
        raw["rate"],
        {
            name: Candidate(
                [Spell(**spell) for spell in one["fast"]],
                [Spell(**spell) for spell in one["steady"]],
                one["calls"],
                one["spans"],
            )
            for name, one in raw["candidates"].items()
        },
    )
