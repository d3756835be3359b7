"""Series of several workers as one Prometheus page.

Each worker process keeps its figures in memory and, where there are several, writes them once a second to a
file of its own in a shared folder. Whichever worker is scraped adds its own live figures to the files of the
others. Counters and histograms of a worker that ended stay in the sum, for a sum that falls looks like a
restart; its gauges do not.
"""

import fcntl
import json
import os
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

Snapshot = dict[str, dict[str, Any]]
"""{name: {"type", "help", "series": [[labels, number or {"bounds", "counts", "sum"}], ...]}}; labels are
[[name, value], ...]."""


class SharedSeries:
    """The folder through which the workers of one gateway know of each other's figures.

    `folder` None: there is one worker only. A file's lock is held as long as its writer lives.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._lock: int | None = None
        self._writing = threading.Lock()

    @property
    def is_shared(self) -> bool:
        """Whether there are other workers."""
        return self._folder is not None

    def write(self, snapshot: Snapshot) -> None:
        """Leaves this process' figures for the others. Raises OSError when the disk refuses."""
        if self._folder is None:
            return
        with self._writing:
            if self._own is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                own = self._folder / f"{os.getpid()}-{uuid4().hex[:8]}.json"
                self._lock = os.open(own.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                self._own = own
            fresh = self._own.with_suffix(".tmp")
            fresh.write_text(json.dumps(snapshot))
            fresh.replace(self._own)

    def others(self) -> list[Snapshot]:
        """The figures of the other workers; those of ended ones without their gauges."""
        found: list[Snapshot] = []
        for path in sorted(self._folder.glob("*.json")) if self._folder is not None else []:
            if path == self._own:
                continue
            snapshot: Snapshot = json.loads(path.read_text())
            if not _is_held(path.with_suffix(".lock")):
                snapshot = {name: one for name, one in snapshot.items() if one["type"] != "gauge"}
            found.append(snapshot)
        return found

    def leads(self) -> bool:
        """True in the one process that does what must be done once (asking the model servers)."""
        if self._folder is None:
            return True
        if not hasattr(self, "_lead"):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / "leader", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                return False
            self._lead = descriptor
        return True


def merged(snapshots: list[Snapshot]) -> Snapshot:
    """The sum of several processes' figures."""
    total: Snapshot = {}
    for snapshot in snapshots:
        for name, one in snapshot.items():
            into = total.setdefault(name, {"type": one["type"], "help": one["help"], "series": {}})["series"]
            for labels, value in one["series"]:
                key = tuple((label, text) for label, text in labels)
                into[key] = _added(into[key], value) if key in into else value
    return {
        name: {**one, "series": [[list(map(list, key)), value] for key, value in one["series"].items()]}
        for name, one in total.items()
    }


def rendered(snapshot: Snapshot) -> str:
    """Prometheus' text format."""
    lines: list[str] = []
    for name in sorted(snapshot):
        one = snapshot[name]
        lines += [f"# HELP {name} {one['help']}", f"# TYPE {name} {one['type']}"]
        for labels, value in sorted(one["series"], key=lambda entry: entry[0]):
            if one["type"] != "histogram":
                lines.append(f"{name}{_labels(labels)} {_number(value)}")
                continue
            seen = 0
            for bound, count in zip([*value["bounds"], float("inf")], value["counts"], strict=True):
                seen += count
                text = "+Inf" if bound == float("inf") else _number(bound)
                lines.append(f"{name}_bucket{_labels([*labels, ['le', text]])} {seen}")
            lines += [
                f"{name}_sum{_labels(labels)} {_number(value['sum'])}",
                f"{name}_count{_labels(labels)} {seen}",
            ]
    return "\n".join(lines) + "\n"


def _added(one: Any, other: Any) -> Any:
    if not isinstance(one, dict):
        return one + other
    counts = [left + right for left, right in zip(one["counts"], other["counts"], strict=True)]
    return {"bounds": one["bounds"], "counts": counts, "sum": one["sum"] + other["sum"]}


def _labels(labels: list[list[str]]) -> str:
    escaped = [
        f'{name}="' + value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"') + '"'
        for name, value in labels
    ]
    return "{" + ",".join(escaped) + "}" if escaped else ""


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(float(value))


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
