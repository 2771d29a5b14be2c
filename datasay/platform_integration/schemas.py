"""Accounts as JSON. A key goes in and never comes out."""

from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from datasay.core.schemas import Changes, Moment, Storable
from datasay.engines.protocols import ENGINE_NAME
from datasay.platform_integration.models import PlatformStatus, PlatformVisibility
from datasay.wording.forms import form
from datasay.wording.told import Told

PlatformName = Annotated[
    str,
    Field(pattern=ENGINE_NAME, description="The engine the account is with, by its name; GET /engines shows its form."),
]
AppId = Annotated[
    Storable, Field(max_length=100, description="Address of the vendor's server, name of the account or its region.")
]
Secret = Annotated[
    str,
    Field(
        max_length=500,
        pattern=form(
            r"^[\x21-\x7e]*$",
            Told(
                "must hold plain letters, digits and signs only, without spaces",
                "只能有英文字母、数字和符号，不能有空格",
            ),
        ),
        description="The key. Kept encrypted, never shown again. Empty where the engine needs none.",
        json_schema_extra={"writeOnly": True},
    ),
]


def _keepable(options: dict[str, Any]) -> dict[str, Any]:
    """Neither NUL characters nor halves of characters: no database keeps them."""
    try:
        kept = orjson.dumps(options)
    except TypeError as error:
        raise ValueError(
            Told(
                "contains half a character (a lone surrogate) or a number that JSON has not",
                "含有半个字符（不成对的代理码），或 JSON 里没有的数",
            )
        ) from error
    if b"\\u0000" in kept:
        raise ValueError(Told("must not contain NUL characters", "不能含有空字符（NUL）"))
    if len(kept) > LARGEST_OPTIONS:
        raise ValueError(Told("may take at most {most:,} bytes", "最多 {most:,} 字节", most=LARGEST_OPTIONS))
    return options


LARGEST_OPTIONS = 100_000
Options = Annotated[
    dict[str, JsonValue],
    AfterValidator(_keepable),
    Field(description="Everything else of the engine's form, such as the model; checked by it."),
]
_EXAMPLE: dict[str, Any] = {  # Any: JSON
    "platform_name": "openai",
    "platform_app_id": "https://api.deepseek.com/v1",
    "platform_options": {"model": "deepseek-chat", "temperature": 0.7, "context_tokens": 64000},
}


class PlatformCreate(BaseModel):
    """An account to keep."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [_EXAMPLE | {"platform_app_secret": "sk-…".replace("…", "0123")}]},
    )

    platform_name: PlatformName
    platform_app_id: AppId = ""
    platform_app_secret: Secret = ""
    platform_options: Options = {}
    platform_visibility: PlatformVisibility = Field(
        PlatformVisibility.PRIVATE,
        description="shared: everybody without an account works with it; for administrators.",
    )


class PlatformUpdate(Changes):
    """What to change; options are replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"platform_status": "inactive"}]})

    platform_app_id: AppId | None = None
    platform_app_secret: Secret | None = None
    platform_options: Options | None = None
    platform_status: Literal[PlatformStatus.ACTIVE, PlatformStatus.INACTIVE] | None = None
    platform_visibility: PlatformVisibility | None = None


class PlatformRead(BaseModel):
    """An account. `platform_secret_hint` shows at most the last four characters of the key."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "config_id": 3,
                    **_EXAMPLE,
                    "platform_secret_hint": "…0123",
                    "platform_status": "active",
                    "platform_visibility": "private",
                    "platform_created_user_id": 1,
                    "platform_created_time": "2026-01-31T08:00:00Z",
                    "platform_updated_time": "2026-01-31T08:00:00Z",
                }
            ]
        },
    )

    config_id: int
    platform_name: str
    platform_app_id: str
    platform_secret_hint: str
    platform_options: dict[str, Any] | None  # Any: JSON
    platform_status: PlatformStatus
    platform_visibility: PlatformVisibility
    platform_created_user_id: int
    platform_created_time: Moment
    platform_updated_time: Moment


class PlatformChecked(BaseModel):
    """Whether the account's server answers; `choices` are the models, voices or styles it says it has."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ready": True, "detail": "answers", "choices": ["deepseek-chat"]}]}
    )

    ready: bool
    detail: str
    choices: list[str]


class EngineAccountRead(BaseModel):
    """An account an engine can work with."""

    owner: Literal["own", "shared", "operator"]
    title: str = Field(description="What it offers, in a word: the model, the region.")
    config_id: int | None = Field(description="Of an account of your own.")


class EngineRead(BaseModel):
    """An installed engine, what it can do, and by which account it is configured."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "engine_kind": "text",
                    "engine_name": "openai",
                    "engine_version": "chat-1",
                    "engine_description": "兼容 OpenAI 协议的大模型服务 · Any OpenAI-compatible server",
                    "engine_options": ["script", "article", "rewrite"],
                    "engine_package": "datasay",
                    "engine_configured": True,
                    "engine_accounts": [{"owner": "own", "title": "deepseek-chat", "config_id": 3}],
                    "engine_account_form": {"type": "object", "properties": {"platform_app_id": {"type": "string"}}},
                    "engine_problem": None,
                }
            ]
        }
    )

    engine_kind: str
    engine_name: str
    engine_version: str | None
    engine_description: str | None = Field(description="Chinese and English.")
    engine_options: list[str] = Field(description="What it can do, or the voices or styles it offers by itself.")
    engine_package: str = Field(description="The Python package it comes from.")
    engine_configured: bool = Field(description="Whether you can use it now.")
    engine_accounts: list[EngineAccountRead] = Field(description="The first is the one your work is done with.")
    engine_account_form: dict[str, JsonValue] | None = Field(
        description="JSON schema of `POST /platforms` for it; null for engines that need no account."
    )
    engine_problem: str | None = Field(description="Why it cannot be used although it is installed.")


class EngineList(BaseModel):
    """All installed engines."""

    items: list[EngineRead]
