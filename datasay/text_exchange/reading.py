"""A file of any kind becomes a document: the one entrance of all readers."""

from datasay.text_exchange.document import ReadDocument, has_words, stem_of
from datasay.text_exchange.kinds import ImportFormat, sniff
from datasay.text_exchange.losses import said
from datasay.text_exchange.problems import TooLong, Unreadable
from datasay.text_exchange.read_docx import read_docx
from datasay.text_exchange.read_epub import read_epub
from datasay.text_exchange.read_html import read_html
from datasay.text_exchange.read_subtitles import read_ass, read_lyrics, read_subtitles
from datasay.text_exchange.read_text import read_markdown, read_text
from datasay.wording.told import Told

_ENDINGS = {
    ImportFormat.TEXT: ("txt", "text", "log", "csv", "tsv", "json", "md", "markdown"),
    ImportFormat.MARKDOWN: ("md", "markdown", "mdown", "mkd", "txt"),
    ImportFormat.WORD: ("docx", "docm", "dotx", "dotm"),
    ImportFormat.PAGE: ("html", "htm", "xhtml", "xht"),
    ImportFormat.BOOK: ("epub",),
    ImportFormat.SUBTITLES: ("srt", "vtt", "txt"),
    ImportFormat.LYRICS: ("lrc", "txt"),
    ImportFormat.STYLED_SUBTITLES: ("ass", "ssa", "txt"),
}

_OF_CHARACTERS = {
    ImportFormat.PAGE: read_html,
    ImportFormat.MARKDOWN: read_markdown,
    ImportFormat.SUBTITLES: read_subtitles,
    ImportFormat.LYRICS: read_lyrics,
    ImportFormat.STYLED_SUBTITLES: read_ass,
}


def read_document(data: bytes, name: str, *, encoding: str | None, limit: int) -> tuple[ImportFormat, ReadDocument]:
    """The kind of the file and what it says. `encoding` is the user's word for a text; `limit` counts characters.

    Raises Unreadable, WrongKind, TooLong.
    """
    kind = sniff(data, name)
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    found = _read(kind, data, name, encoding, limit)
    if len(found.content) > limit:
        raise TooLong(
            Told(
                "The file has {length:,} characters of text; a text may have {most:,}. Import it in parts.",
                "文件有 {length:,} 个字符，一篇文本最多 {most:,} 个。请分几次导入。",
                length=len(found.content),
                most=limit,
            )
        )
    if not found.content and found.title:
        found.content = found.title
    if not has_words(found.content):
        raise Unreadable(Told("The file holds no words; choose another.", "文件里没有文字，请换一个。"))
    if ending and ending not in _ENDINGS[kind]:
        found.warnings.append(
            said(
                "文件名以 .{ending} 结尾，内容却是 {kind}，已按后者读取。",
                "The file is called .{ending}, but its content is {kind}; it was read as that.",
                ending=ending[:20],
                kind=kind,
            )
        )
    return kind, found


def _read(kind: ImportFormat, data: bytes, name: str, encoding: str | None, limit: int) -> ReadDocument:
    match kind:
        case ImportFormat.WORD:
            return read_docx(data)
        case ImportFormat.BOOK:
            return read_epub(data, limit)
        case ImportFormat.TEXT:
            return read_text(data, stem=stem_of(name), encoding=encoding)
        case _:
            return _OF_CHARACTERS[kind](data, encoding=encoding)
