"""The rules of generation: write a script from an article, as a task."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.engines.errors import BadInput
from datasay.engines.protocols import Progress, Script, ScriptRequest
from datasay.engines.registry import text_engine
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from datasay.task_management.service import find_submitted, hash_request, submit_task
from datasay.text_content.counting import count_words
from datasay.text_content.models import TextContentBasic, TextContentType, TextStatus
from datasay.text_content.schemas import ARTICLE_LIMIT
from datasay.text_content.service import get_text
from datasay.text_generation.schemas import TextGenerate

STEP = "script"


async def submit_generation(
    session: AsyncSession, resources: Resources, user_id: int, wanted: TextGenerate, key: str | None
) -> TaskManagementQueue:
    """Queue the writing of a script. Raises TextNotFound, Invalid for an unknown engine."""
    params = wanted.model_dump(mode="json")
    digest = hash_request(TaskType.TEXT_GENERATE, params)
    earlier = await find_submitted(session, user_id, key, digest)
    if earlier is not None:
        return earlier
    try:
        text_engine(wanted.engine)
    except BadInput as error:
        raise Invalid.field("engine", str(error)) from error
    title = wanted.text_title
    if wanted.source_text_id is not None:
        source = await get_text(session, user_id, wanted.source_text_id)
        if len(source.text_content) > ARTICLE_LIMIT:
            raise Invalid.field("source_text_id", f"The text has more than {ARTICLE_LIMIT} characters; shorten it.")
        title = title or source.text_title
    return await submit_task(
        session,
        resources,
        user_id=user_id,
        task_type=TaskType.TEXT_GENERATE,
        task_name=title or "script",
        params=params,
        key=key,
        request_hash=digest,
    )


async def generate_text(run: TaskRun, wanted: TextGenerate, progress: Progress, *, position: int = 0) -> int:
    """Write the script and keep it; returns its text_id. Raises TextNotFound, EngineError."""
    article, title, language, version = wanted.prompt or "", wanted.text_title, wanted.text_language, 0
    if wanted.source_text_id is not None:
        async with run.transaction() as session:
            source = await get_text(session, run.user_id, wanted.source_text_id)
            article, version = source.text_content, source.text_version
            title, language = title or source.text_title, language or source.text_language
    kept = await run.begin_step(STEP, position, [wanted.model_dump(mode="json"), version])
    if kept is not None:
        return int(kept["text_id"])
    engine = text_engine(wanted.engine)
    script = await engine.write_script(
        ScriptRequest(article=article, language=language, title=title, target_seconds=wanted.target_seconds), progress
    )
    async with run.transaction() as session:
        text = _script_text(run.user_id, script, wanted)
        session.add(text)
        await session.flush()
        await run.complete_step(session, STEP, {"text_id": text.text_id})
        return text.text_id


def _script_text(user_id: int, script: Script, wanted: TextGenerate) -> TextContentBasic:
    content = "\n\n".join(scene.narration for scene in script.scenes)
    return TextContentBasic(
        text_title=script.title[:200],
        text_content=content,
        text_content_type=TextContentType.SCRIPT,
        text_language=script.language,
        text_word_count=count_words(content),
        text_status=TextStatus.DRAFT,
        text_tags=wanted.text_tags,
        text_source_text_id=wanted.source_text_id,
        text_scenes=[
            {"narration": scene.narration, "headline": scene.headline, "keywords": list(scene.keywords)}
            for scene in script.scenes
        ],
        text_model_version=script.model_version[:50],
        text_created_user_id=user_id,
    )
