"""How much one person may ask for at once, and in a minute."""

import contextlib
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kit.errors import TooManyRequests

_WINDOW_S = 60.0
_CODE = "chat_limit"


@dataclass
class _Use:
    running: int = 0
    begun: deque[float] = field(default_factory=deque)


class ChatLimits:
    """Counts the calls of each account in this process. `clock` counts seconds and never goes back."""

    def __init__(self, at_once: int, per_minute: int, clock: Callable[[], float]) -> None:
        self._at_once = at_once
        self._per_minute = per_minute
        self._clock = clock
        self._uses: dict[str, _Use] = {}

    @contextlib.contextmanager
    def running(self, user_id: str) -> Iterator[None]:
        """Hold one call of an account. Raises `TooManyRequests` when it has too many."""
        use = self._uses.setdefault(user_id, _Use())
        now = self._clock()
        while use.begun and now - use.begun[0] >= _WINDOW_S:
            use.begun.popleft()
        if use.running >= self._at_once:
            raise TooManyRequests(
                f"{self._at_once} answers are being written for you already: wait for one, or stop it.",
                code=_CODE,
                headers={"Retry-After": "5"},
            )
        if len(use.begun) >= self._per_minute:
            wait_s = max(1, math.ceil(_WINDOW_S - (now - use.begun[0])))
            raise TooManyRequests(
                f"You have asked {self._per_minute} times within a minute: try again in {wait_s} s.",
                code=_CODE,
                headers={"Retry-After": str(wait_s)},
            )
        use.begun.append(now)
        use.running += 1
        try:
            yield
        finally:
            use.running -= 1
            self._forget_idle()

    def _forget_idle(self) -> None:
        """Accounts come and go; what nobody uses is not kept."""
        if len(self._uses) < 1_000:
            return
        now = self._clock()
        for user_id, use in list(self._uses.items()):
            if not use.running and (not use.begun or now - use.begun[-1] >= _WINDOW_S):
                del self._uses[user_id]
