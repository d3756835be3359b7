"""Work beside the requests: tasks that are held, whose faults are told, and whose end can be relied on."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_log = logging.getLogger(__name__)

_AGAIN_S = 2.0
_LONG_S = 1.0


def in_background(work: Coroutine[Any, Any, None], what: str) -> asyncio.Task[None]:
    """Run `work` beside everything else; whoever calls must hold the task.

    `what` begins the sentence that is logged, as critical, when a fault of ours ends it.
    """
    task = asyncio.create_task(work, name=what)
    task.add_done_callback(_report)
    return task


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        _log.critical(
            "%s has ended by a fault and needs a restart", task.get_name().capitalize(), exc_info=fault
        )


async def ended(*tasks: "asyncio.Task[Any] | None") -> None:
    """Wait until these have ended by themselves. Raises nothing of theirs."""
    waiting = [task for task in tasks if task is not None]
    if waiting:
        await asyncio.wait(waiting)


async def end(*tasks: "asyncio.Task[Any] | None") -> None:
    """Cancel these and wait until they have ended. Raises nothing of theirs.

    Again after a while: code that swallows one cancellation must not keep us waiting for ever.
    """
    waiting = {task for task in tasks if task is not None and not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=_AGAIN_S)


async def finished(pool: ThreadPoolExecutor, *, cancel: bool = False) -> None:
    """Wait until the threads have done what they began, without keeping the event loop.

    `cancel`: what they have not begun is not done.
    """
    await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=cancel)


class Endings(contextlib.AsyncExitStack):
    """What is to be ended, the last one first, each whatever became of the others.

    Those that take long are logged: a stop that takes its time must tell why.
    """

    def add(self, what: str, step: Callable[[], Awaitable[object] | object]) -> None:
        """End this, too; `step` may be a coroutine function. What it raises is raised after the rest."""

        async def timed() -> None:
            started = time.perf_counter()
            try:
                result = step()
                if isinstance(result, Awaitable):
                    await result
            finally:
                seconds = time.perf_counter() - started
                if seconds > _LONG_S:
                    _log.info("ending took its time", extra={"what": what, "seconds": round(seconds, 1)})

        self.push_async_callback(timed)
