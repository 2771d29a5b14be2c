"""The OpenAPI document: what FastAPI writes, and the problem documents that every operation may answer with."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from datasay.core.http import Problem

Document = dict[str, Any]  # Any: JSON
_PROBLEM = {
    "description": "Any other problem: RFC 9457",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_problems(app: FastAPI) -> Callable[[], Document]:
    """The application's `openapi` with the problem schema in it, in place of the framework's own error shape."""
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
            for operation in methods.values():
                responses = operation["responses"]
                if "HTTPValidationError" in str(responses.get("422")):
                    del responses["422"]
                responses["default"] = _PROBLEM
        return document

    return openapi
