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
from datasay.wording.told import Told, said_by

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
        raise Invalid.field(
            "source_text_id",
            Told(
                "The text has more than {most:,} characters; shorten it.",
                "文本超过 {most:,} 个字符，请删短。",
                most=ARTICLE_LIMIT,
            ),
        )


async def check_engine(session: AsyncSession, resources: Resources, user_id: int, engine: str) -> Work:
    """What writing with this engine does with its time. Raises Invalid for an unknown one, EngineNotConfigured."""
    return work_of(await usable_engine(session, resources.settings, user_id, "text", engine))


def writes_freely(info: EngineInfo) -> bool:
    """Whether the engine writes in words of its own, as a model does; others take the words of the source."""
    return TextOperation.ARTICLE in info.options


def _check_wishes(wanted: TextGenerate, info: EngineInfo) -> None:
    if wanted.operation is not GenerateOperation.WRITE and TextOperation(wanted.operation) not in info.options:
        raise NotForThisEngine.field(
            "operation",
            Told(
                "engine {engine} cannot {operation}; {able}.",
                "引擎 {engine} 不会做 {operation}；{able}。",
                engine=info.name,
                operation=wanted.operation,
                able=_who_can(TextOperation(wanted.operation)),
            ),
        )
    if not writes_freely(info):
        able = _who_can(TextOperation.ARTICLE)
        for field in ("tone", "instructions", "count", "target_words"):
            if getattr(wanted, field) is not None:
                raise NotForThisEngine.field(
                    field,
                    Told(
                        "engine {engine} cannot heed this; {able}.",
                        "引擎 {engine} 不能照此办；{able}。",
                        engine=info.name,
                        able=able,
                    ),
                )
        if wanted.text_template_id is None and wanted.text_content_type not in {None, "script"}:
            raise NotForThisEngine.field(
                "text_content_type",
                Told(
                    "engine {engine} writes scripts from articles, and templates; {able}.",
                    "引擎 {engine} 只会把文章写成脚本，以及填模板；{able}。",
                    engine=info.name,
                    able=able,
                ),
            )
    if wanted.operation is GenerateOperation.TRANSLATE and wanted.text_language is None:
        raise Invalid.field(
            "text_language",
            Told("say into which language to translate, like en-US.", "请说明翻译成哪种语言，如 en-US。"),
        )
    if wanted.operation is not GenerateOperation.VARIANTS and (wanted.count or 1) > MOST_TEXTS:
        raise Invalid.field(
            "count",
            Told(
                "at most {most} texts at a time; only of titles (variants) more.",
                "一次最多写 {most} 篇，只有标题（variants）可以更多。",
                most=MOST_TEXTS,
            ),
        )
    if wanted.text_template_id is not None and wanted.operation is not GenerateOperation.WRITE:
        raise Invalid.field(
            "text_template_id", Told("goes with the operation write only.", "只能和操作 write 一起用。")
        )


def _who_can(operation: TextOperation) -> Told:
    able = [info.name for info in working_engines("text") if operation in info.options]
    if able:
        return Told("these can: {known}", "可用的引擎有 {known}", known=able)
    return Told("no installed engine can", "已安装的引擎都不行")


def _info(engine: str) -> EngineInfo:
    try:
        return engine_info("text", engine)
    except EngineError as error:
        raise Invalid.field("engine", said_by(error)) from error


async def _check_template(resources: Resources, user_id: int, wanted: TextGenerate, info: EngineInfo) -> Row:
    """Render it once, so that wrong values are told at once, each by its name."""
    row = await read_template(resources, user_id, wanted)
    is_prompt = row["template_type"] == TextTemplateType.PROMPT
    if is_prompt and not writes_freely(info):
        told = Told(
            "a template of type prompt speaks to a model; {able}.",
            "prompt 类型的模板是写给大模型的；{able}。",
            able=_who_can(TextOperation.ARTICLE),
        )
        raise NotForThisEngine.field("text_template_id", told)
    if not is_prompt and writes_freely(info):
        told = Told(
            "engine {engine} takes templates of type prompt; the engine local fills in the others.",
            "引擎 {engine} 只用 prompt 类型的模板，其他模板请用引擎 local。",
            engine=info.name,
        )
        raise NotForThisEngine.field("text_template_id", told)
    source = wanted.prompt
    if wanted.source_text_id is not None:
        text = await text_queries.find_read(resources.database, wanted.source_text_id, user_id)
        if text is None:
            raise TextNotFound.of(wanted.source_text_id)
        source = str(text["text_content"])
    await render_row(row, template_values(row, wanted, source))
    return row


async def read_template(resources: Resources, user_id: int, wanted: TextGenerate) -> Row:
    """The template asked for. Raises TemplateNotFound."""
    assert wanted.text_template_id is not None
    row = await template_queries.find_read(resources.database, wanted.text_template_id, user_id)
    if row is None:
        raise TemplateNotFound.of(wanted.text_template_id)
    return row


def template_values(row: Row, wanted: TextGenerate, source: str | None) -> dict[str, object]:
    """The values with the source among them. Raises Invalid when the template has no place for a source."""
    values: dict[str, object] = dict(wanted.variables)
    if source is None:
        return values
    if "source" not in (row["template_variables"] or {}).get("properties", {}):
        given = "prompt" if wanted.prompt is not None else "source_text_id"
        raise Invalid.field(
            given,
            Told("the template has no variable named source to take it.", "模板里没有名为 source 的变量来接收它。"),
        )
    if len(source) > _LONGEST_RENDERED_SOURCE:
        raise Invalid.field(
            "source_text_id",
            Told(
                "a template takes at most {most:,} characters; shorten it.",
                "模板最多接收 {most:,} 个字符，请删短。",
                most=_LONGEST_RENDERED_SOURCE,
            ),
        )
    return {"source": source} | values
