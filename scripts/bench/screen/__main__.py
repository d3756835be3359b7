"""`./scripts/bench/screen.sh`: how large the screen is, and how long one waits for it."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.portal.stack import EMAIL, ROOT, Stack, running
from bench.query import phoenix
from bench.screen.data import HUGE, huge, traces

Figures = Mapping[str, float | None]

# What is measured: key, words, how it is printed.
_ROWS = (
    ("requests", "first visit: requests", "{:.0f}"),
    ("wire_kb", "first visit: KB over the wire", "{:.0f}"),
    ("script_kb", "first visit: KB of JavaScript, gzipped", "{:.0f}"),
    ("first_card_s", "first card or project, nothing cached, s", "{:.2f}"),
    ("first_card_cpu_s", "… of it the page's main thread, s", "{:.2f}"),
    ("again_s", "the same with the files in the cache, s", "{:.2f}"),
    ("list_s", "list of traces, s", "{:.2f}"),
    ("delay_ms", "a click until it is drawn, median ms", "{:.0f}"),
    ("delay_worst_ms", "… the slowest click, ms", "{:.0f}"),
    ("list_fps", "scrolling the whole list: frames a second", "{:.0f}"),
    ("list_p95_ms", "… ms from frame to frame, p95", "{:.1f}"),
    ("list_frame_ms", "… main thread a frame, ms", "{:.1f}"),
    ("huge_s", "the large trace until its first row, s", "{:.2f}"),
    ("huge_usable_s", "… until a span is chosen and read, s", "{:.2f}"),
    ("huge_all_s", "… until all its rows are there, s", "{:.2f}"),
    ("huge_fps", "scrolling the large trace: frames a second", "{:.0f}"),
    ("huge_p95_ms", "… ms from frame to frame, p95", "{:.1f}"),
    ("huge_frame_ms", "… main thread a frame, ms", "{:.1f}"),
)


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="scripts/bench/screen.sh", description=__doc__)
    parser.add_argument("--traces", type=int, default=10_000, help="traces in the list (10,000)")
    parser.add_argument("--spans", type=int, default=50_000, help="spans of the large trace (50,000)")
    parser.add_argument("--rounds", type=int, default=5, help="first visits; the median counts (5)")
    parser.add_argument("--phoenix-python", help="also Arize Phoenix, of this Python (--phoenix sets it)")
    parser.add_argument("--phoenix-traces", type=int, default=500, help="Phoenix stores slowly (500)")
    parser.add_argument("--phoenix-spans", type=int, default=1_000, help="of its large trace (1,000)")
    parser.add_argument("--chromium", default=os.environ.get("E2E_CHROMIUM") or shutil.which("chromium"))
    wanted = parser.parse_args()
    if wanted.chromium is None:
        sys.exit("There is no Chromium: apt install chromium, or name one with --chromium.")
    with tempfile.TemporaryDirectory(prefix="bench-screen-") as folder:
        ours = _ours(Path(folder) / "ours", wanted)
        others = _phoenix(Path(folder) / "phoenix", wanted) if wanted.phoenix_python else None
    _report(wanted, ours, others)


def _ours(folder: Path, wanted: argparse.Namespace) -> Figures:
    folder.mkdir()
    with running(folder) as stack:
        token = _token(stack)
        count = 3 * wanted.traces + wanted.spans
        for body in (*traces(wanted.traces), *huge(wanted.spans)):
            _post(f"http://127.0.0.1:{stack.otlp_port}/v1/traces", body, token)
        _until_stored(stack, count)
        return _measure("ours", stack.url, wanted, {"email": EMAIL, "password": stack.password})


def _phoenix(folder: Path, wanted: argparse.Namespace) -> Figures:
    with phoenix.running(wanted.phoenix_python, folder) as url:
        count = 3 * wanted.phoenix_traces + wanted.phoenix_spans
        for body in (*traces(wanted.phoenix_traces), *huge(wanted.phoenix_spans)):
            phoenix.call(f"{url}/v1/traces", body, "application/x-protobuf")
        deadline = time.monotonic() + 600
        while phoenix.stored(url) < count and time.monotonic() < deadline:
            time.sleep(0.5)
        return _measure("phoenix", url, wanted, {})


def _token(stack: Stack) -> str:
    body = json.dumps({"api_key": stack.api_key}).encode()
    answer = _post(f"http://127.0.0.1:{stack.api_port}/v3/auth/token", body, None, "application/json")
    return str(json.loads(answer)["token"])


def _post(url: str, body: bytes, token: str | None, kind: str = "application/x-protobuf") -> bytes:
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  # our own address
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        content: bytes = answer.read()
        return content


def _until_stored(stack: Stack, count: int) -> None:
    """The sender's token sees its own project's books."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        request = urllib.request.Request(
            f"http://127.0.0.1:{stack.api_port}/telemetry/v1/ingest",
            headers={"Authorization": f"Bearer {_token(stack)}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            if json.loads(answer.read())["stored_spans"] >= count:
                return
        time.sleep(1)
    sys.exit("The AgentOps server did not store the spans in five minutes.")


def _measure(what: str, url: str, wanted: argparse.Namespace, more: Mapping[str, str]) -> Figures:
    """What `measure.mjs` finds in a browser. Its own words go to stderr."""
    settings = {"what": what, "url": url, "rounds": wanted.rounds, "trace": HUGE.hex(), **more}
    found = subprocess.run(
        ["node", str(Path(__file__).with_name("measure.mjs"))],
        cwd=ROOT / "frontend",
        env={**os.environ, "BENCH_CHROMIUM": wanted.chromium},
        input=json.dumps(settings),
        text=True,
        stdout=subprocess.PIPE,
        check=False,
    )
    if found.returncode != 0:
        sys.exit(f"measuring {what} failed")
    figures: dict[str, float | None] = json.loads(found.stdout)
    return figures


def _report(wanted: argparse.Namespace, ours: Figures, others: Figures | None) -> None:
    print(f"\nAgent Portal: {wanted.traces:,} traces, the large one {wanted.spans:,} spans")
    if others is not None:
        print(f"Arize Phoenix: {wanted.phoenix_traces:,} traces, {wanted.phoenix_spans:,} spans")
    print(f"\n{'':46} {'ours':>8}" + ("" if others is None else f" {'Phoenix':>8} {'ratio':>7}"))
    for key, words, shape in _ROWS:
        print(f"{words:46} {_cells(shape, ours.get(key), others, key)}")


def _cells(shape: str, own: float | None, others: Figures | None, key: str) -> str:
    def written(value: float | None) -> str:
        return "-" if value is None else shape.format(value)

    if others is None:
        return f"{written(own):>8}"
    theirs = others.get(key)
    ratio = f"{own / theirs:.2f}" if own is not None and theirs else "-"
    return f"{written(own):>8} {written(theirs):>8} {ratio:>7}"


if __name__ == "__main__":
    main()
