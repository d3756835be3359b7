"""The runbooks: a Markdown file an alert and language, read from the folder `docs/runbooks`."""

import re
from pathlib import Path
from typing import Literal

from kit.errors import NotFound
from portal.monitoring.alert_schemas import Runbook

Language = Literal["en", "ko"]
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}")


class Runbooks:
    """Reads them when asked: they are small, and may be mended while the portal runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """The alerts that have one."""
        return sorted(path.stem for path in (self._folder / "en").glob("*.md") if _NAME.fullmatch(path.stem))

    def has(self, name: str) -> bool:
        """Whether an alert has one."""
        return bool(_NAME.fullmatch(name)) and (self._folder / "en" / f"{name}.md").is_file()

    def read(self, name: str, language: Language) -> Runbook:
        """One, in this language or else in English. Raises `NotFound`."""
        if not self.has(name):
            raise NotFound("There is no runbook of this name.", code="runbook_not_found")
        path = self._folder / language / f"{name}.md"
        if not path.is_file():
            language = "en"
            path = self._folder / "en" / f"{name}.md"
        text = path.read_text("utf-8")
        heading, _, rest = text.partition("\n")
        return Runbook(
            name=name, language=language, title=heading.removeprefix("#").strip(), markdown=rest.strip()
        )
