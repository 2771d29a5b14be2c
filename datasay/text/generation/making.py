"""The work itself: have an engine write, then keep all of its texts at once or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from datasay.core.tables import JsonObject
from datasay.engines import results
from datasay.engines.protocols import (
    EngineInfo,
    Progress,
    Prompts,
    Script,
    ScriptRequest,
    ScriptScene,
    TextEngine,
    TextOperation,
    TextRequest,
    Unwatched,
)
from datasay.engines.registry import engine_info, open_engine
from datasay.language.counting import count_words
from datasay.language.detection import reading_language
from datasay.platform_integration.service import desk_for
from datasay.task_management.kinds import work_of
from datasay.task_management.run import BegunStep, TaskRun
from datasay.text.content.models import TextContentBasic, TextContentType, TextStatus
from datasay.text.content.schemas import TEXT_LIMIT
from datasay.text.content.service import get_text
from datasay.text.generation.languages import language_name
from datasay.text.generation.operations import GenerateOperation
from datasay.text.generation.schemas import TextGenerate
from datasay.text.generation.service import read_template, template_values, writes_freely
from datasay.text.generation.steps import SCRIPT
from datasay.text.template.prompting import builtin_prompts
from datasay.text.template.service import count_usage, render_row

_SCRIPT_SECONDS = 60.0
_LONGEST_TITLE_LINE = 60


@dataclass(frozen=True, slots=True)
class _Source:
    """What is worked on."""

    text: str
    title: str | None
    language: str
    kind: TextContentType
    version: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text that is not kept yet."""

    title: str
    content: str
    kind: TextContentType
    language: str
    model_version: str
    scenes: list[JsonObject] | None = None
    told: dict[str, object] = field(default_factory=dict)  # what `task_result` says of it


async def generate_text(run: TaskRun, wanted: TextGenerate) -> int:
    """As generate_texts, for one text; returns its text_id."""
    result = await generate_texts(run, wanted)
    return int(str(result["text_id"]))


async def write_script(run: TaskRun, text_id: int, *, engine: str, target_seconds: float) -> int:
    """A script of the text, about that long; a text that is a script is one as it stands. Returns its text_id.

    Raises TextNotFound, EngineError, EngineNotConfigured and others.
    """
    async with run.transaction() as session:
        source = await get_text(session, run.user_id, text_id)
    if source.text_content_type == TextContentType.SCRIPT:
        await run.skip(SCRIPT)
        return text_id
    return await generate_text(run, TextGenerate(engine=engine, source_text_id=text_id, target_seconds=target_seconds))


async def generate_texts(run: TaskRun, wanted: TextGenerate) -> dict[str, object]:
    """Write and keep; returns `task_result`. Raises EngineError, TextNotFound, EngineNotConfigured and others."""
    source = await _read_source(run, wanted)
    info = engine_info("text", wanted.engine)
    inputs = [wanted.model_dump(mode="json"), source.version, info.name, info.version]
    # Whoever asks a model again wants other words, and a template may have changed; the local engine writes the same.
    shared = not writes_freely(info) and wanted.text_template_id is None
    step = await run.begin_step(SCRIPT, inputs, work=work_of(info), shared=shared)
    if step.kept is not None:
        return step.kept
    progress = run.progress(step)
    more: dict[str, object] = {}
    if wanted.text_template_id is not None and not writes_freely(info):
        drafts = [await _fill_in(run, wanted, source)]
        await progress(1.0)
    else:
        drafts, more = await _write(run, step, wanted, source, info)
    return await _keep(run, step, wanted, drafts, more)


async def _read_source(run: TaskRun, wanted: TextGenerate) -> _Source:
    kind = wanted.text_content_type
    if wanted.source_text_id is None:
        text = wanted.prompt or ""
        language = reading_language(text) if text else wanted.text_language or "zh-CN"
        return _Source(text, wanted.text_title, language, kind or TextContentType.SCRIPT, 0)
    async with run.transaction() as session:
        kept = await get_text(session, run.user_id, wanted.source_text_id)
    usual = TextContentType.SCRIPT
    if wanted.operation is not GenerateOperation.WRITE:
        usual = TextContentType(kept.text_content_type)
    language = kept.text_language or reading_language(kept.text_content)
    return _Source(kept.text_content, wanted.text_title or kept.text_title, language, kind or usual, kept.text_version)


def _script_request(wanted: TextGenerate, source: _Source) -> ScriptRequest:
    return ScriptRequest(
        article=source.text,
        language=wanted.text_language or (source.language if wanted.source_text_id is not None else None),
        title=source.title,
        target_seconds=wanted.target_seconds or _SCRIPT_SECONDS,
        tone=wanted.tone,
        instructions=wanted.instructions,
    )


def _script_draft(script: Script) -> _Draft:
    scenes = [_scene(scene) for scene in script.scenes]
    content = "\n\n".join(scene.narration for scene in script.scenes)
    told: dict[str, object] = {"parts": script.parts} if script.parts > 1 else {}
    kind = TextContentType.SCRIPT
    return _Draft(script.title, content, kind, script.language, script.model_version, scenes, told)


def _scene(scene: ScriptScene) -> JsonObject:
    kept: JsonObject = {"narration": scene.narration, "headline": scene.headline, "keywords": list(scene.keywords)}
    return kept | {"picture": scene.picture} if scene.picture else kept


async def _fill_in(run: TaskRun, wanted: TextGenerate, source: _Source) -> _Draft:
    row = await read_template(run.resources, run.user_id, wanted)
    outcome = await render_row(row, template_values(row, wanted, source.text or None))
    language = wanted.text_language or row["template_language"] or reading_language(outcome.text)
    title = wanted.text_title or source.title or str(row["template_name"])
    return _Draft(title, outcome.text, source.kind, language, f"template/{row['template_id']}")


