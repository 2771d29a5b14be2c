"""The `multipart/form-data` of an import: one file and a few short fields, counted as they stream in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from datasay.core.errors import FieldError, Invalid
from datasay.core.wrong_fields import wrong_fields
from datasay.text_exchange.errors import FILE_FIELD, ImportTooLarge
from datasay.text_exchange.schemas import ImportFields
from datasay.wording.told import Told

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

IMPORT_LIMIT = 20 * 1024 * 1024  # bytes of a file; a book's pictures are most of it
_OVERHEAD = 128 * 1024  # boundaries, headers and fields around the file
_FIELD_LIMIT = 4096
_PARTS = 60
_LISTED = "text_tags"


@dataclass(frozen=True, slots=True)
class ImportForm:
    """What was sent."""

    name: str
    data: bytes
    fields: ImportFields


@dataclass(slots=True)
class _Part:
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    value: bytearray = field(default_factory=bytearray)


class _Collector:
    """Takes the parser's callbacks and keeps whole parts."""

    def __init__(self, boundary: bytes) -> None:
        self.file: bytearray | None = None
        self.file_name = ""
        self.values: dict[str, list[str]] = {}
        self.complete = False
        self._parts = 0
        self._part = _Part()
        self._header = bytearray()
        self._header_value = bytearray()
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header_value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._take,
            "on_part_end": self._close,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def feed(self, chunk: bytes) -> None:
        """Take some more bytes. Raises Invalid, ImportTooLarge, FormParserError."""
        self._parser.write(chunk)

    def _begin(self) -> None:
        self._part = _Part()
        self._parts += 1
        if self._parts > _PARTS:
            raise Invalid.field(
                "body", Told("The form has more than {most} fields.", "表单的字段超过 {most} 个。", most=_PARTS)
            )

    def _end_header(self) -> None:
        self._part.headers[self._header.decode("latin-1").lower()] = self._header_value.decode("latin-1")
        self._header, self._header_value = bytearray(), bytearray()

    def _open(self) -> None:
        kind, options = parse_options_header(self._part.headers.get("content-disposition", ""))
        name = self._part.name = _readable(options.get(b"name", b""))
        if kind != b"form-data" or (name != FILE_FIELD and name not in ImportFields.model_fields):
            known = list(ImportFields.model_fields)
            raise Invalid.field(
                name[:60] or "body",
                Told(
                    "There is no such field; send `{file}` and any of {known}.",
                    "没有这个字段；请发送 `{file}`，以及 {known} 中的任何几个。",
                    file=FILE_FIELD,
                    known=known,
                ),
            )
        if name == FILE_FIELD:
            if self.file is not None:
                raise Invalid.field(FILE_FIELD, Told("Send one file at a time.", "一次只能导入一个文件。"))
            if b"filename" not in options:
                raise Invalid.field(
                    FILE_FIELD, Told("Send it as a file, with a filename.", "请作为文件发送，并带上文件名。")
                )
            self.file, self.file_name = self._part.value, _readable(options[b"filename"])
        elif name in self.values and name != _LISTED:
            raise Invalid.field(name, Told("Send it once.", "只能发送一次。"))

    def _take(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]
        if self._part.name == FILE_FIELD:
            if len(self._part.value) > IMPORT_LIMIT:
                raise _too_large()
        elif len(self._part.value) > _FIELD_LIMIT:
            raise Invalid.field(
                self._part.name, Told("It may have at most {most} bytes.", "最多 {most} 字节。", most=_FIELD_LIMIT)
            )

    def _close(self) -> None:
        if self._part.name == FILE_FIELD:
            return
        try:
            value = self._part.value.decode()
        except UnicodeDecodeError as error:
            raise Invalid.field(self._part.name, Told("It must be UTF-8 text.", "须用 UTF-8 编码。")) from error
        self.values.setdefault(self._part.name, []).append(value)

    def _end(self) -> None:
        self.complete = True


async def read_form(content_type: str | None, body: AsyncIterator[bytes]) -> ImportForm:
    """Read the form. Raises Invalid for one that is not as the API's description says, ImportTooLarge."""
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
    seen = 0
    try:
        collector = _Collector(boundary)
        async for chunk in body:
            seen += len(chunk)
            if seen > IMPORT_LIMIT + _OVERHEAD:
                raise _too_large()
            collector.feed(chunk)
    except FormParserError as error:
        raise Invalid.field(
            "body", Told("This is not well-formed multipart/form-data.", "这不是正确的 multipart/form-data。")
        ) from error
    if not collector.complete:
        raise Invalid.field(
            "body", Told("The upload broke off before its end; send it again.", "上传中途断了，请重新上传。")
        )
    if collector.file is None:
        raise Invalid.field(FILE_FIELD, Told("The field is missing.", "缺少这个字段。"))
    return ImportForm(collector.file_name, bytes(collector.file), _checked(collector.values))


def _checked(values: dict[str, list[str]]) -> ImportFields:
    given = {name: value if name == _LISTED else value[0] for name, value in values.items()}
    try:
        return ImportFields.model_validate(given)
    except ValidationError as error:
        sent = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
        wrong = wrong_fields(sent, given)
        raise Invalid.fields(wrong) from error


def _too_large() -> ImportTooLarge:
    said = Told(
        "The file has more than {most:,} bytes. Take out its pictures, or import it in parts.",
        "文件超过 {most:,} 字节。请去掉里面的图片，或分成几份导入。",
        most=IMPORT_LIMIT,
    )
    return ImportTooLarge(said, errors=[FieldError(FILE_FIELD, said)])


def _readable(raw: bytes) -> str:
    """A name as text: browsers send UTF-8 with the quotation mark as %22, old programs anything."""
    return raw.decode("utf-8", "replace").replace("%22", '"')
