"""The rules of generation: what is asked is checked before it is queued, and whoever asks learns at once."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.engines.errors import EngineError
from datasay.engines.protocols import EngineInfo, TextOperation
from datasay.engines.registry import engine_info, working_engines
from datasay.platform_integration.service import usable_engine
from datasay.task_management.kinds import Work, work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task, was_submitted
from datasay.text.content import queries as text_queries
from datasay.text.content.errors import TextNotFound
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import ARTICLE_LIMIT
from datasay.text.content.service import get_text
from datasay.text.generation.errors import NotForThisEngine
from datasay.text.generation.operations import GenerateOperation
from datasay.text.generation.schemas import MOST_TEXTS, TextGenerate
from datasay.text.generation.steps import KIND
from datasay.text.template import queries as template_queries
from datasay.text.template.errors import TemplateNotFound
from datasay.text.template.models import TextTemplateType
from datasay.text.template.service import render_row

_LONGEST_RENDERED_SOURCE = 200_000


async def submit_generation(
    session: AsyncSession, resources: Resources, user_id: int, wanted: TextGenerate, asked: Asked
) -> TaskManagementQueue:
    """Queue the writing. Raises TextNotFound, TemplateNotFound, EngineNotConfigured, NotForThisEngine, Invalid, and
    what is wrong with the template's values.
    """
    template = (
        None
        if await was_submitted(resources.database, user_id, asked.key)
        else await _rehearse(resources, user_id, wanted)
    )

    async def check() -> Planned:
        work = await check_engine(session, resources, user_id, wanted.engine)
        title = wanted.text_title
        if wanted.source_text_id is not None:
            source = await get_text(session, user_id, wanted.source_text_id)
            _check_length(source)
            title = title or source.text_title
        name = title or (str(template["template_name"]) if template else "text")
        return Planned(name, work=work)

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=wanted.model_dump(mode="json"),
        asked=asked,
        check=check,
    )


async def _rehearse(resources: Resources, user_id: int, wanted: TextGenerate) -> Row | None:
    """Check what needs no transaction of the request; the template, where there is one, is rendered once."""
    info = _info(wanted.engine)
    _check_wishes(wanted, info)
    return None if wanted.text_template_id is None else await _check_template(resources, user_id, wanted, info)


def _check_length(source: TextContentBasic) -> None:
    if len(source.text_content) > ARTICLE_LIMIT:
        raise Invalid.field("source_text_id", f"The text has more than {ARTICLE_LIMIT} characters; shorten it.")


async def check_engine(session: AsyncSession, resources: Resources, user_id: int, engine: str) -> Work:
    """What writing with this engine does with its time. Raises Invalid for an unknown one, EngineNotConfigured."""
    return work_of(await usable_engine(session, resources.settings, user_id, "text", engine))


def writes_freely(info: EngineInfo) -> bool:
    """Whether the engine writes in words of its own, as a model does; others take the words of the source."""
    return TextOperation.ARTICLE in info.options


def _check_wishes(wanted: TextGenerate, info: EngineInfo) -> None:
    if wanted.operation is not GenerateOperation.WRITE and TextOperation(wanted.operation) not in info.options:
        raise NotForThisEngine(
            "operation", f"engine {info.name} cannot {wanted.operation}; {_who_can(TextOperation(wanted.operation))}."
        )
    if not writes_freely(info):
        able = _who_can(TextOperation.ARTICLE)
        for field in ("tone", "instructions", "count", "target_words"):
            if getattr(wanted, field) is not None:
                raise NotForThisEngine(field, f"engine {info.name} cannot heed this; {able}.")
        if wanted.text_template_id is None and wanted.text_content_type not in {None, "script"}:
            told = f"engine {info.name} writes scripts from articles, and templates; {able}."
            raise NotForThisEngine("text_content_type", told)
    if wanted.operation is GenerateOperation.TRANSLATE and wanted.text_language is None:
        raise Invalid.field("text_language", "say into which language to translate, like en-US.")
    if wanted.operation is not GenerateOperation.VARIANTS and (wanted.count or 1) > MOST_TEXTS:
        raise Invalid.field("count", f"at most {MOST_TEXTS} texts at a time; only of titles (variants) more.")
    if wanted.text_template_id is not None and wanted.operation is not GenerateOperation.WRITE:
        raise Invalid.field("text_template_id", "goes with the operation write only.")


def _who_can(operation: TextOperation) -> str:
    able = [info.name for info in working_engines("text") if operation in info.options]
    return f"these can: {', '.join(able)}" if able else "no installed engine can"


def _info(engine: str) -> EngineInfo:
    try:
        return engine_info("text", engine)
    except EngineError as error:
        raise Invalid.field("engine", str(error)) from error


async def _check_template(resources: Resources, user_id: int, wanted: TextGenerate, info: EngineInfo) -> Row:
    """Render it once, so that wrong values are told at once, each by its name."""
    row = await read_template(resources, user_id, wanted)
    is_prompt = row["template_type"] == TextTemplateType.PROMPT
    if is_prompt and not writes_freely(info):
        told = f"a template of type prompt speaks to a model; {_who_can(TextOperation.ARTICLE)}."
        raise NotForThisEngine("text_template_id", told)
    if not is_prompt and writes_freely(info):
        told = f"engine {info.name} takes templates of type prompt; local fills in the others."
        raise NotForThisEngine("text_template_id", told)
    source = wanted.prompt
    if wanted.source_text_id is not None:
        text = await text_queries.find_read(resources.database, wanted.source_text_id, user_id)
        if text is None:
            raise TextNotFound.of("text", wanted.source_text_id)
        source = str(text["text_content"])
    await render_row(row, template_values(row, wanted, source))
    return row


async def read_template(resources: Resources, user_id: int, wanted: TextGenerate) -> Row:
    """The template asked for. Raises TemplateNotFound."""
    assert wanted.text_template_id is not None
    row = await template_queries.find_read(resources.database, wanted.text_template_id, user_id)
    if row is None:
        raise TemplateNotFound.of("text template", wanted.text_template_id)
    return row


def template_values(row: Row, wanted: TextGenerate, source: str | None) -> dict[str, object]:
    """The values with the source among them. Raises Invalid when the template has no place for a source."""
    values: dict[str, object] = dict(wanted.variables)
    if source is None:
        return values
    if "source" not in (row["template_variables"] or {}).get("properties", {}):
        given = "prompt" if wanted.prompt is not None else "source_text_id"
        raise Invalid.field(given, "the template has no variable named source to take it.")
    if len(source) > _LONGEST_RENDERED_SOURCE:
        raise Invalid.field("source_text_id", f"a template takes at most {_LONGEST_RENDERED_SOURCE} characters.")
    return {"source": source} | values
