"""Probes of the programs around the portal that speak HTTP: is somebody there, and well?"""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from kit.errors import Unavailable
from portal.health.service import Probe, Word


@dataclass(frozen=True)
class Program:
    """A program to ask: `url` is what is asked for, empty when it is not configured."""

    name: str
    title: str
    setting: str
    url: str


class Programs:
    """Asks programs for their health. Any answer but a server's error (5xx) is a sign of life."""

    def __init__(self, programs: Sequence[Program], timeout_s: float) -> None:
        self._programs = [program for program in programs if program.url]
        # Neither a proxy of the environment nor cookies: nothing but what is asked.
        self._http = httpx.AsyncClient(timeout=timeout_s, trust_env=False, follow_redirects=False)

    def probes(self) -> list[Probe]:
        """One for each that is configured."""

        def asking(program: Program) -> Probe:
            async def check() -> Word:
                return await self._ask(program)

            return Probe(program.name, check, required=False, setting=program.setting)

        return [asking(program) for program in self._programs]

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(self, program: Program) -> Word:
        try:
            async with self._http.stream("GET", program.url) as response:
                status = response.status_code
        except httpx.TimeoutException as error:
            raise Unavailable(
                f"{program.title} does not answer in time: see what it is busy with.", code="timeout"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(
                f"{program.title} cannot be reached: check that it runs, and the address in "
                f"{program.setting}.",
                code="unreachable",
            ) from error
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Unavailable(
                f"{program.title} says that it is not well (status {status}): its log has the reason.",
                code="unhealthy",
            )
        return Word("answers")
