"""The analysis itself, in a request or as a task: by whichever engine, asked once about the same words."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial

from datasay.core.database import Database
from datasay.core.identity import Actor, acting
from datasay.core.resources import Resources
from datasay.engines import results
from datasay.engines.protocols import AnalysisRequest, EngineInfo, Progress
from datasay.engines.registry import engine_info, open_engine
from datasay.language.detection import reading_language
from datasay.platform_integration.service import ChosenAccount, account_for, desk_for
from datasay.system_monitoring.metering import Metered, metered
from datasay.task_management.kinds import work_of
from datasay.task_management.run import TaskRun
from datasay.text.analyse import queries, service
from datasay.text.analyse.schemas import AnalyseTask, AnalyseWanted, KeywordWanted, SummaryWanted
from datasay.text.analyse.service import Made, Transaction
from datasay.text.analyse.steps import ANALYSE
from datasay.text.content.service import get_text
from datasay.text.template.prompting import builtin_prompts

_SAMPLE = 20_000  # characters that tell the language
Meter = Callable[[EngineInfo, ChosenAccount | None], AbstractAsyncContextManager[Metered]]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who has a text analysed, and within what."""

    resources: Resources
    actor: Actor
    user_id: int
    transaction: Transaction
    meter: Meter


async def run_analysis(run: TaskRun, wanted: AnalyseTask) -> dict[str, object]:
    """Analyse a text; returns `task_result`. Raises TextNotFound, EngineNotConfigured, EngineError, LeaseLost."""
    async with run.transaction() as session:
        version = (await get_text(session, run.user_id, wanted.text_id)).text_version
    info = engine_info("analysis", wanted.wanted.engine)
    inputs = [wanted.model_dump(mode="json"), version, info.name, info.version]
    step = await run.begin_step(ANALYSE, inputs, work=work_of(info))
    if step.kept is not None:
        return step.kept
    asker = _Asker(run.resources, run.actor, run.user_id, run.transaction, partial(run.metered, step))
    made, work = await _analyse(asker, wanted.text_id, wanted.wanted, run.progress(step))
    result: dict[str, object] = {"text_id": wanted.text_id, "analyse_id": int(made.row["analyse_id"])}
    if info.account is not None:
        result["usage"] = work.as_json()
    async with run.transaction() as session:
        await run.complete_step(session, step, result)
    return result


async def analyse_text(resources: Resources, user_id: int, text_id: int, wanted: AnalyseWanted) -> Made:
    """Analyse a text in a request, or give what was found in the same version before. Raises TextNotFound."""
    database: Database = resources.database

    def meter(info: EngineInfo, account: ChosenAccount | None) -> AbstractAsyncContextManager[Metered]:
        return metered(database, None, user_id=user_id, kind=info.kind, engine=info.name, account=account)

    asker = _Asker(resources, acting.get(), user_id, database.transaction, meter)
    made, _ = await _analyse(asker, text_id, wanted, _unwatched)
    return made


async def _unwatched(_fraction: float) -> None:
    """Nobody watches what is done at once."""


async def _analyse(asker: _Asker, text_id: int, wanted: AnalyseWanted, progress: Progress) -> tuple[Made, Metered]:
    """No transaction is open while the engine works, and nothing is asked that was answered before."""
    info = engine_info("analysis", wanted.engine)
    async with asker.transaction() as session:
        text = await get_text(session, asker.user_id, text_id)
        content, text_version = text.text_content, text.text_version
        account = await account_for(session, asker.resources.settings, asker.user_id, info)
    chinese = reading_language(content[:_SAMPLE]).startswith("zh")
    prompts = builtin_prompts(asker.resources.database, asker.actor, chinese=chinese)
    work = Metered()
    async with open_engine("analysis", wanted.engine, desk_for(account)) as engine:
        method = results.method(engine.method(wanted.analyse_type), info.name)
    options = service.options_of(wanted) | dict(method.details)
    kept = await _find(asker, text_id, text_version, wanted, method.version, options)
    if kept is not None:
        await progress(1.0)
        return kept, work
    async with asker.meter(info, account) as work:
        desk = desk_for(account, meter=work.meter, ledger=work.ledger(), prompts=prompts)
        async with open_engine("analysis", wanted.engine, desk) as engine:
            analysis = results.analysis(await engine.analyse(_request(content, wanted), progress), info.name)
    made = await service.keep_analysis(
        asker.transaction, asker.user_id, text_id, text_version, wanted.analyse_type, analysis, options
    )
    return made, work


async def _find(
    asker: _Asker, text_id: int, text_version: int, wanted: AnalyseWanted, version: str, options: dict[str, object]
) -> Made | None:
    """What was found before by the same method."""
    async with asker.transaction() as session:
        kept = await queries.find_kept(session, text_id, text_version, wanted.analyse_type, version, options)
        if kept is None:
            return None
        return Made(await service.get_analysis(session, asker.user_id, text_id, kept), new=False)


def _request(content: str, wanted: AnalyseWanted) -> AnalysisRequest:
    match wanted:
        case KeywordWanted():
            return AnalysisRequest(content, wanted.analyse_type, limit=wanted.options.limit)
        case SummaryWanted():
            sentences = wanted.options.sentences
            ratio = wanted.options.ratio if sentences is None else None
            return AnalysisRequest(content, wanted.analyse_type, ratio=ratio, sentences=sentences)
    return AnalysisRequest(content, wanted.analyse_type)
