"""The OpenAPI document: what FastAPI writes, and what it does not know of our answers and of our parameters."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from datasay.core.errors import DatabaseFull, DataSayError, Invalid, StorageFull, TooLarge, UnsupportedMedia
from datasay.core.http import Problem, problems
from datasay.core.schemas import without_null
from datasay.wording.told import Told

Document = dict[str, Any]  # Any: JSON


class _Unreadable(DataSayError):
    """Stands for what the framework answers to a body that ends early or is no UTF-8."""

    title = Told("The body cannot be read", "请求体读不出来")
    status = 400


_TO_INPUT = problems(Invalid)
_TO_BODIES = problems(_Unreadable, TooLarge, UnsupportedMedia)
_TO_CHANGES = problems(DatabaseFull, StorageFull)


def describe_problems(app: FastAPI) -> Callable[[], Document]:
    """The application's `openapi` with problem documents in place of the framework's own error shape."""
    generate = app.openapi

    def openapi() -> Document:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = generate()
        _, schemas = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
        known = document["components"]["schemas"]
        known.update(schemas["$defs"])
        for name in ("HTTPValidationError", "ValidationError"):
            known.pop(name, None)
        for described in known.values():
            if "examples" in described:
                described["examples"] = [_with_nulls(shown, described, known) for shown in described["examples"]]
        for methods in document["paths"].values():
            for method, operation in methods.items():
                _complete(operation, changes=method != "get")
        return document

    return openapi


def _with_nulls(shown: Any, schema: Document, known: Document) -> Any:  # Any: JSON
    """An example with the nulls of fields that are always there: FastAPI strikes every null out of its document."""
    schema = without_null(schema)
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    if isinstance(shown, list):
        return [_with_nulls(entry, schema.get("items", {}), known) for entry in shown]
    if not isinstance(shown, dict):
        return shown
    fields, always = schema.get("properties", {}), schema.get("required", [])
    whole = {name: shown.get(name) for name in fields if name in shown or name in always} | shown
    return {name: _with_nulls(value, fields.get(name, {}), known) for name, value in whole.items()}


def _complete(operation: Document, *, changes: bool) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    added = _TO_BODIES if "requestBody" in operation else {}
    if "parameters" in operation or "requestBody" in operation:
        added = {**added, **_TO_INPUT}
    if changes:
        added = {**added, **_TO_CHANGES}
    for status, described in added.items():
        responses.setdefault(str(status), described)
    for parameter in operation.get("parameters", []):
        # What is in an address or a header can be left out, but cannot be null.
        parameter["schema"] = without_null(parameter["schema"])
