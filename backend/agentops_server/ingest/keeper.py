"""Keeps the books tidy: saves what requests counted since the last batch, and lets old dead letters go."""

import asyncio
import logging
import time

from agentops_server.ingest.dead_letters import DeadLetters
from agentops_server.ingest.ledger import Ledger, LedgerFailed
from kit.tasks import ended, in_background

_log = logging.getLogger(__name__)

# A kill -9 forgets refused requests of this last while. What was accepted is on disk with the spool.
_SAVE_S = 1.0
_EXPIRE_S = 300.0


class Keeper:
    """A task in the background."""

    def __init__(self, ledger: Ledger, dead_letters: DeadLetters) -> None:
        self._ledger = ledger
        self._dead_letters = dead_letters
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._task = in_background(self._run(), "keeping the books")

    async def stop(self) -> None:
        """End; what is not saved yet is saved by whoever closes the ledger."""
        self._stopping.set()
        await ended(self._task)

    async def _run(self) -> None:
        expired = -_EXPIRE_S
        while not self._stopping.is_set():
            try:
                if time.monotonic() - expired >= _EXPIRE_S:
                    await asyncio.to_thread(self._dead_letters.expire)
                    expired = time.monotonic()
                await asyncio.to_thread(self._ledger.save)
            except LedgerFailed as failed:
                _log.warning("the books cannot be saved, they are tried again", extra={"reason": str(failed)})
            try:
                async with asyncio.timeout(_SAVE_S):
                    await self._stopping.wait()
            except TimeoutError:
                continue
