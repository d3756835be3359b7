"""The written OpenAPI document is that of the code."""

from agentops_server.openapi import DOCUMENT, document


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run: python -m agentops_server.openapi"
