"""What may be sent in the fields of a request, read from the schema that checks them."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from datasay.creation.schemas import CreationStart
from datasay.image.content.schemas import ImageGenerate
from datasay.options.schemas import FieldOption
from datasay.text.generation.schemas import TextGenerate
from datasay.voice.audio.schemas import AudioSynthesize

Schema = dict[str, Any]  # Any: JSON schema
_REQUESTS: dict[str, type[BaseModel]] = {
    "POST /api/v1/creations": CreationStart,
    "POST /api/v1/texts/generate": TextGenerate,
    "POST /api/v1/audios/synthesize": AudioSynthesize,
    "POST /api/v1/images/generate": ImageGenerate,
}


@cache
def request_fields() -> dict[str, dict[str, FieldOption]]:
    """The fields of the requests that make something."""
    return {request: _fields(model.model_json_schema()) for request, model in _REQUESTS.items()}


def _fields(schema: Schema) -> dict[str, FieldOption]:
    required = set(schema.get("required", ()))
    return {
        name: _option(told, schema.get("$defs", {}), required=name in required)
        for name, told in schema["properties"].items()
    }


def _option(told: Schema, known: dict[str, Schema], *, required: bool) -> FieldOption:
    value = _value(told, known)
    choices = value.get("enum", [value["const"]] if "const" in value else None)
    return FieldOption(
        default=told.get("default"),
        required=required,
        choices=choices,
        minimum=value.get("minimum"),
        maximum=value.get("maximum"),
        max_length=value.get("maxLength", value.get("maxItems")),
    )


def _value(told: Schema, known: dict[str, Schema]) -> Schema:
    """The schema of the value itself: not of null, and where it is defined elsewhere, that."""
    for part in told.get("anyOf", ()):
        if part.get("type") != "null":
            return _value(part, known)
    if "$ref" in told:
        return _value(known[told["$ref"].rpartition("/")[2]], known)
    return told
