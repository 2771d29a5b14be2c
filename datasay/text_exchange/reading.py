"""A file of any kind becomes a document: the one entrance of all readers."""

from datasay.text_exchange.document import ReadDocument, has_words, stem_of
from datasay.text_exchange.kinds import ImportFormat, sniff
from datasay.text_exchange.problems import TooLong, Unreadable
from datasay.text_exchange.read_docx import read_docx
from datasay.text_exchange.read_epub import read_epub
from datasay.text_exchange.read_html import read_html
from datasay.text_exchange.read_text import read_markdown, read_subtitles, read_text

_ENDINGS = {
    ImportFormat.TEXT: ("txt", "text", "log", "csv", "tsv", "json", "md", "markdown"),
    ImportFormat.MARKDOWN: ("md", "markdown", "mdown", "mkd", "txt"),
    ImportFormat.WORD: ("docx", "docm", "dotx", "dotm"),
    ImportFormat.PAGE: ("html", "htm", "xhtml", "xht"),
    ImportFormat.BOOK: ("epub",),
    ImportFormat.SUBTITLES: ("srt", "vtt", "txt"),
}


def read_document(data: bytes, name: str, *, encoding: str | None, limit: int) -> tuple[ImportFormat, ReadDocument]:
    """The kind of the file and what it says. `encoding` is the user's word for a text; `limit` counts characters.

    Raises Unreadable, WrongKind, TooLong.
    """
    kind = sniff(data, name)
    stem, ending = stem_of(name), name.lower().rpartition(".")[2] if "." in name else ""
    match kind:
        case ImportFormat.WORD:
            found = read_docx(data)
        case ImportFormat.BOOK:
            found = read_epub(data, limit)
        case ImportFormat.PAGE:
            found = read_html(data, encoding=encoding)
        case ImportFormat.MARKDOWN:
            found = read_markdown(data, encoding=encoding)
        case ImportFormat.SUBTITLES:
            found = read_subtitles(data, encoding=encoding)
        case ImportFormat.TEXT:
            found = read_text(data, stem=stem, encoding=encoding)
    if len(found.content) > limit:
        raise TooLong(
            f"The file has {len(found.content):,} characters of text; a text may have {limit:,}. Import it in parts."
        )
    if not found.content and found.title:
        found.content = found.title
    if not has_words(found.content):
        raise Unreadable("The file holds no words.")
    if ending and ending not in _ENDINGS[kind]:
        found.warnings.append(f"The file is called .{ending[:20]}, but its content is {kind}; it was read as that.")
    return kind, found
