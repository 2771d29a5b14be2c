"""A `multipart/form-data` upload read as it streams in: one file, some tags, nothing kept in memory but the tags."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from datasay.core.errors import Invalid
from datasay.core.schemas import Tags
from datasay.core.wrong_fields import wrong_fields
from datasay.file_storage.errors import FileTooLarge
from datasay.wording.told import Told

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FILE_FIELD = "file"
TAGS_FIELD = "file_tags"
OVERHEAD = 64 * 1024  # boundaries, headers and tags around the file
_FIELD_LIMIT = 1024
_FIELDS = 100
_TAGS: TypeAdapter[list[str]] = TypeAdapter(Tags)


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What came with the file."""

    file_name: str
    file_tags: list[str]


class _Part:
    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.field = ""
        self.is_file = False
        self.value = bytearray()


class _Reader:
    """Turns the parser's callbacks into a list of events, since callbacks cannot await."""

    def __init__(self, boundary: bytes) -> None:
        self.events: list[tuple[str, bytes]] = []
        self.complete = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": lambda: self.events.append(("begin", b"")),
            "on_header_field": lambda data, start, end: self.events.append(("name", data[start:end])),
            "on_header_value": lambda data, start, end: self.events.append(("value", data[start:end])),
            "on_header_end": lambda: self.events.append(("header", b"")),
            "on_headers_finished": lambda: self.events.append(("headers", b"")),
            "on_part_data": lambda data, start, end: self.events.append(("data", data[start:end])),
            "on_part_end": lambda: self.events.append(("end", b"")),
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def _end(self) -> None:
        self.complete = True

    def feed(self, chunk: bytes) -> list[tuple[str, bytes]]:
        """The events in some more bytes."""
        self._parser.write(chunk)
        events, self.events = self.events, []
        return events


class _Form:
    """The state of one upload between chunks."""

    def __init__(self, write: Callable[[bytes], Awaitable[None]]) -> None:
        self.file_name: str | None = None
        self.tags: list[str] = []
        self._write = write
        self._part = _Part()
        self._name = bytearray()
        self._value = bytearray()
        self._fields = 0

    async def take(self, event: str, data: bytes) -> None:
        if event == "data":
            await self._data(data)
        elif event == "begin":
            self._part = _Part()
        elif event == "name":
            self._name += data
        elif event == "value":
            self._value += data
        elif event == "header":
            self._part.headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1")
            self._name, self._value = bytearray(), bytearray()
        elif event == "headers":
            self._begin()
        else:
            self._end()

    def _begin(self) -> None:
        kind, options = parse_options_header(self._part.headers.get("content-disposition", ""))
        self._part.field = _readable(options.get(b"name", b""))
        self._part.is_file = self._part.field == FILE_FIELD
        self._fields += 1
        if kind != b"form-data" or self._part.field not in (FILE_FIELD, TAGS_FIELD) or self._fields > _FIELDS:
            raise Invalid.field(
                self._part.field[:60] or "body",
                Told(
                    "Send one `{file}` and any `{tags}`.",
                    "只能有一个 `{file}`，以及任意个 `{tags}`。",
                    file=FILE_FIELD,
                    tags=TAGS_FIELD,
                ),
            )
        if not self._part.is_file:
            return
        if self.file_name is not None:
            raise Invalid.field(FILE_FIELD, Told("Send one file at a time.", "一次只能上传一个文件。"))
        name = options.get(b"filename")
        if name is None:
            raise Invalid.field(
                FILE_FIELD, Told("Send it as a file, with a filename.", "请作为文件发送，并带上文件名。")
            )
        self.file_name = _readable(name)

    async def _data(self, data: bytes) -> None:
        if self._part.is_file:
            await self._write(data)
            return
        self._part.value += data
        if len(self._part.value) > _FIELD_LIMIT:
            raise Invalid.field(
                self._part.field,
                Told("A tag may have at most {most} bytes.", "一个标签最多 {most} 字节。", most=_FIELD_LIMIT),
            )

    def _end(self) -> None:
        if self._part.is_file:
            return
        try:
            self.tags.append(self._part.value.decode())
        except UnicodeDecodeError as error:
            raise Invalid.field(TAGS_FIELD, Told("A tag must be UTF-8 text.", "标签须用 UTF-8 编码。")) from error


async def read_upload(
    content_type: str | None, body: AsyncIterator[bytes], write: Callable[[bytes], Awaitable[None]], *, limit: int
) -> UploadForm:
    """Read the form, handing the file's bytes to `write` as they come. `limit`: most bytes of the file.

    Raises Invalid for a form that is not one file with tags or that breaks off, FileTooLarge, and what `write` raises.
    """
    kind, options = parse_options_header(content_type or "")
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Invalid.field(
            "body",
            Told(
                "Send multipart/form-data with the file in the field `{file}`.",
                "请用 multipart/form-data 发送，文件放在字段 `{file}` 里。",
                file=FILE_FIELD,
            ),
        )
    form = _Form(write)
    seen = 0
    try:
        reader = _Reader(boundary)
        async for chunk in body:
            seen += len(chunk)
            if seen > limit + OVERHEAD:
                raise FileTooLarge(
                    Told(
                        "A file may have at most {most:,} bytes; make it smaller or split it.",
                        "文件最多 {most:,} 字节，请缩小或分开上传。",
                        most=limit,
                    )
                )
            for event, data in reader.feed(chunk):
                await form.take(event, data)
    except FormParserError as error:
        raise Invalid.field(
            "body", Told("This is not well-formed multipart/form-data.", "这不是正确的 multipart/form-data。")
        ) from error
    if not reader.complete:
        raise Invalid.field(
            "body", Told("The upload broke off before its end; send it again.", "上传中途断了，请重新上传。")
        )
    if form.file_name is None:
        raise Invalid.field(FILE_FIELD, Told("The field is missing.", "缺少这个字段。"))
    return UploadForm(form.file_name, _checked_tags(form.tags))


def _checked_tags(tags: list[str]) -> list[str]:
    try:
        return _TAGS.validate_python(tags)
    except ValidationError as error:
        found = [{**one, "loc": ("body", TAGS_FIELD, *one["loc"])} for one in error.errors()]
        raise Invalid.fields(wrong_fields(found, {TAGS_FIELD: tags})) from error


def _readable(raw: bytes) -> str:
    """A name as text: browsers send UTF-8 with the quotation mark as %22, old programs anything."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("%22", '"')
