"""The rules of analyses: one question about the same words is answered once; long ones and models are a task's."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.analysis.shapes import Analysis
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.tables import JsonObject
from datasay.engines.registry import comes_along
from datasay.platform_integration.service import usable_engine
from datasay.task_management.kinds import work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task, was_submitted
from datasay.text.analyse import queries
from datasay.text.analyse.errors import AnalyseNotFound
from datasay.text.analyse.models import TextAnalyseType
from datasay.text.analyse.schemas import (
    AnalyseTask,
    AnalyseWanted,
    SummaryWanted,
)
from datasay.text.analyse.steps import KIND
from datasay.text.content.schemas import ARTICLE_LIMIT
from datasay.text.content.service import get_text
from datasay.wording.told import Told

AT_ONCE = 20_000  # characters: about 0.3 s of one core; longer texts are a task, so that no request waits on them
SENTIMENT_AT_ONCE = 3_000  # a model reads every sentence: about a second
Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]


@dataclass(frozen=True, slots=True)
class Made:
    """An analysis as it is shown, and whether it was made just now."""

    row: RowMapping
    new: bool


async def needs_task(
    session: AsyncSession, resources: Resources, user_id: int, text_id: int, wanted: AnalyseWanted, asked: Asked
) -> bool:
    """Whether a task has to analyse the text: a long one, or an engine that asks a vendor, or one the key has started
    before.

    Raises TextNotFound, Invalid for an unknown engine, EngineNotConfigured.
    """
    if await was_submitted(resources.database, user_id, asked.key):
        return True
    text = await get_text(session, user_id, text_id)
    info = await usable_engine(session, resources.settings, user_id, "analysis", wanted.engine)
    if wanted.analyse_type not in info.options:
        raise Invalid.field(
            "engine",
            Told(
                "engine {engine} only does {known}.",
                "引擎 {engine} 只会做 {known}。",
                engine=info.name,
                known=info.options,
            ),
        )
    most = SENTIMENT_AT_ONCE if wanted.analyse_type is TextAnalyseType.SENTIMENT else AT_ONCE
    at_once = info.account is None and comes_along("analysis", info.name) and len(text.text_content) <= most
    return not at_once


async def keep_analysis(
    transaction: Transaction,
    user_id: int,
    text_id: int,
    text_version: int,
    analyse_type: TextAnalyseType,
    analysis: Analysis,
    options: JsonObject,
) -> Made:
    """Keep what was found, unless the same question was answered in the meantime. Raises TextNotFound."""
    version = analysis.model_version
    async with transaction() as session:
        await get_text(session, user_id, text_id)  # it may have been deleted in the meantime
        made = await queries.keep(
            session,
            {
                "text_id": text_id,
                "analyse_type": analyse_type,
                "analyse_result": analysis.result.model_dump(mode="json"),
                "analyse_score": analysis.score,
                "analyse_model_version": version,
                "analyse_text_version": text_version,
                "analyse_options": options,
            },
        )
        analyse_id = made or await queries.find_kept(session, text_id, text_version, analyse_type, version, options)
        assert analyse_id is not None  # nothing deletes analyses
        return Made(await get_analysis(session, user_id, text_id, analyse_id), new=made is not None)


async def submit_analysis(
    session: AsyncSession, resources: Resources, user_id: int, text_id: int, wanted: AnalyseWanted, asked: Asked
) -> TaskManagementQueue:
    """Queue the analysis of a text. Raises TextNotFound, KeyReused, TooManyTasks; with a model also Invalid,
    EngineNotConfigured, PlatformKeyLost.
    """

    async def check() -> Planned:
        text = await get_text(session, user_id, text_id)
        info = await usable_engine(session, resources.settings, user_id, "analysis", wanted.engine)
        if info.account is not None and len(text.text_content) > ARTICLE_LIMIT:
            told = Told(
                "a model is given at most {most:,} characters; the engine local analyses longer texts too.",
                "大模型最多读 {most:,} 个字符，更长的文本请用引擎 local。",
                most=ARTICLE_LIMIT,
            )
            raise Invalid.field("engine", told)
        return Planned(text.text_title, work=work_of(info))

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=AnalyseTask(text_id=text_id, wanted=wanted).model_dump(mode="json", exclude_unset=True),
        asked=asked,
        check=check,
    )


async def get_analysis(session: AsyncSession, user_id: int, text_id: int, analyse_id: int) -> RowMapping:
    """One analysis as it is shown. Raises AnalyseNotFound."""
    row = await queries.find_read_in(session, text_id, analyse_id, user_id)
    if row is None:
        raise AnalyseNotFound.of(analyse_id)
    return row


def options_of(wanted: AnalyseWanted) -> JsonObject:
    """Everything that could change the answer, defaults filled in."""
    options: JsonObject = {"engine": wanted.engine, **wanted.options.model_dump(mode="json")}
    if isinstance(wanted, SummaryWanted):
        options.pop("sentences" if wanted.options.sentences is None else "ratio")
    return options
