"""`python -m agentops_server.openapi`: write docs/openapi/agentops-server.json."""

import json
from pathlib import Path

from agentops_server.main import api_app

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi" / "agentops-server.json"


def document() -> str:
    """The OpenAPI document of the API as JSON text."""
    return json.dumps(api_app().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
