"""Keeps what the start has loaded out of the garbage collector's sight.

LiteLLM's modules are over a million objects that live as long as the process. A full collection looks at all
of them and finds nothing: no call is answered for the 0.7 s that it takes. While they are loaded it would
look at them again and again, for a third of the time of the start: until then it is off (run_gateway).
"""

import gc

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class FrozenStart:
    """Wraps an application; once it has started, what it has loaded is never looked at again.

    Collecting begins then, where it was off before.
    """

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on everything."""
        if scope["type"] != "lifespan":
            await self._inner(scope, receive, send)
            return

        async def started(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                _freeze()
            await send(message)

        await self._inner(scope, receive, started)


def _freeze() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()
    # A full collection is due when a quarter of what the last one has seen is new: of next to nothing, now.
    gc.collect()
