"""An article from a file, whatever its encoding, or a clear reason why not."""

from pathlib import Path

from datasay.cli.printing import Refused
from datasay.text_exchange.kinds import ImportFormat, sniff
from datasay.text_exchange.problems import ReadingProblem
from datasay.wording.system import of_system
from datasay.wording.told import Told, said_by

_LARGEST_DOCUMENT = 20 * 1024 * 1024  # bytes; the platform reads no larger ones
_LARGEST_BYTES = 4 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030", "big5")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class ArticleUnreadable(Refused):
    """The file is not an article; the sentence says why and what to do."""


def is_document(path: Path) -> bool:
    """Whether the file is more than plain text (Word, a page, a book, Markdown, subtitles), for the platform to import.

    Raises ArticleUnreadable for a file that is no article in any form.
    """
    try:
        if path.stat().st_size > _LARGEST_DOCUMENT:
            return False
        return sniff(path.read_bytes(), path.name) is not ImportFormat.TEXT
    except OSError as error:
        raise _unreadable(path, error) from error
    except ReadingProblem as problem:
        told = Told("{path} is no article. {why}", "{path} 不能用作文章。{why}", path=path, why=said_by(problem))
        raise ArticleUnreadable(told) from problem


def read_article(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 (with mark), GB 18030 or Big5. Raises ArticleUnreadable."""
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise ArticleUnreadable(
                Told(
                    "{path} has {size:,} bytes; an article may have {most:,}. Shorten it.",
                    "{path} 有 {size:,} 字节，文章最多 {most:,} 字节，请删短。",
                    path=path,
                    size=size,
                    most=_LARGEST_BYTES,
                )
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not raw.strip():
        raise ArticleUnreadable(
            Told("{path} is empty; write an article into it.", "{path} 是空的，请写入文章。", path=path)
        )
    text = _decode(raw, path)
    strange = sum(1 for character in text if ord(character) < 32 and character not in "\t\n\r\f\v")
    if strange > len(text) / 200:
        raise ArticleUnreadable(
            Told(
                "{path} is not a text file; give a plain text such as .txt or .md.",
                "{path} 不是文本文件，请用 .txt 或 .md。",
                path=path,
            )
        )
    return "".join(character for character in text if ord(character) >= 32 or character in "\t\n\r")


def _unreadable(path: Path, error: OSError) -> ArticleUnreadable:
    why = of_system(error)
    return ArticleUnreadable(Told("{path} cannot be read: {why}.", "无法读取 {path}：{why}。", path=path, why=why))


def _decode(raw: bytes, path: Path) -> str:
    marked = _MARKS.get(raw[:2])
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArticleUnreadable(
        Told(
            "{path} is not a text file in UTF-8, UTF-16, GB 18030 or Big5; save it as UTF-8.",
            "{path} 不是 UTF-8、UTF-16、GB 18030 或 Big5 的文本文件，请存为 UTF-8。",
            path=path,
        )
    )
