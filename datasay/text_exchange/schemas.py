"""Imports and exports as the API shows them."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from datasay.core.schemas import Tags
from datasay.text.content.models import TextContentType
from datasay.text.content.schemas import Language, TextRead, Title
from datasay.text_exchange.kinds import ImportFormat


class ImportEncoding(StrEnum):
    """What a user may say a text file is in: the names of `encodings.CODECS`."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    UTF_32 = "utf-32"
    GB18030 = "gb18030"
    BIG5 = "big5"
    SHIFT_JIS = "shift_jis"
    EUC_JP = "euc-jp"
    ISO_2022_JP = "iso-2022-jp"
    EUC_KR = "euc-kr"
    ISO_2022_KR = "iso-2022-kr"
    WINDOWS_1250 = "windows-1250"
    WINDOWS_1251 = "windows-1251"
    WINDOWS_1252 = "windows-1252"
    WINDOWS_1253 = "windows-1253"
    WINDOWS_1254 = "windows-1254"
    WINDOWS_1255 = "windows-1255"
    WINDOWS_1256 = "windows-1256"
    WINDOWS_1257 = "windows-1257"
    WINDOWS_1258 = "windows-1258"
    WINDOWS_874 = "windows-874"
    KOI8_R = "koi8-r"
    KOI8_U = "koi8-u"
    IBM_866 = "ibm866"
    ISO_8859_2 = "iso-8859-2"
    ISO_8859_5 = "iso-8859-5"
    ISO_8859_6 = "iso-8859-6"
    ISO_8859_7 = "iso-8859-7"
    ISO_8859_8 = "iso-8859-8"
    ISO_8859_15 = "iso-8859-15"
    MACINTOSH = "macintosh"


class ExportFormat(StrEnum):
    """What a text can be saved as."""

    MARKDOWN = "md"
    WORD = "docx"
    TEXT = "txt"
    SUBTITLES = "srt"


class ImportFields(BaseModel):
    """What may come with the file."""

    model_config = ConfigDict(extra="forbid")

    text_title: Title | None = Field(None, description="Left out: the document's title, else the file's name.")
    text_content_type: TextContentType = TextContentType.ARTICLE
    text_language: Language | None = Field(None, description="Left out: detected.")
    text_tags: Annotated[Tags, Field(description="One field for each tag; added to the document's own.")] = []
    import_encoding: ImportEncoding | None = Field(
        None, description="The encoding of a text file, for when the guess was wrong."
    )


class ImportedText(BaseModel):
    """The text that was made, and how the file was read."""

    text: TextRead
    import_format: ImportFormat = Field(description="What the file was, by its content.")
    import_encoding: str | None = Field(description="Of a text file: the encoding it was read in.")
    import_warnings: list[str] = Field(description="What was left out or guessed.")
