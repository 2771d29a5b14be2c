"""What the OpenAPI document promises of every route: an example for each body, and keys where work begins."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from datasay.api.app import create_app
from datasay.core.settings import Settings

Schema = dict[str, Any]  # Any: JSON


@pytest.fixture
def document(settings: Settings) -> Schema:
    """The document."""
    return create_app(settings).openapi()


def _operations(document: Schema) -> Iterator[tuple[str, Schema]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _examples(document: Schema, media: Schema) -> Iterator[object]:
    """Those of the body itself, of its schema, or of everything that it may be."""
    schema = media["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    yield from [media["example"]] if "example" in media else []
    yield from (example["value"] for example in media.get("examples", {}).values())
    yield from schema.get("examples", [])
    for part in (*schema.get("anyOf", []), *schema.get("oneOf", [])):
        yield from _examples(document, {"schema": part})


def test_every_request_body_has_an_example_that_its_schema_accepts(document: Schema) -> None:
    seen = 0
    for name, operation in _operations(document):
        for kind, media in operation.get("requestBody", {}).get("content", {}).items():
            seen += 1
            examples = list(_examples(document, media))
            assert examples, f"{name} has no example of {kind}"
            validator = Draft202012Validator({**media["schema"], "components": document["components"]})
            for example in examples:
                assert [error.message for error in validator.iter_errors(example)] == [], name
    assert seen >= 20


def test_every_post_that_starts_work_takes_an_idempotency_key(document: Schema) -> None:
    """202 is the answer of what starts work; and what asks a model costs money."""
    starting = {name: operation for name, operation in _operations(document) if "202" in operation["responses"]}
    assert len(starting) >= 7
    for name, operation in starting.items():
        headers = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"]
        assert "Idempotency-Key" in headers, name


def test_every_error_is_a_problem_document(document: Schema) -> None:
    """But at the door for OpenAI's clients, which know only OpenAI's own."""
    for name, operation in _operations(document):
        if " /v1/" in name or name == "GET /readyz":
            continue
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], f"{name} {status}"


def test_every_list_is_cut_into_pages(document: Schema) -> None:
    """A list that answers with everything there is would cost more every day."""
    listing = [
        (name, {parameter["name"]: parameter for parameter in operation["parameters"]})
        for name, operation in _operations(document)
        if "Page_" in str(operation["responses"].get("200", {}).get("content", ""))
    ]
    assert len(listing) >= 9
    for name, parameters in listing:
        assert {"limit", "cursor", "sort"} <= set(parameters), name
        assert parameters["limit"]["schema"]["maximum"] == 100, name
