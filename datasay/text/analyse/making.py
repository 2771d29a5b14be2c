"""The analysis as a task: by the local engine for long texts, or by a model and the account it is asked with."""

import time
from typing import TYPE_CHECKING

from datasay.analysis.shapes import Analysis
from datasay.engines.protocols import Progress
from datasay.engines.registry import engine_info
from datasay.engines.usage import UsageMeter
from datasay.language.detection import reading_language
from datasay.platform_integration.service import choose_account
from datasay.system_monitoring.models import UsageKind
from datasay.system_monitoring.usage import record_meter
from datasay.task_management.kinds import work_of
from datasay.task_management.run import TaskRun
from datasay.text.analyse import queries, service
from datasay.text.analyse.models import TextAnalyseType
from datasay.text.analyse.schemas import (
    AnalyseEngine,
    AnalyseTask,
    AnalyseWanted,
    KeywordWanted,
    ReadabilityWanted,
    SentimentWanted,
    SummaryWanted,
)
from datasay.text.analyse.steps import ANALYSE
from datasay.text.content.service import get_text
from datasay.text.template.prompting import builtin_prompts

if TYPE_CHECKING:
    from datasay.engines.openai.analysis import OpenAiAnalysis

_SAMPLE = 20_000  # characters that tell the language


async def run_analysis(run: TaskRun, wanted: AnalyseTask) -> dict[str, object]:
    """Analyse a text; returns `task_result`. Raises TextNotFound, EngineNotConfigured, EngineError, LeaseLost."""
    async with run.transaction() as session:
        version = (await get_text(session, run.user_id, wanted.text_id)).text_version
    info = engine_info("text", wanted.wanted.engine)
    inputs = [wanted.model_dump(mode="json"), version, info.name, info.version]
    step = await run.begin_step(ANALYSE, inputs, work=work_of(info))
    if step.kept is not None:
        return step.kept
    result: dict[str, object] = {"text_id": wanted.text_id}
    progress = run.progress(step)
    await progress(0.0)
    if wanted.wanted.engine is AnalyseEngine.OPENAI:
        result |= await _analyse_with_model(run, wanted.text_id, wanted.wanted, progress)
    else:
        made = await service.analyse_text(run.transaction, run.user_id, wanted.text_id, wanted.wanted)
        result["analyse_id"] = int(made.row["analyse_id"])
    async with run.transaction() as session:
        await run.complete_step(session, step, result)
    return result


async def _analyse_with_model(
    run: TaskRun, text_id: int, wanted: AnalyseWanted, progress: Progress
) -> dict[str, object]:
    """No transaction is open while the model works, and nothing is asked that was answered before."""
    from datasay.engines.openai.analysis import METHOD, OpenAiAnalysis  # noqa: PLC0415  the SDK takes 40 MB

    async with run.transaction() as session:
        text = await get_text(session, run.user_id, text_id)
        content, text_version = text.text_content, text.text_version
        chosen = await choose_account(session, run.resources.settings, run.user_id, wanted.engine)
    meter = UsageMeter()
    chinese = reading_language(content[:_SAMPLE]).startswith("zh")
    prompts = builtin_prompts(run.resources.database, run.actor, chinese=chinese)
    engine = OpenAiAnalysis(chosen.account, prompts, meter)
    # The whole name of the model, which analyse_model_version may have to cut, and our way of asking it.
    options = service.options_of(wanted) | {"model": engine.model, "method": METHOD}
    readability = wanted.analyse_type is TextAnalyseType.READABILITY
    version = engine.readability_version if readability else engine.version
    async with run.transaction() as session:
        kept = await queries.find_kept(session, text_id, text_version, wanted.analyse_type, version, options)
    if kept is not None:
        return {"analyse_id": kept, "usage": None}
    began, succeeded = time.monotonic(), False
    try:
        analysis = await _ask(engine, content, wanted, progress)
        succeeded = True
    finally:
        await record_meter(
            run.resources.database,
            run.actor,
            user_id=run.user_id,
            kind=UsageKind.TEXT,
            engine=wanted.engine,
            meter=meter,
            seconds=time.monotonic() - began,
            succeeded=succeeded,
            task_uuid=run.task_uuid,
        )
    made = await service.keep_analysis(
        run.transaction, run.user_id, text_id, text_version, wanted.analyse_type, analysis, options
    )
    usage = meter.total
    return {"analyse_id": int(made.row["analyse_id"]), "usage": usage.as_json() if usage else None}


async def _ask(engine: "OpenAiAnalysis", content: str, wanted: AnalyseWanted, progress: Progress) -> Analysis:
    match wanted:
        case SentimentWanted():
            return await engine.analyse_sentiment(content, progress)
        case KeywordWanted():
            return await engine.analyse_keywords(content, progress, limit=wanted.options.limit)
        case SummaryWanted():
            sentences = wanted.options.sentences
            ratio = wanted.options.ratio if sentences is None else None
            return await engine.analyse_summary(content, progress, ratio=ratio, sentences=sentences)
        case ReadabilityWanted():
            return await engine.analyse_readability(content, progress)
