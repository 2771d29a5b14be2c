"""The account of the openai engines: whose server, with which key, and how its model is asked."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from datasay.engines.protocols import AccountForm, Secret, ServerAddress
from datasay.engines.usage import Unit, UnitPrice
from datasay.wording.forms import form
from datasay.wording.told import Told

_MODEL_NAME = form(
    r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$",
    Told("must be the name of a model, of letters, digits and ._:/@+-", "应当是模型名称，用字母、数字和 ._:/@+-"),
)
ModelName = Annotated[str, Field(min_length=1, max_length=200, pattern=_MODEL_NAME)]


def _a_number(value: object) -> object:
    """In JSON neither "1" nor true is a number."""
    if isinstance(value, str | bool):
        raise ValueError(Told("must be a number, without quotation marks", "应当是数字（不加引号）"))
    return value


def _storable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(
            Told("must not contain NUL characters or halves of characters", "不能含有空字符（NUL）或半个字符")
        )
    return value


_Number = BeforeValidator(_a_number)
_Amount = Annotated[float, Field(ge=0, le=1_000_000), _Number]
_Seconds = Annotated[float, Field(ge=1, le=3600), _Number]
_FIELD_NAME = form(
    r"^[a-z_]{2,50}$", Told("must be a name of 2 to 50 small letters and _", "应当是 2 到 50 个小写字母和 _ 的名称")
)
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
        raise ValueError(
            Told("{name} is set by the engine itself; leave it out", "{name} 由引擎自己设置，请去掉", name=ours[0])
        )
    return fields


class ModelPrice(BaseModel):
    """What a million tokens of a model cost, from one day to another (UTC, both included) or always."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: _Amount
    completion: _Amount
    currency: Annotated[
        str,
        Field(
            pattern=form(
                r"^[A-Z]{3}$", Told("must be a currency of three letters, like CNY", "应当是三个字母的货币，如 CNY")
            )
        ),
    ] = "CNY"
    valid_from: date | None = None
    valid_to: date | None = None


class OpenAiAccount(AccountForm):
    """Everything but address and model has a default."""

    platform_app_id: ServerAddress = Field(
        description="服务地址 · Address of the server up to the part all its paths begin with; many end with /v1."
    )
    platform_app_secret: Secret = Field(
        "", description="密钥 · The key. Kept encrypted, never shown again. Empty for servers without keys."
    )
    model: ModelName = Field(description="模型 · The model to write with, as its server calls it.")
    models: list[ModelName] = Field([], max_length=50, description="其他模型 · Further models one may ask for by name.")
    temperature: Annotated[float, Field(ge=0, le=2), _Number] | None = Field(
        None, description="温度 · Left to the server when unset."
    )
    max_tokens: Annotated[int, Field(ge=16, le=1_000_000), _Number] | None = Field(
        None, description="最长回答 · Longest answer."
    )
    context_tokens: Annotated[int, Field(ge=2_000, le=10_000_000), _Number] = Field(
        32_000, description="上下文长度 · Question and answer together; longer sources are worked on in parts."
    )
    first_token_seconds: _Seconds = Field(120, description="等待开始 · Patience until the answer begins.")
    between_tokens_seconds: _Seconds = Field(60, description="等待下文 · Patience between two pieces of the answer.")
    total_seconds: _Seconds = Field(1800, description="等待全文 · Patience for one whole answer.")
    structured_output: Literal["auto", "json_schema", "json_object", "text"] = Field(
        "auto", description="结构化输出 · How a script's form is asked for; auto finds out what the server can do."
    )
    prices: dict[ModelName, ModelPrice | list[ModelPrice]] = Field(
        {},
        max_length=50,
        description="价目 · By model, per million tokens; several with the days each is valid.",
        json_schema_extra=_BY_MODEL,
    )
    extra_body: Annotated[dict[_FieldName, _Extra], AfterValidator(_not_ours)] = Field(
        {},
        max_length=20,
        description='附加字段 · Fields of the vendor\'s own, such as {"enable_thinking": false}.',
        json_schema_extra=_BY_FIELD,
    )

    @property
    def title(self) -> str:
        """The model."""
        return self.model

    def price_list(self) -> tuple[UnitPrice, ...]:
        """The prices by unit."""
        return tuple(self._unit_prices())

    def _unit_prices(self) -> Iterator[UnitPrice]:
        for model, prices in self.prices.items():
            for price in prices if isinstance(prices, list) else [prices]:
                for unit, amount in ((Unit.TOKENS_IN, price.prompt), (Unit.TOKENS_OUT, price.completion)):
                    yield UnitPrice(
                        model=model,
                        unit=unit,
                        price=Decimal(str(amount)),
                        per=1_000_000,
                        currency=price.currency,
                        valid_from=price.valid_from,
                        valid_to=price.valid_to,
                    )
