"""Writes the OpenAPI document from which the screen's client is generated.

`python -m portal.openapi [FILE]` writes it to frontend/openapi.json or FILE; `-` prints it.
A test fails when the written document is stale.
"""

import json
import sys
from pathlib import Path

from portal.api import create_api

DOCUMENT = Path(__file__).parents[2] / "frontend" / "openapi.json"


def render() -> str:
    """The document as JSON text, the same for the same code."""
    return json.dumps(create_api().openapi(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the document where the arguments say."""
    if arguments == ["-"]:
        sys.stdout.write(render())
        return
    target = Path(arguments[0]) if arguments else DOCUMENT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render())


if __name__ == "__main__":
    main(sys.argv[1:])
