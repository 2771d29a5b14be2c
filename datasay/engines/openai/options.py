"""What may be set for an account of the openai engine."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from datasay.engines.errors import BadInput
from datasay.engines.protocols import EngineAccount
from datasay.engines.usage import Price

_MODEL_NAME = r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$"
ModelName = Annotated[str, Field(min_length=1, max_length=200, pattern=_MODEL_NAME)]


def _a_number(value: object) -> object:
    """In JSON neither "1" nor true is a number."""
    if isinstance(value, str | bool):
        raise ValueError("must be a number")
    return value


def _storable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must not contain NUL characters or halves of characters")
    return value


_Number = BeforeValidator(_a_number)
_Amount = Annotated[float, Field(ge=0, le=1_000_000), _Number]
_Seconds = Annotated[float, Field(ge=1, le=3600), _Number]
_FIELD_NAME = r"^[a-z_]{2,50}$"
_FieldName = Annotated[str, Field(pattern=_FIELD_NAME)]
_BY_FIELD: dict[str, Any] = {"propertyNames": {"pattern": _FIELD_NAME}}  # Any: JSON schema
_BY_MODEL: dict[str, Any] = {"propertyNames": {"pattern": _MODEL_NAME, "maxLength": 200}}
_Word = Annotated[
    str, Field(max_length=500, strict=True, json_schema_extra={"pattern": r"^[^\x00]*$"}), AfterValidator(_storable)
]
_Scalar = (
    _Word
    | Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True, ge=-(2**53), le=2**53)]
    | Annotated[float, Field(strict=True, ge=-1e15, le=1e15)]
    | None
)
_Extra = (
    _Scalar
    | Annotated[dict[_FieldName, _Scalar], Field(max_length=50, json_schema_extra=_BY_FIELD)]
    | Annotated[list[_Scalar], Field(max_length=50)]
)
OURS = frozenset({"model", "messages", "stream", "response_format", "n", "tools", "tool_choice"})


def _not_ours(fields: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    ours = sorted(OURS & fields.keys())
    if ours:
        raise ValueError(f"{ours[0]} is set by the engine itself")
    return fields


class ModelPrice(BaseModel):
    """What a million tokens of a model cost."""

    model_config = ConfigDict(extra="forbid")

    prompt: _Amount
    completion: _Amount
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"


class OpenAiOptions(BaseModel):
    """Everything but the model has a default."""

    model_config = ConfigDict(extra="forbid")

    model: ModelName = Field(description="The model to write with, as its server calls it.")
    models: list[ModelName] = Field([], max_length=50, description="Further models one may ask for by name.")
    temperature: Annotated[float, Field(ge=0, le=2), _Number] | None = Field(
        None, description="Left to the server when unset."
    )
    max_tokens: Annotated[int, Field(ge=16, le=1_000_000), _Number] | None = Field(None, description="Longest answer.")
    context_tokens: Annotated[int, Field(ge=2_000, le=10_000_000), _Number] = Field(
        32_000, description="Question and answer together; longer sources are worked on in parts."
    )
    first_token_seconds: _Seconds = Field(120, description="Patience until the answer begins.")
    between_tokens_seconds: _Seconds = Field(60, description="Patience between two pieces of the answer.")
    total_seconds: _Seconds = Field(1800, description="Patience for one whole answer.")
    structured_output: Literal["auto", "json_schema", "json_object", "text"] = Field(
        "auto", description="How a script's form is asked for; auto finds out what the server can do."
    )
    prices: dict[ModelName, ModelPrice] = Field(
        {}, max_length=50, description="By model, for the statistics.", json_schema_extra=_BY_MODEL
    )
    extra_body: Annotated[dict[_FieldName, _Extra], AfterValidator(_not_ours)] = Field(
        {},
        max_length=20,
        description='Fields of the vendor\'s own, such as {"enable_thinking": false}.',
        json_schema_extra=_BY_FIELD,
    )

    def price_table(self) -> dict[str, Price]:
        """The prices for the meter."""
        return {
            model: Price(Decimal(str(price.prompt)), Decimal(str(price.completion)), price.currency)
            for model, price in self.prices.items()
        }


def read_options(account: EngineAccount) -> OpenAiOptions:
    """The options of an account. Raises BadInput for wrong ones, naming the first."""
    try:
        return OpenAiOptions.model_validate(account.options)
    except ValidationError as error:
        found = error.errors()[0]
        where = ".".join(str(part) for part in found["loc"])
        raise BadInput(f"The account's options are wrong: {where}: {found['msg']}") from error
