"""What a user can choose now: each usable engine is asked what it has, with the account it would work with."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import DataSayError
from datasay.core.identity import for_reader
from datasay.core.resources import Resources
from datasay.engines import questions
from datasay.engines.errors import EngineError
from datasay.engines.protocols import EngineInfo, ImageEngine, TextEngine
from datasay.mixall.content.schemas import SIZES
from datasay.options.fields import request_fields
from datasay.options.schemas import (
    AccountOption,
    AspectOption,
    EngineOption,
    FormatOptions,
    LanguageOption,
    LimitOptions,
    OptionsRead,
    StyleOption,
    TimbreOption,
)
from datasay.options.specimens import specimen_address
from datasay.platform_integration.engine_states import EngineState, engine_states
from datasay.platform_integration.service import ChosenAccount, account_for, desk_for
from datasay.text.content.schemas import ARTICLE_LIMIT, TEXT_LIMIT
from datasay.text.generation.languages import known_languages
from datasay.text_exchange.kinds import ImportFormat
from datasay.text_exchange.schemas import ExportFormat
from datasay.voice.audio.schemas import SPOKEN_LIMIT, AudioFormat
from datasay.voice.timbre.queries import speaking
from datasay.wording.told import said_by

_PATIENCE_SECONDS = 5.0
_TIMBRES_SHOWN = 100
Timbres = Mapping[str, Sequence[TimbreOption]]  # by engine


@dataclass(frozen=True, slots=True)
class _Usable:
    """An engine, and the account this user's work with it is done with."""

    state: EngineState
    info: EngineInfo
    account: ChosenAccount | None


@dataclass(slots=True)
class _Told:
    """What an engine says it has."""

    models: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    problem: str | None = None
    timbres: Sequence[TimbreOption] = field(default_factory=list)


async def read_options(resources: Resources, user_id: int) -> OptionsRead:
    """Everything the user can choose; no transaction is open while vendors are asked."""
    async with resources.database.transaction() as session:
        usable = await _usable(session, resources, user_id)
        timbres = _by_engine(await speaking(session, user_id))
    told = await asyncio.gather(*(_ask(one, timbres) for one in usable))
    settings = resources.settings
    return OptionsRead(
        text_languages=[LanguageOption(text_language=code, language_name=name) for code, name in known_languages()],
        mixall_aspects=[
            AspectOption(mixall_aspect=aspect, image_width=width, image_height=height)
            for aspect, (width, height) in SIZES.items()
        ],
        engines=[_option(one, what) for one, what in zip(usable, told, strict=True)],
        formats=FormatOptions(
            audio_format=list(AudioFormat), import_format=list(ImportFormat), export_format=list(ExportFormat)
        ),
        limits=LimitOptions(
            upload_bytes=settings.upload_limit_bytes,
            text_characters=TEXT_LIMIT,
            article_characters=ARTICLE_LIMIT,
            spoken_characters=SPOKEN_LIMIT,
            open_tasks=settings.task_user_limit,
        ),
        fields=request_fields(),
    )


async def _usable(session: AsyncSession, resources: Resources, user_id: int) -> list[_Usable]:
    found = []
    for state in await engine_states(session, resources.settings, user_id):
        info = state.engine.info
        if info is None or not state.configured:
            continue
        try:
            account = await account_for(session, resources.settings, user_id, info)
        except DataSayError:  # an account that cannot be used has nothing to choose; GET /engines says why
            continue
        found.append(_Usable(state, info, account))
    return found


def _by_engine(rows: Sequence[RowMapping]) -> Timbres:
    found: dict[str, list[TimbreOption]] = defaultdict(list)
    for row in rows:
        found[row["timbre_platform"]].append(TimbreOption.model_validate(row))
    return found


async def _ask(one: _Usable, timbres: Timbres) -> _Told:
    """Models and styles; a vendor that does not answer soon has none, and the answer says why."""
    told = _Told(timbres=timbres.get(one.info.name, []) if one.info.kind == "voice" else [])

    async def models(engine: TextEngine) -> tuple[str, ...]:
        return questions.names(await engine.models(), "models")

    async def styles(engine: ImageEngine) -> tuple[str, ...]:
        return questions.names(await engine.styles(), "styles")

    ask = partial(
        questions.ask, one.info.kind, one.info.name, desk_for(one.account), patience_seconds=_PATIENCE_SECONDS
    )
    try:
        if one.info.kind == "text":
            told.models = await ask(models)
        elif one.info.kind == "image":
            told.styles = await ask(styles)
    except EngineError as error:
        told.problem = for_reader(said_by(error))
    return told


def _option(one: _Usable, told: _Told) -> EngineOption:
    info, first = one.info, next(iter(one.state.accounts), None)
    return EngineOption(
        engine_kind=info.kind,
        engine_name=info.name,
        engine_description=info.description,
        engine_account=None
        if first is None
        else AccountOption(owner=first.owner, title=first.title, config_id=first.config_id),
        engine_options=[str(option) for option in info.options] if info.kind in {"text", "analysis"} else [],
        engine_models=list(told.models),
        engine_styles=[StyleOption(style=style, style_specimen=specimen_address(info, style)) for style in told.styles],
        engine_languages=sorted({timbre.timbre_language for timbre in told.timbres if timbre.timbre_language}),
        engine_timbres=list(told.timbres[:_TIMBRES_SHOWN]),
        engine_timbre_count=len(told.timbres),
        engine_problem=told.problem,
    )
