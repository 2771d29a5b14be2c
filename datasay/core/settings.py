"""What the operator may set, read once from DATASAY_* variables (or `.env`) and frozen."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class OperatorAccount(BaseModel):
    """The operator's own account with an engine's vendor, for users without one; its fields are the account's."""

    model_config = ConfigDict(frozen=True)

    platform_app_id: str = ""
    platform_app_secret: str = Field("", repr=False)
    platform_options: dict[str, Any] = Field(default_factory=dict)  # Any: JSON; the engine's form checks it


class OpenAiSettings(BaseModel):
    """The same for a model's server, under the names that OpenAI's clients use."""

    model_config = ConfigDict(frozen=True)

    api_key: str = Field("", repr=False, description="Key; empty for servers without.")
    base_url: str = Field("https://api.openai.com/v1", description="Address of an OpenAI-compatible server.")
    model: str | None = Field(None, description="Model to write with; without one the engine is not configured.")
    options: dict[str, Any] = Field(  # Any: JSON; the engine checks it
        default_factory=dict, description="Further options of the account as a JSON object: prices, context_tokens, …"
    )


class Settings(BaseSettings):
    """Everything unset has a default that works on one machine without a network.

    `database_url` and `redis_url` stay None until the embedded runtime has started its own servers and passed
    their addresses on to the processes it runs.
    """

    model_config = SettingsConfigDict(
        env_prefix="DATASAY_", env_nested_delimiter="__", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Field(default_factory=lambda: user_data_path("datasay"), description="Data of the embedded platform.")
    database_url: str | None = Field(
        None,
        repr=False,
        description="The database: postgresql+asyncpg://user:password@host:port/name. Unset: a private one is started.",
    )
    database_owner_url: str | None = Field(
        None, repr=False, description="The same for the role that migrates, where the application's own is another."
    )
    redis_url: str | None = Field(
        None, repr=False, description="The queue: redis://[:password@]host:port/0. Unset: a private one is started."
    )
    storage_url: str | None = Field(
        None,
        repr=False,
        description="Where files lie: file:///…, s3://bucket?endpoint=…&region=…, oss://bucket?…. Unset: in the home.",
    )
    secret_keys: str | None = Field(
        None, repr=False, description="Comma-separated base64 keys of 32 bytes; the first encrypts."
    )
    host: str = Field("127.0.0.1", description="Address the web process listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the web process listens on.")
    trusted_proxies: list[str] = Field(
        default_factory=list, description="Addresses whose X-Forwarded-For header is believed, as a JSON array."
    )
    trusted_hosts: list[str] = Field(
        default_factory=list,
        description="Names people reach the platform by (studio.example.org, *.example.org), as a JSON array. The"
        " machine's own names and the address it is reached at need no mention; others are refused.",
    )
    metrics_token: str | None = Field(
        None, repr=False, description="What /metrics wants as a bearer token. Unset: it answers this machine only."
    )
    allowed_origins: list[str] = Field(
        default_factory=list, description="Further browser origins that may use the session cookie, as a JSON array."
    )
    ffmpeg: Path | None = Field(None, description="ffmpeg binary; unset: the one in the wheel.")
    font: Path | None = Field(None, description="CJK font file; unset: one of the machine, else the one in the wheel.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    upload_limit_bytes: int = Field(512 * MIB, gt=0, description="Largest file that may be uploaded.")
    session_days: int = Field(14, gt=0, description="A session ends this many days after its last use.")
    task_lease_seconds: int = Field(20, gt=2, description="A worker that is silent for this long has lost its task.")
    task_max_attempts: int = Field(3, gt=0, description="Fruitless tries of one step of a task before it is given up.")
    task_max_lost: int = Field(15, gt=0, description="Workers that may die in one step before the task is given up.")
    worker_blocked_seconds: int = Field(
        60, gt=0, description="A worker process whose event loop stands still for this long is ended and replaced."
    )
    task_user_limit: int = Field(100, gt=0, description="Open tasks one user may have at a time.")
    database_pool_size: int = Field(10, gt=0, description="Database connections of one web process.")
    worker_concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1, gt=0, description="Tasks a worker runs at a time."
    )
    waiting_concurrency: int = Field(100, gt=0, description="Tasks that may wait for vendors at a time in a process.")
    openai: OpenAiSettings = Field(
        default_factory=OpenAiSettings, description="DATASAY_OPENAI__API_KEY, __BASE_URL, __MODEL, __OPTIONS."
    )
    engines: dict[str, OperatorAccount] = Field(
        default_factory=dict,
        repr=False,
        description="Accounts for everybody, by engine: DATASAY_ENGINES__NAME__PLATFORM_APP_SECRET, __PLATFORM_APP_ID,"
        " __PLATFORM_OPTIONS, or all of them as one JSON object.",
    )
    private_engines: bool = Field(
        False, description="Whether accounts of plain users may lead to this machine or its own network."
    )
    producer_name: str = Field("DataSay", description="ContentProducer in the hidden AI label.")

    def tool_environment(self) -> dict[str, str]:
        """Tool paths for the engines and child processes, which read the environment rather than settings."""
        tools = {"DATASAY_FFMPEG": self.ffmpeg, "DATASAY_FONT": self.font}
        return {name: str(path) for name, path in tools.items() if path is not None}

    def operator_account(self, engine: str) -> OperatorAccount | None:
        """The operator's account with an engine, if there is one."""
        given = self.openai
        if engine == "openai" and given.model is not None and engine not in self.engines:
            options = given.options | {"model": given.model}
            return OperatorAccount(
                platform_app_id=given.base_url, platform_app_secret=given.api_key, platform_options=options
            )
        return self.engines.get(engine)

    @staticmethod
    def account_variables(engine: str) -> str:
        """Where the operator's account with an engine comes from, for people."""
        own = f"DATASAY_ENGINES__{engine.upper()}__…"
        return f"{own} or DATASAY_OPENAI__…" if engine == "openai" else own

    @property
    def owner_url(self) -> str | None:
        """The address in force for migrations and whatever else only the owner of the tables may do."""
        return self.database_owner_url or self.database_url

    @property
    def storage(self) -> str:
        """The storage address in force."""
        return self.storage_url or (self.home.absolute() / "files").as_uri()


@cache
def get_settings() -> Settings:
    """The settings of this process."""
    settings = Settings()
    os.environ.update(settings.tool_environment())
    return settings
