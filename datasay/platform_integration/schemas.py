"""Accounts as JSON. A key goes in and never comes out."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from datasay.core.schemas import Changes, Moment
from datasay.engines.openai.options import OpenAiOptions
from datasay.outgoing.addresses import LONGEST_URL
from datasay.platform_integration.models import PlatformStatus, PlatformVisibility


class PlatformName(StrEnum):
    """With whom one can have an account."""

    OPENAI = "openai"


BaseUrl = Annotated[
    str,
    Field(
        max_length=LONGEST_URL,
        pattern=r"^https?://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$",
        description="Address of the server up to the part all its paths begin with; many end with /v1.",
    ),
]
Secret = Annotated[
    str,
    Field(
        max_length=500,
        pattern=r"^[\x21-\x7e]*$",
        description="The key. Kept encrypted, never shown again. Empty for servers without keys.",
        json_schema_extra={"writeOnly": True},
    ),
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
    platform_app_id: BaseUrl
    platform_app_secret: Secret = ""
    platform_options: OpenAiOptions
    platform_visibility: PlatformVisibility = Field(
        PlatformVisibility.PRIVATE,
        description="shared: everybody without an account works with it; for administrators.",
    )


class PlatformUpdate(Changes):
    """What to change; options are replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"platform_status": "inactive"}]})

    platform_app_id: BaseUrl | None = None
    platform_app_secret: Secret | None = None
    platform_options: OpenAiOptions | None = None
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
    """Whether the account's server answers; `models` are those it says it has."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ready": True, "detail": "answers", "models": ["deepseek-chat"]}]}
    )

    ready: bool
    detail: str
    models: list[str]
