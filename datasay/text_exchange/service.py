"""The rules of importing and exporting: what a file becomes, what a text is saved as."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from datasay.core.auditing import AuditAction, note
from datasay.core.errors import Invalid
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.core.schemas import clean_line
from datasay.core.wrong_fields import wrong_fields
from datasay.file_storage.names import clean_name
from datasay.language.detection import detect_language
from datasay.text.content.errors import TextNotFound
from datasay.text.content.models import TextContentBasic
from datasay.text.content.queries import find_read
from datasay.text.content.schemas import TEXT_LIMIT, Language, TextCreate
from datasay.text.content.service import create_text
from datasay.text_exchange import queries
from datasay.text_exchange.child import ReadFile, read_file, write_file
from datasay.text_exchange.document import TITLE_LENGTH, stem_of
from datasay.text_exchange.errors import FILE_FIELD, NothingToSay
from datasay.text_exchange.form import ImportForm
from datasay.text_exchange.losses import said
from datasay.text_exchange.schemas import ExportFormat
from datasay.text_exchange.write_text import write_markdown
from datasay.wording.told import Told

SUBTITLE_LIMIT = 50_000  # characters; three hours of speech
_TAG_LENGTH, _TAGS = 50, 50
_UNTITLED = "未命名 Untitled"
_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)
_EAST_ASIAN = ("zh", "yue", "ja", "ko")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ExportFormat.WORD: _WORD,
    ExportFormat.TEXT: "text/plain; charset=utf-8",
    ExportFormat.SUBTITLES: "application/x-subrip; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A text and how its file was read."""

    text: TextContentBasic
    read: ReadFile
    warnings: list[Told]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to send. `timings` says of subtitles where their times come from."""

    name: str
    media_type: str
    data: bytes
    timings: str | None = None


async def import_text(resources: Resources, user_id: int, form: ImportForm) -> Imported:
    """Make a text of a file. No database connection is held while the file is read.

    Raises ImportUnreadable, ImportKindRefused, ImportTooLong, Invalid.
    """
    read = await read_file(form.data, form.name, encoding=form.fields.import_encoding, limit=TEXT_LIMIT)
    warnings = list(read.warnings)
    wanted = _wanted(form, read, warnings)
    async with resources.database.transaction() as session:
        text = await create_text(session, user_id, wanted)
    return Imported(text, read, warnings)


def _wanted(form: ImportForm, read: ReadFile, warnings: list[Told]) -> TextCreate:
    fields = form.fields
    title = fields.text_title
    if title is None:
        stem = stem_of(form.name)
        found = next((line for given in (read.title, stem) if (line := clean_line(given))), _UNTITLED)
        title = found[:TITLE_LENGTH].strip()
        if title != found:
            warnings.append(
                said("标题截到 {most} 个字符。", "The title was cut to {most} characters.", most=TITLE_LENGTH)
            )
    tags = [tag for given in read.tags if (tag := clean_line(given)) and len(tag) <= _TAG_LENGTH]
    kept = list(dict.fromkeys([*fields.text_tags, *tags]))[:_TAGS]
    if len(kept) < len({*fields.text_tags, *read.tags}):
        warnings.append(
            said(
                "标签没有全部保留：一篇文本最多 {tags} 个，每个不超过 {length} 个字符。",
                "Not all tags were kept: a text may have {tags} of at most {length} characters.",
                tags=_TAGS,
                length=_TAG_LENGTH,
            )
        )
    try:
        return TextCreate(
            text_title=title,
            text_content=read.content,
            text_content_type=fields.text_content_type,
            text_language=fields.text_language or _language(read),
            text_tags=kept,
        )
    except ValidationError as error:
        message = wrong_fields(error.errors(), None)[0].said
        raise Invalid.field(
            FILE_FIELD, Told("Its text cannot be kept: {reason}.", "文件里的文字无法保存：{reason}。", reason=message)
        ) from error


def _language(read: ReadFile) -> str | None:
    """What the document says of its language, unless its letters say otherwise: pages are made from templates."""
    try:
        said = _LANGUAGE.validate_python(read.language.replace("_", "-"))
    except ValidationError:
        return None
    detected = detect_language(read.content, read.title)
    if said.startswith(_EAST_ASIAN) != detected.startswith(_EAST_ASIAN):
        return None
    return detected if detected.startswith(f"{said}-") else said


async def export_text(resources: Resources, user_id: int, text_id: int, wanted: ExportFormat) -> Exported:
    """A text as a file; that it went out is in the audit log. Raises TextNotFound, NothingToSay."""
    timings: list[dict[str, Any]] = []
    text = await find_read(resources.database, text_id, user_id)
    if text is None:
        raise TextNotFound.of(text_id)
    if wanted == ExportFormat.SUBTITLES:
        timings = await queries.find_timings(resources.database, text_id, user_id, text["text_content"])
    name = f"{_stem(text['text_title'])}.{wanted}"
    if wanted == ExportFormat.SUBTITLES:
        data = await _subtitles(text, timings)
        made = Exported(name, MEDIA_TYPES[wanted], data, "measured" if timings else "estimated")
    else:
        made = Exported(name, MEDIA_TYPES[wanted], await _document(text, wanted))
    async with resources.database.transaction() as session:
        await note(session, AuditAction.EXPORT, "text_content_basic", {"text_id": text_id}, format=wanted)
    return made


async def _document(text: Row, wanted: ExportFormat) -> bytes:
    title, content = text["text_title"], text["text_content"]
    tags, language = list(text["text_tags"] or []), text["text_language"] or ""
    if wanted == ExportFormat.MARKDOWN:
        return write_markdown(title, content, tags=tags, language=language).encode()
    changed = text["text_updated_time"].isoformat()
    asked = {"title": title, "content": content, "tags": tags, "language": language, "changed": changed}
    return await write_file({"format": str(wanted), **asked})


async def _subtitles(text: Row, timings: list[dict[str, Any]]) -> bytes:
    content = text["text_content"]
    if not timings and len(content) > SUBTITLE_LIMIT:
        raise NothingToSay(
            Told(
                "The text has {length:,} characters; subtitles are made of at most {most:,}. "
                "Export it as `txt`, or split it.",
                "文本有 {length:,} 个字符，字幕最多 {most:,} 个。请导出为 `txt`，或分成几篇。",
                length=len(content),
                most=SUBTITLE_LIMIT,
            )
        )
    sentences = [
        {
            "text": str(each["text"]),
            "start": float(each["start"]),
            "end": float(each["end"]),
            "words": [(str(word["text"]), float(word["start"]), float(word["end"])) for word in each["words"]],
        }
        for each in timings
    ]
    language = text["text_language"] or detect_language(content)
    asked = {"format": "srt", "content": content, "language": language, "sentences": sentences}
    data = await write_file(asked)
    if not data:
        raise NothingToSay(
            Told(
                "The text has no words that could be subtitles; export it as `md` or `txt`.",
                "文本里没有可以做字幕的文字，请导出为 `md` 或 `txt`。",
            )
        )
    return data


def _stem(title: str) -> str:
    """The title as the name of a file on any system."""
    safe = re.sub(r"[\\/]", "_", title)
    return clean_name(f"{safe}.txt", "text/plain").removesuffix(".txt").strip("_. ")[:150] or "text"
