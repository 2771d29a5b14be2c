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
        for methods in document["paths"].values():
            for method, operation in methods.items():
                _complete(operation, changes=method != "get")
        return document

    return openapi


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
