"""The variables of a template as JSON: the part of JSON Schema (Draft 2020-12) that a form can be built from.

Bounded by what is in it: no `$ref`, no nesting beyond lists of texts or numbers, labels in two languages.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

from datasay.core.schemas import Flag, IsNumber, Line, LongText, Storable
from datasay.core.tables import JsonObject
from datasay.wording.forms import form
from datasay.wording.told import Told

VARIABLES_LIMIT = 60
VALUE_LIMIT = 200_000  # characters of one text
SCHEMA_LIMIT = 60_000  # characters of all declarations as JSON
_NAME = form(
    r"^[A-Za-z\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]*$",
    Told(
        "must be a name of letters, digits and _, beginning with a letter",
        "应当是由文字、数字和 _ 组成的名称，以文字开头",
    ),
)
_LARGEST = 10**15

VariableName = Annotated[str, Field(pattern=_NAME, max_length=50)]
Label = Annotated[Line, Field(max_length=100)]
Help = Annotated[LongText, Field(max_length=500)]
_Text = Annotated[Storable, Field(max_length=5_000)]  # a default; values may be longer
_Choice = Annotated[Storable, Field(max_length=200)]
_Entry = Annotated[Storable, Field(max_length=1_000)]
_Number = Annotated[float, Field(ge=-_LARGEST, le=_LARGEST, allow_inf_nan=False), IsNumber]
_Whole = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST), IsNumber]
_Size = Annotated[int, Field(ge=0, le=VALUE_LIMIT), IsNumber]
_Entries = Annotated[int, Field(ge=0, le=1_000), IsNumber]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=False, validate_by_alias=True)

    title: Label | None = None
    description: Help | None = None
    title_zh: Label | None = Field(None, alias="x-title-zh")
    title_en: Label | None = Field(None, alias="x-title-en")
    description_zh: Help | None = Field(None, alias="x-description-zh")
    description_en: Help | None = Field(None, alias="x-description-en")
    order: Annotated[int, Field(ge=0, le=1_000), IsNumber] | None = Field(
        None, alias="x-order", description="The place in a form; by default the place in this object."
    )


class TextVariable(_Declared):
    """A text."""

    type: Literal["string"]
    default: _Text | None = None
    enum: list[_Choice] | None = Field(None, min_length=1, max_length=100)
    examples: list[_Text] | None = Field(None, max_length=10)
    min_length: _Size | None = None
    max_length: _Size | None = None
    pattern: Annotated[Storable, Field(max_length=200)] | None = Field(None, description="A regular expression.")


class NumberVariable(_Declared):
    """A number."""

    type: Literal["number"]
    default: _Number | None = None
    enum: list[_Number] | None = Field(None, min_length=1, max_length=100)
    examples: list[_Number] | None = Field(None, max_length=10)
    minimum: _Number | None = None
    maximum: _Number | None = None


class IntegerVariable(_Declared):
    """A whole number."""

    type: Literal["integer"]
    default: _Whole | None = None
    enum: list[_Whole] | None = Field(None, min_length=1, max_length=100)
    examples: list[_Whole] | None = Field(None, max_length=10)
    minimum: _Whole | None = None
    maximum: _Whole | None = None


class BooleanVariable(_Declared):
    """Yes or no."""

    type: Literal["boolean"]
    default: Flag | None = None


class Entry(BaseModel):
    """What a list holds."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=False, validate_by_alias=True)

    type: Literal["string", "number", "integer"]
    enum: list[_Choice | _Number] | None = Field(None, min_length=1, max_length=100)
    max_length: _Size | None = None


class ListVariable(_Declared):
    """A list of texts or numbers."""

    type: Literal["array"]
    items: Entry
    default: list[_Entry | _Number] | None = Field(None, max_length=100)
    min_items: _Entries | None = None
    max_items: _Entries | None = None
    unique_items: Flag | None = None


Variable = Annotated[
    TextVariable | NumberVariable | IntegerVariable | BooleanVariable | ListVariable, Field(discriminator="type")
]


class TemplateVariables(BaseModel):
    """The variables of a template: a JSON Schema of an object."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["object"] = "object"
    properties: dict[VariableName, Variable] = Field(default={}, max_length=VARIABLES_LIMIT)
    required: list[VariableName] = Field([], max_length=VARIABLES_LIMIT)

    def schema_as_kept(self) -> JsonObject:
        """The JSON Schema of the row. JSONB forgets the order of names, so each variable notes its place."""
        properties: JsonObject = {}
        for place, (name, variable) in enumerate(self.properties.items()):
            declared = variable.model_dump(mode="json", by_alias=True, exclude_none=True)
            properties[name] = {"x-order": place, **declared}
        return {"type": "object", "properties": properties, "required": list(dict.fromkeys(self.required))}


Values = Annotated[
    dict[str, JsonValue],
    Field(
        max_length=VARIABLES_LIMIT,
        json_schema_extra={
            "additionalProperties": {
                "anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    {"type": "array", "items": {"type": ["string", "number"]}, "maxItems": 1_000},
                ]
            },
            "propertyNames": {"pattern": _NAME, "maxLength": 50},
        },
    ),
]