# --- with an engine ---------------------------------------------------------------------------------------------


def _prompts(run: TaskRun, *, chinese: bool) -> Prompts:
    """Our prompts from the built-in templates, in the language of what is worked on."""
    builtin = builtin_prompts(run.resources.database, run.actor, chinese=chinese)

    async def prompt(name: str, variables: Mapping[str, object]) -> str:
        values = dict(variables)
        if isinstance(values.get("language"), str):
            values["language"] = language_name(str(values["language"]), chinese=chinese)
        return await builtin(name, values)

    return prompt


async def _write(
    run: TaskRun, step: BegunStep, wanted: TextGenerate, source: _Source, info: EngineInfo
) -> tuple[list[_Draft], dict[str, object]]:
    account = await run.account(info)
    stream = run.text_stream() if account is not None else None
    own_prompt = None
    if wanted.text_template_id is not None:
        row = await read_template(run.resources, run.user_id, wanted)
        own_prompt = (await render_row(row, template_values(row, wanted, source.text or None))).text
    prompts = _prompts(run, chinese=source.language.lower().startswith("zh"))
    titles = wanted.operation is GenerateOperation.VARIANTS
    count = 1 if titles else wanted.count or 1
    drafts = list[_Draft]()
    async with run.metered(step, info, account) as work:
        for number in range(count):
            ledger = work.ledger(f"text {number + 1}")  # the same prompt again shall give another text
            desk = desk_for(account, meter=work.meter, ledger=ledger, prompts=prompts, sink=stream or Unwatched())
            share = _share(run.progress(step), number, count)
            async with open_engine("text", info.name, desk) as engine:
                drafts.append(await _write_one(engine, wanted, source, own_prompt, share))
            if stream is not None:
                await stream.finish()
    return drafts, {"usage": work.as_json()} if account is not None else {}


def _share(progress: Progress, number: int, count: int) -> Progress:
    async def part(fraction: float) -> None:
        await progress((number + fraction) / count)

    return part


async def _write_one(
    engine: TextEngine, wanted: TextGenerate, source: _Source, own_prompt: str | None, progress: Progress
) -> _Draft:
    write = wanted.operation is GenerateOperation.WRITE
    if write and own_prompt is None and source.kind is TextContentType.SCRIPT:
        script = await engine.write_script(_script_request(wanted, source), progress)
        return _script_draft(results.script(script, wanted.engine, TEXT_LIMIT))
    operation = TextOperation.ARTICLE if write else TextOperation(wanted.operation)
    request = TextRequest(
        operation=operation,
        source=source.text,
        language=wanted.text_language or (source.language if write else None),
        tone=wanted.tone,
        instructions=wanted.instructions,
        target_words=wanted.target_words,
        target_seconds=wanted.target_seconds,
        count=wanted.count or 5,
        prompt=own_prompt,
    )
    written = results.written(await engine.write_text(request, progress), wanted.engine, TEXT_LIMIT)
    content = "\n".join(written.texts)
    title, content = _titled(content) if write and own_prompt is None else (None, content)
    told: dict[str, object] = {}
    if written.parts > 1:
        told["parts"] = written.parts
    if written.continued:
        told["continued"] = written.continued
    if operation is TextOperation.VARIANTS:
        told["variants"] = list(written.texts)
    title = source.title or title or content.strip().partition("\n")[0][:40]
    language = wanted.text_language or reading_language(content)
    return _Draft(title, content, source.kind, language, written.model_version, None, told)


def _titled(answer: str) -> tuple[str | None, str]:
    """The title in the first line and the rest, when the answer is made like that."""
    first, _, rest = answer.strip().partition("\n")
    bare = first.strip().lstrip("#").strip().strip("《》*")
    if rest.strip() and bare and len(bare) <= _LONGEST_TITLE_LINE and not bare.endswith(("。", ".", "，", ",")):
        return bare, rest.strip()
    return None, answer


# --- keeping ----------------------------------------------------------------------------------------------------


async def _keep(
    run: TaskRun, step: BegunStep, wanted: TextGenerate, drafts: list[_Draft], more: Mapping[str, object]
) -> dict[str, object]:
    async with run.transaction() as session:
        texts = [_text(run.user_id, wanted, draft) for draft in _numbered(drafts)]
        session.add_all(texts)
        await session.flush()
        if wanted.text_template_id is not None:
            await count_usage(session, wanted.text_template_id)
        result: dict[str, object] = {"text_id": texts[0].text_id, "text_ids": [text.text_id for text in texts]}
        result |= drafts[0].told | dict(more)
        await run.complete_step(session, step, result)
    return result


def _numbered(drafts: list[_Draft]) -> list[_Draft]:
    if len(drafts) == 1:
        return drafts
    return [replace(draft, title=f"{draft.title[:190]} ({n})") for n, draft in enumerate(drafts, 1)]


def _text(user_id: int, wanted: TextGenerate, draft: _Draft) -> TextContentBasic:
    return TextContentBasic(
        text_title=" ".join(draft.title.split())[:200] or "text",
        text_content=draft.content,
        text_content_type=draft.kind,
        text_language=draft.language,
        text_word_count=count_words(draft.content),
        text_status=TextStatus.DRAFT,
        text_tags=wanted.text_tags,
        text_template_id=wanted.text_template_id,
        text_source_text_id=wanted.source_text_id,
        text_scenes=draft.scenes,
        text_model_version=draft.model_version[:50],
        text_created_user_id=user_id,
    )
