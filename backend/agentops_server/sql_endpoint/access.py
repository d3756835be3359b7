"""Who may ask, and what wrong passwords cost."""

import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

# Wrong passwords of one address before it must wait, and for how long.
_FREE_FAILURES = 5
_WAIT_S = 30.0
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Account:
    """A user of the SQL port. `project_id`: the only project that it sees; None: all of them."""

    name: str
    project_id: str | None


Authenticate = Callable[[str, str], Awaitable[Account | None]]

PROJECT_USER = "project"
"""Signs in with an API key of a project as the password."""


def authenticator(
    user: str, password: str, project_of_key: Callable[[str], Awaitable[str | None]]
) -> Authenticate:
    """Accepts the configured user, and `project` with an API key that may read."""

    async def authenticate(name: str, secret: str) -> Account | None:
        if name == PROJECT_USER:
            project_id = await project_of_key(secret)
            return Account(name, project_id) if project_id is not None else None
        same_user = hmac.compare_digest(name.encode(), user.encode())
        same_password = hmac.compare_digest(secret.encode(), password.encode())
        return Account(name, None) if same_user and same_password else None

    return authenticate


class Throttle:
    """Counts wrong passwords by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, tuple[int, float]] = {}

    def wait_s(self, peer: str) -> float:
        """Seconds for which this address is not listened to; 0: go on."""
        count, moment = self._failures.get(peer, (0, 0.0))
        if count < _FREE_FAILURES:
            return 0.0
        return max(0.0, moment + _WAIT_S - self._clock())

    def failed(self, peer: str) -> None:
        """A wrong password came from `peer`."""
        now = self._clock()
        count, moment = self._failures.pop(peer, (0, now))
        # After a rest the count begins again.
        self._failures[peer] = (1 if now - moment > 2 * _WAIT_S else count + 1, now)
        while len(self._failures) > _REMEMBERED:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, peer: str) -> None:
        """A right password came from `peer`."""
        self._failures.pop(peer, None)
