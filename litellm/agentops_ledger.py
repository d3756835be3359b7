"""A running number and sum on every span, so that what is missing elsewhere can be told.

Each worker counts the calls that it reports and what LiteLLM says they cost. Whoever has the spans 7 and 9 of
a ledger knows that a call is missing, and from the two sums what it cost.
"""

import os
import secrets
import time
from collections import OrderedDict
from decimal import Decimal

from agentops_events import CallEvent

_REMEMBERED = 1_000
_EXACT = Decimal("0.000000000001")


class Ledger:
    """The count of one process; a forked one begins its own. Used on the event loop."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._head = f"{secrets.token_hex(6)}:{int(time.time())}"
        self._number = 0
        self._total = Decimal(0)
        self._told: OrderedDict[str, str] = OrderedDict()

    def entry(self, event: CallEvent) -> str:
        """`name:start in epoch seconds:number:US dollars so far`, this call included.

        The same event has the same entry, because it has the same span, too.
        """
        if self._pid != os.getpid():
            self._begin()
        if (known := self._told.get(event.identity)) is not None:
            return known
        self._number += 1
        self._total += Decimal(str(event.cost or 0.0)).quantize(_EXACT)
        entry = self._told[event.identity] = f"{self._head}:{self._number}:{self._total:f}"
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return entry
