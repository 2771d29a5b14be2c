"""An article from a file, whatever its encoding, or a clear reason why not."""

from pathlib import Path

from datasay.text_exchange.kinds import ImportFormat, sniff
from datasay.text_exchange.problems import ReadingProblem

_LARGEST_DOCUMENT = 20 * 1024 * 1024  # bytes; the platform reads no larger ones
_LARGEST_BYTES = 4 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030", "big5")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class ArticleUnreadable(Exception):
    """The file is not an article; the text says why and what to do."""


def is_document(path: Path) -> bool:
    """Whether the file is more than plain text (Word, a page, a book, Markdown, subtitles), for the platform to import.

    Raises ArticleUnreadable for a file that is no article in any form.
    """
    try:
        if path.stat().st_size > _LARGEST_DOCUMENT:
            return False
        return sniff(path.read_bytes(), path.name) is not ImportFormat.TEXT
    except OSError as error:
        raise ArticleUnreadable(f"无法读取 {path}。 It cannot be read: {error.strerror}.") from error
    except ReadingProblem as problem:
        raise ArticleUnreadable(f"{path} 不能用作文章。 It is no article. {problem}") from problem


def read_article(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 (with mark), GB 18030 or Big5. Raises ArticleUnreadable."""
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise ArticleUnreadable(
                f"{path} 有 {size:,} 字节，文章最多 {_LARGEST_BYTES:,} 字节，请删短。 "
                f"It has {size:,} bytes; an article may have {_LARGEST_BYTES:,}. Shorten it."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise ArticleUnreadable(f"无法读取 {path}。 It cannot be read: {error.strerror}.") from error
    if not raw.strip():
        raise ArticleUnreadable(f"{path} 是空的，请写入文章。 The file is empty; write an article into it.")
    text = _decode(raw, path)
    strange = sum(1 for character in text if ord(character) < 32 and character not in "\t\n\r\f\v")
    if strange > len(text) / 200:
        raise ArticleUnreadable(
            f"{path} 不是文本文件，请用 .txt 或 .md。 This is not a text file; give a plain text such as .txt or .md."
        )
    return "".join(character for character in text if ord(character) >= 32 or character in "\t\n\r")


def _decode(raw: bytes, path: Path) -> str:
    marked = _MARKS.get(raw[:2])
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArticleUnreadable(
        f"{path} 不是 UTF-8、UTF-16、GB 18030 或 Big5 的文本文件，请存为 UTF-8。 "
        "This is not a text file in UTF-8, UTF-16, GB 18030 or Big5; save it as UTF-8."
    )
