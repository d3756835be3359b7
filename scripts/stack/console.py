"""What the person at the terminal sees: steps with their time, one clear sentence for an error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class Mend(Exception):
    """Something the user can mend; its text is one sentence that says what is wrong and how to mend it."""


def _paint(code: str, text: str, stream: object = sys.stdout) -> str:
    return f"\033[{code}m{text}\033[0m" if getattr(stream, "isatty", bool)() else text


def say(text: str = "") -> None:
    """A plain line."""
    print(text, flush=True)


def good(text: str) -> None:
    """A line about something that worked."""
    print(f"  {_paint('32', '✓')} {text}", flush=True)


def bad(text: str) -> None:
    """A line about something that did not."""
    print(f"  {_paint('31', '✗')} {text}", flush=True)


def note(text: str) -> None:
    """A line about something that is not there, and need not be."""
    print(f"  {_paint('33', '–')} {text}", flush=True)


def bold(text: str) -> str:
    """The text, emphasised where the terminal can."""
    return _paint("1", text)


def fail(message: str) -> NoReturn:
    """End the program with one sentence on stderr and exit status 1."""
    print(f"{_paint('31', 'error:', sys.stderr)} {message}", file=sys.stderr, flush=True)
    raise SystemExit(1)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step that may take a while, then say how long it took."""
    started = time.monotonic()
    tty = sys.stdout.isatty()
    if tty:
        print(f"  … {text}", end="\r", flush=True)
    yield
    good(f"{text} ({time.monotonic() - started:.0f} s)")
