"""What the OpenAPI document promises of every route: an example for each body, and keys where work begins."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from datasay.api.app import create_app
from datasay.core.settings import Settings

Schema = dict[str, Any]  # Any: JSON


@pytest.fixture(scope="module")
def document() -> Schema:
    """The document, which depends on no setting; an address is needed only to build the application."""
    return create_app(Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none")).openapi()


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


def test_every_example_is_as_its_schema_says(document: Schema) -> None:
    """Nulls among it: what a client is written after says which fields are always there."""
    seen = 0
    for name, schema in document["components"]["schemas"].items():
        validator = Draft202012Validator({**schema, "components": document["components"]})
        for example in schema.get("examples", []):
            seen += 1
            assert [error.message for error in validator.iter_errors(example)] == [], name
    assert seen >= 50


def test_the_example_of_a_detail_shows_what_the_detail_adds(document: Schema) -> None:
    """What is a kind of something else that has an example would be shown by that one, without what it adds."""
    schemas, seen = document["components"]["schemas"], 0
    for model in _models(BaseModel):
        examples = schemas.get(model.__name__, {}).get("examples", [])
        for parent in model.__bases__:
            if examples and issubclass(parent, BaseModel) and schemas.get(parent.__name__, {}).get("examples"):
                seen += 1
                added = set(model.model_fields) - set(parent.model_fields)
                assert [added - set(example) for example in examples] == [set()] * len(examples), model.__name__
    assert seen >= 5


def _models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in of.__subclasses__():
        if model.__module__.startswith("datasay."):
            yield model
        yield from _models(model)


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
