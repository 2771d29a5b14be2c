"""What the operator may set, read once from DATASAY_* variables (or `.env`) and frozen."""

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, Self

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from datasay.core import setting_rules as rules
from datasay.core import wrong_settings
from datasay.core.wrong_settings import ENVIRONMENT_ONLY, PREFIX, WrongSettings
from datasay.wording.told import Told

MIB = 1024 * 1024
_DAY = 86_400
_ENGINE_GROUPS = "datasay.engines."
_SECRET = frozenset(
    {
        "database_url",
        "database_owner_url",
        "redis_url",
        "storage_url",
        "secret_keys",
        "metrics_token",
        "engines",
        "api_key",
    }
)
_DatabaseUrl = Annotated[str, AfterValidator(rules.database_address)]


class OperatorAccount(BaseModel):
    """The operator's own account with an engine's vendor, for users without one; its fields are the account's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    platform_app_id: str = ""
    platform_app_secret: str = Field("", repr=False)
    platform_options: dict[str, Any] = Field(default_factory=dict)  # Any: JSON; the engine's form checks it


class OpenAiSettings(BaseModel):
    """The same for a model's server, under the names that OpenAI's clients use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_key: str = Field("", repr=False, description="Key; empty for servers without.")
    base_url: Annotated[str, AfterValidator(rules.web_address)] = Field(
        "https://api.openai.com/v1", description="Address of an OpenAI-compatible server."
    )
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
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,  # DATASAY_PORT= is a setting left open, not an empty one
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Annotated[Path, AfterValidator(rules.folder)] = Field(
        default_factory=lambda: user_data_path("datasay"), description="Data of the embedded platform."
    )
    database_url: _DatabaseUrl | None = Field(
        None,
        repr=False,
        description="The database: postgresql+asyncpg://user:password@host:port/name. Unset: a private one is started.",
    )
    database_owner_url: _DatabaseUrl | None = Field(
        None, repr=False, description="The same for the role that migrates, where the application's own is another."
    )
    redis_url: Annotated[str, AfterValidator(rules.queue_address)] | None = Field(
        None, repr=False, description="The queue: redis://[:password@]host:port/0. Unset: a private one is started."
    )
    storage_url: str | None = Field(
        None,
        repr=False,
        description="Where files lie: file:///…, s3://bucket?endpoint=…&region=…, oss://bucket?…. Unset: in the home.",
    )
    secret_keys: Annotated[str, AfterValidator(rules.encryption_keys)] | None = Field(
        None, repr=False, description="Comma-separated base64 keys of 32 bytes; the first encrypts."
    )
    host: Annotated[str, AfterValidator(rules.listening_host)] = Field(
        "127.0.0.1", description="Address the web process listens on."
    )
    port: Annotated[int, BeforeValidator(rules.port)] = Field(
        8000, ge=0, le=65535, description="Port the web process listens on."
    )
    trusted_proxies: list[Annotated[str, AfterValidator(rules.proxy)]] = Field(
        default_factory=list, description="Addresses whose X-Forwarded-For header is believed, as a JSON array."
    )
    trusted_hosts: list[Annotated[str, AfterValidator(rules.host_name)]] = Field(
        default_factory=list,
        description="Names people reach the platform by (studio.example.org, *.example.org), as a JSON array. The"
        " machine's own names and the address it is reached at need no mention; others are refused.",
    )
    metrics_token: Annotated[str, AfterValidator(rules.secret_token)] | None = Field(
        None,
        repr=False,
        description="What /metrics wants as a bearer token (16 characters or more). Unset: this machine only.",
    )
    allowed_origins: list[Annotated[str, AfterValidator(rules.origin)]] = Field(
        default_factory=list, description="Further browser origins that may use the session cookie, as a JSON array."
    )
    ffmpeg: Annotated[Path, AfterValidator(rules.program)] | None = Field(
        None, description="ffmpeg binary; unset: the one in the wheel."
    )
    font: Annotated[Path, AfterValidator(rules.font)] | None = Field(
        None, description="CJK font file; unset: one of the machine, else the one in the wheel."
    )
    log_level: Annotated[str, AfterValidator(rules.log_level)] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
    upload_limit_bytes: int = Field(512 * MIB, gt=0, le=MIB**2 * 16, description="Largest file that may be uploaded.")
    storage_user_bytes: int = Field(
        50 * 1024 * MIB,
        gt=0,
        le=2**60,
        description="Bytes one user may keep in files; deleted ones count for 30 days against as much again.",
    )
    scrub_mib_per_hour: int = Field(
        4096,
        ge=0,
        le=10**9,
        description="How much of the stored files is read again, to find what was damaged; 0: nothing.",
    )
    scrub_days: int = Field(7, gt=0, le=3650, description="A stored file is read again after this many days.")
    session_days: int = Field(14, gt=0, le=3650, description="A session ends this many days after its last use.")
    task_lease_seconds: int = Field(
        20, gt=2, le=_DAY, description="A worker that is silent for this long has lost its task."
    )
    task_max_attempts: int = Field(
        3, gt=0, le=1000, description="Fruitless tries of one step of a task before it is given up."
    )
    task_max_lost: int = Field(
        15, gt=0, le=10_000, description="Workers that may die in one step before the task is given up."
    )
    task_silent_seconds: int = Field(
        1800, gt=0, le=_DAY, description="A step that tells no progress for this long is ended: its engine hangs."
    )
    worker_blocked_seconds: int = Field(
        60,
        gt=0,
        le=_DAY,
        description="A worker process whose event loop stands still for this long is ended and replaced.",
    )
    web_blocked_seconds: int = Field(
        30,
        gt=0,
        le=_DAY,
        description="A web process whose event loop stands still for this long is ended, to be started again.",
    )
    task_user_limit: int = Field(100, gt=0, le=10**9, description="Open tasks one user may have at a time.")
    slow_client_seconds: int = Field(
        20, gt=0, le=3600, description="How long is waited for a request's head, and for each next part of its body."
    )
    request_user_limit: int = Field(
        100, gt=0, le=10**6, description="Requests of one user a web process answers at a time; further ones are `429`."
    )
    stream_user_limit: int = Field(
        20, gt=0, le=10**6, description="Of these, streams of a task's events or a model's answer."
    )
    rendering_user_limit: int = Field(
        50, gt=0, le=10**6, description="Of these, templates that are rendered or checked."
    )
    speaking_user_limit: int = Field(
        2, gt=0, le=10**6, description="Of these, texts that are spoken while the answer is sent (`/v1/audio/speech`)."
    )
    database_pool_size: int = Field(10, gt=0, le=1000, description="Database connections of one web process.")
    worker_concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1, gt=0, le=1024, description="Tasks a worker runs at a time."
    )
    waiting_concurrency: int = Field(
        100, gt=0, le=10_000, description="Tasks that may wait for vendors at a time in a process."
    )
    openai: OpenAiSettings = Field(
        default_factory=OpenAiSettings, description="DATASAY_OPENAI__API_KEY, __BASE_URL, __MODEL, __OPTIONS."
    )
    engines: dict[str, OperatorAccount] = Field(
        default_factory=dict,
        repr=False,
        description="Accounts for everybody, by engine: DATASAY_ENGINES__NAME__PLATFORM_APP_SECRET, __PLATFORM_APP_ID,"
        " __PLATFORM_OPTIONS, or all of them as one JSON object.",
    )
    voice_engine: str | None = Field(
        None,
        description="Engine whose timbres speak where none is chosen. Unset: kokoro where it is installed, else local.",
    )
    private_engines: bool = Field(
        False, description="Whether accounts of plain users may lead to this machine or its own network."
    )
    producer_name: Annotated[str, AfterValidator(rules.printable)] = Field(
        "DataSay", description="ContentProducer in the hidden AI label."
    )

    @field_validator("engines")
    @classmethod
    def _installed(cls, accounts: dict[str, OperatorAccount]) -> dict[str, OperatorAccount]:
        """An account is of an engine that is here."""
        for name in accounts:
            _check_installed(name, _ENGINE_GROUPS)
        return accounts

    @field_validator("voice_engine")
    @classmethod
    def _speaks(cls, name: str | None) -> str | None:
        """Who is to speak is here."""
        if name is not None:
            _check_installed(name, f"{_ENGINE_GROUPS}voice")
        return name

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Settings that contradict each other. Raises ValidationError under the name of the one to change."""
        clashes = {}
        if self.database_owner_url is not None and self.database_url is None:
            clashes["database_owner_url"] = rules.wrong(
                "只设了表的主人，没有设 DATASAY_DATABASE_URL",
                "It names the owner of a database that DATASAY_DATABASE_URL does not name: set both or none",
            )
        given = self.openai
        if (
            given.model is None
            and "openai" not in self.engines
            and {"api_key", "base_url", "options"} & given.model_fields_set
        ):
            clashes["openai"] = rules.wrong(
                "没有设 DATASAY_OPENAI__MODEL，其余的就没有用",
                "Without DATASAY_OPENAI__MODEL the rest is of no use: name the model to write with",
            )
        if clashes:
            lines = [InitErrorDetails(type=one, loc=(name,), input=None) for name, one in clashes.items()]
            raise ValidationError.from_exception_data("Settings", lines, hide_input=True)
        return self

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


def _check_installed(name: str, groups: str) -> None:
    """Raises when no engine of this name is in an entry-point group that begins so."""
    installed = entry_points()
    chosen = [group for group in installed.groups if group.startswith(groups)]
    known = {point.name for group in chosen for point in installed.select(group=group)}
    if name not in known:
        raise rules.wrong(
            "没有安装引擎 {name}，已安装 {known}",
            "No engine {name} is installed; there are {known}",
            name=name[:60],
            known=sorted(known),
        )


@cache
def get_settings() -> Settings:
    """The settings of this process. Raises WrongSettings, which tells all that is wrong with them."""
    problems: dict[str, Told] = {}
    written = _written()
    given = {name: value for name, value in {**written, **os.environ}.items() if value}
    names = known_variables()
    try:
        settings = Settings()
    except ValidationError as found:
        problems = wrong_settings.told(found.errors(), _SECRET, names)
    except SettingsError as found:
        field = re.search(r'field "(\w+)"', str(found))
        problems = wrong_settings.no_json(field[1] if field else "", given)
    problems |= _read_elsewhere(written) | wrong_settings.unknown(given, names)
    if problems:
        raise WrongSettings(problems)
    os.environ.update(settings.tool_environment())
    return settings


def known_variables() -> frozenset[str]:
    """Every variable that somebody reads; an engine's account under the name that the documentation gives it."""
    openai = (f"OPENAI__{one}" for one in OpenAiSettings.model_fields)
    account = (f"ENGINES__NAME__{one}" for one in OperatorAccount.model_fields)
    names = {*Settings.model_fields, *openai, *account}
    return frozenset({*ENVIRONMENT_ONLY, *(f"{PREFIX}{name.upper()}" for name in names)})


def _read_elsewhere(written: Mapping[str, str | None]) -> dict[str, Told]:
    """What is wrong with the variables that others read from the environment."""
    told: dict[str, Told] = {name: wrong_settings.NOT_FROM_FILE for name in ENVIRONMENT_ONLY if written.get(name)}
    for name, rule in rules.OF_THE_ENVIRONMENT.items():
        try:
            rule(os.environ.get(name) or None)
        except PydanticCustomError as wrong:
            told[name] = (wrong.context or {})["told"]
    return told


def _written() -> Mapping[str, str | None]:
    """What `.env` says, by variable."""
    try:
        return dotenv_values(".env") if Path(".env").is_file() else {}
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongSettings(
            {str(Path(".env").absolute()): Told("It cannot be read as text in UTF-8.", "读不了，要 UTF-8 文字。")}
        ) from problem
