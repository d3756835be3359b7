"""The OpenAPI document: up to date, and complete enough to generate a client from."""

from typing import Any

import pytest

from portal.api import create_api
from portal.openapi import DOCUMENT, render

_FILES = ("/health/metrics", "/api/audit/export", "/api/agentops/export", "/api/agentops/live")
OPERATIONS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, operations in create_api().openapi()["paths"].items()
    for method, operation in operations.items()
]


def test_the_written_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == render(), "run: PYTHONPATH=backend python -m portal.openapi"


def test_operation_ids_are_short_and_unique() -> None:
    ids = [str(parameter.id) for parameter in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert all(name.isidentifier() and len(name) < 40 for name in ids)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_is_documented(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"], "a docstring is missing"
    assert operation["tags"]
    answers = operation["responses"]
    for status, answer in answers.items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        if status.startswith(("4", "5")) and path != "/health/ready":
            assert schema == {"$ref": "#/components/schemas/ErrorBody"}, status
        elif status == "200" and path not in _FILES:
            assert "$ref" in schema, "an answer without a named type"
    if path.startswith("/api/"):
        assert "422" in answers, "unknown query parameters are refused"
        if path not in ("/api/auth/login", "/api/auth/logout", "/api/auth/session", "/api/agentops/shared"):
            assert "401" in answers
            assert operation["security"] == [{"session": []}, {"token": []}]
        if method != "get":
            assert "403" in answers, "wrong origin"
    for parameter in operation.get("parameters", []):
        if parameter["name"] not in ("sort", "order"):
            assert parameter.get("description"), parameter["name"]


def test_every_field_has_a_type() -> None:
    schemas = create_api().openapi()["components"]["schemas"]
    assert "HTTPValidationError" not in schemas, "the framework's own error shape is documented somewhere"
    for name, schema in schemas.items():
        for field, kind in schema.get("properties", {}).items():
            assert kind.keys() & {"type", "anyOf", "$ref", "enum", "const", "allOf"}, f"{name}.{field}"
