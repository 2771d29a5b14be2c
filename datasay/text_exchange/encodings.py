"""Which encoding some bytes of text are in: marks first, then UTF-8, then whichever reading is the likeliest.

A legacy encoding is judged by what it makes of the bytes: each candidate must decode every byte, and the decoded
characters are weighed by how common they are in the language that uses it (`likelihood`). What no model here knows is
left to charset-normalizer.
"""

import codecs
import math
import re
import unicodedata
from dataclasses import dataclass

from datasay.text_exchange import letters
from datasay.text_exchange.codec_names import CODECS, read_as, usual_name
from datasay.text_exchange.likelihood import CONTROL, JUDGED, SINGLE_BYTE, beside, likelihood
from datasay.text_exchange.losses import said
from datasay.text_exchange.problems import Unreadable
from datasay.wording.told import Told

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_UNLIKELY_WIDE = math.log(2e-5)
_UNLIKELY = math.log(2e-4)  # of a character beyond ASCII, on average: no language known here
_SAMPLE = 60_000  # bytes that are weighed; all of them are decoded
_CLOSE = 1.5  # natural logarithm of how much likelier the best reading must be to need no warning
_STRANGE = math.log(1e-5)  # of a character beyond ASCII, on average
_SELDOM_ALONE = frozenset(("windows-1255", "windows-1256", "windows-874"))
_TWO_CHARACTERS = 4  # bytes: two rare ideographs (饕餮) are likelier a file of their own than one such word
_ALONE = 14.0
_STRAY = 3  # control characters that any text may have
_VALID_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding's usual name, and what the reader should know."""

    text: str
    encoding: str
    warnings: tuple[Told, ...] = ()


def decode(data: bytes, *, declared: str | None = None, forced: str | None = None) -> Decoded:
    """The text in the bytes. `forced` is the user's word, `declared` the document's, which a mark overrules.

    Raises Unreadable for bytes that are no text, or not in the encoding they are said to be in.
    """
    if forced is not None:
        return Decoded(_strictly(data, forced, Told("as you said", "你指定的")), forced)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strictly(data, encoding, Told("as its byte order mark says", "文件开头的标记所说"))
            return Decoded(text.removeprefix("\ufeff"), encoding)
    name = usual_name(declared) if declared else None
    if name is not None and not name.startswith("utf-16"):  # a page whose ASCII says UTF-16 is not in it
        meant = _utf8_called_otherwise(data, name)
        if meant is not None:
            return meant
        as_declared = read_as(data, name)
        if as_declared is not None:
            return Decoded(as_declared, name)
    return _guessed(data)


def _utf8_called_otherwise(data: bytes, name: str) -> Decoded | None:
    """Valid UTF-8 under another name: one byte of its characters in an encoding of one byte is never a word."""
    if name == "utf-8" or name.startswith("iso-2022"):
        return None
    sequences = _VALID_UTF8.findall(data[:_SAMPLE])
    wide = sum(len(each) > 2 for each in sequences)
    needed = 3 if name in JUDGED else 1  # two characters of GBK can be three of UTF-8 by chance
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if (wide if name in JUDGED else len(sequences)) < needed:
        return None
    warning = said(
        "文件自称是 {name}，其实是 UTF-8，已按 UTF-8 读取。",
        "The file says it is in {name}, but it is UTF-8; it was read as that.",
        name=name,
    )
    return Decoded(text, "utf-8", (warning,))


def _guessed(data: bytes) -> Decoded:
    wide = _wide(data)
    if wide is not None:
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = _cut_short(data)
        if cut is not None:
            return cut
        _refuse_damaged(data, error)
    else:
        if not CONTROL.search(text):
            return _ideographs(data) or Decoded(text, "utf-8")
        escaped = _escaped(data) or _ideographs(data)
        if escaped is not None:
            return escaped
        controls = len(CONTROL.findall(text))
        if controls <= _STRAY or controls * 200 <= len(text):
            return Decoded(text, "utf-8")
    return _judged(data)


def _cut_short(data: bytes) -> Decoded | None:
    """UTF-8 whose first or last character lost some of its bytes, as when a file is cut by its size."""
    start = next((place for place in range(min(4, len(data))) if not 0x80 <= data[place] < 0xC0), 4)
    body = data[start:] if start < 4 else data
    try:
        text, tail = body.decode("utf-8"), 0
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data" or error.end != len(body):
            return None
        text, tail = body[: error.start].decode("utf-8"), len(body) - error.start
    sequences = _VALID_UTF8.findall(body[:_SAMPLE])
    wide = sum(len(each) > 2 for each in sequences)
    # A single sequence may be two letters of an older encoding, unless that cannot hold the bytes at all.
    if len(sequences) < 2 and (not wide or read_as(data, "gb18030") is not None):
        return None
    if CONTROL.search(text):
        return None
    warning = said(
        "文件在一个字符中间被截断：{count} 个字节没有意义，已略去。请检查开头和结尾。",
        "The file was cut inside a character: {count} bytes that mean nothing were left out. "
        "See its first and last words.",
        count=start * (start < 4) + tail,
    )
    return Decoded(text, "utf-8", (warning,))


def _ideographs(data: bytes) -> Decoded | None:
    """UTF-16 without a mark that looks like ASCII: every pair of bytes is a common ideograph."""
    if len(data) % 2 or len(data) < 6 or not data.isascii():
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = read_as(data, name)
        if text is not None and all(map(_is_common, text[:_SAMPLE])):
            return Decoded(text, name, (_unmarked(name),))
    return None


def _is_common(character: str) -> bool:
    return character in letters.SIMPLIFIED or character in letters.TRADITIONAL or character in letters.MARKS


def _unmarked(name: str) -> Told:
    return said(
        "文件没有字节序标记，按 {name} 读取。如有乱码，请用 import_encoding 指明编码。",
        "The file has no byte order mark; it was read as {name}. If it looks wrong, send it again with "
        "import_encoding.",
        name=name,
    )


def _strictly(data: bytes, encoding: str, says: Told) -> str:
    text = read_as(data, encoding)
    if text is None:
        raise Unreadable(
            Told(
                "The file is not in {encoding} ({says}): some bytes mean nothing in it. Save it as "
                "UTF-8 and try again.",
                "文件不是 {encoding} 编码（{says}）：有些字节在其中没有意义。请存为 UTF-8 再试。",
                encoding=encoding,
                says=says,
            )
        )
    return text


def _wide(data: bytes) -> Decoded | None:
    """UTF-32 and UTF-16 without a mark, where zero bytes give them away."""
    sample = data[:4000]
    if b"\x00" not in sample or len(data) % 2:
        return None
    zeros = [sample[place::4].count(0) * 4 / max(len(sample), 1) for place in range(4)]
    if len(data) % 4 == 0:
        for codec, outer in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
            if min(zeros[place] for place in outer) > 0.9:
                text = read_as(data, codec)
                return Decoded(text, codec) if text is not None and not CONTROL.search(text) else None
    readings = {name: text for name in ("utf-16-le", "utf-16-be") if (text := read_as(data, name)) is not None}
    readings = {name: text for name, text in readings.items() if not CONTROL.search(text[:2000])}
    if not readings:
        return None
    best = max(readings, key=lambda name: likelihood(readings[name][:2000], name))
    if likelihood(readings[best][:2000], best) < _UNLIKELY_WIDE * min(len(readings[best]), 2000):
        return None  # zero bytes in something else
    return Decoded(readings[best], best)


def _escaped(data: bytes) -> Decoded | None:
    """The encodings of seven bits that switch by escape sequences."""
    for starts, name in (((b"\x1b$B", b"\x1b$@", b"\x1b(J"), "iso-2022-jp"), ((b"\x1b$)C",), "iso-2022-kr")):
        if any(start in data for start in starts):
            text = read_as(data, name)
            if text is not None:
                return Decoded(text, name)
    return None


def _refuse_damaged(data: bytes, error: UnicodeDecodeError) -> None:
    """Nearly all of it is UTF-8: a guess at another encoding would turn everything into nonsense."""
    sample = data[:_SAMPLE]
    high = sum(1 for byte in sample if byte >= 0x80)
    valid = sum(len(match.group()) for match in _VALID_UTF8.finditer(sample))
    wide = sum(len(match.group()) > 2 for match in _VALID_UTF8.finditer(sample))
    if high >= 12 and (valid / high > 0.9 or (wide > 3 and valid / high > 0.75)):
        raise Unreadable(
            Told(
                "The file is in UTF-8 but damaged: byte {place:,} begins no character. Open it in "
                "an editor, repair that place and save it as UTF-8.",
                "文件是 UTF-8 编码，但已损坏：第 {place:,} 个字节不是任何字符的开头。请在编辑器里修"
                "好那一处，再存为 UTF-8。",
                place=error.start,
            )
        )


def _judged(data: bytes) -> Decoded:
    """The likeliest reading among those that decode every byte."""
    scores: dict[str, float] = {}
    texts: dict[str, str] = {}
    for name in (*JUDGED, *SINGLE_BYTE):
        text = read_as(data, name)
        if text is None or (name.startswith("utf-16") and CONTROL.search(text[:2000])):
            continue
        sample = _attempt_sample(data, name) if len(data) > _SAMPLE else text
        texts[name], scores[name] = text, likelihood(sample, name)
        if name in _SELDOM_ALONE and len(data) <= _TWO_CHARACTERS and _maybe_ideographs(data, text):
            scores[name] -= _ALONE
    ranking = sorted(scores, key=lambda name: scores[name], reverse=True)
    if not ranking or len(CONTROL.findall(texts[ranking[0]][:5000])) * 50 > len(texts[ranking[0]][:5000]):
        raise Unreadable(
            Told(
                "The file is no text in an encoding that is read here. Save it as UTF-8 and try again.",
                "文件不是能读的编码，请存为 UTF-8 再试。",
            )
        )
    best = ranking[0]
    if best in SINGLE_BYTE:
        return _single_byte(data, texts[best], best)
    warnings: tuple[Told, ...] = ()
    second = ranking[1] if len(ranking) > 1 else None
    close = second is not None and scores[best] - scores[second] < _CLOSE
    if not close and (best.startswith("utf-16") or _is_strange(texts[best], best)):
        return Decoded(texts[best], best, (_unsure(best),))
    if close or any(unicodedata.category(character) in {"Co", "Cn"} for character in texts[best][:_SAMPLE]):
        nearly = f", but {second} is nearly as likely" if close else ", but some characters mean nothing in it"
        warnings = (
            said(
                "编码按 {best} 读取，但不能确定。如有乱码，请用 import_encoding 指明编码，或存为 UTF-8。",
                "The encoding was taken for {best}{nearly}. If the text looks wrong, send the file again with "
                "import_encoding, or save it as UTF-8.",
                best=best,
                nearly=nearly,
            ),
        )
    return Decoded(texts[best], best, warnings)


def _maybe_ideographs(data: bytes, text: str) -> bool:
    """Whether one or two ideographs may be meant, not a word that everybody writes."""
    return text.strip().lower() not in letters.EVERYDAY and read_as(data, "gb18030") is not None


def _is_strange(text: str, encoding: str) -> bool:
    """Whether the characters beyond ASCII are mostly such as no everyday text is made of."""
    wide = "".join(character for character in text[:_SAMPLE] if character > "\x7f")
    return likelihood(wide, encoding) < _STRANGE * len(wide)


def _unsure(name: str) -> Told:
    return said(
        "编码按 {name} 读取，但这样的文字很少见。如有乱码，请用 import_encoding 指明编码，或存为 UTF-8。",
        "The encoding was taken for {name}, but such words are rare in it. If the text looks wrong, send the file "
        "again with import_encoding, or save it as UTF-8.",
        name=name,
    )


def _attempt_sample(data: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(CODECS[encoding][-1 if encoding != "shift_jis" else 0])("ignore")
    return decoder.decode(data[:_SAMPLE])


def _single_byte(data: bytes, text: str, name: str) -> Decoded:
    """The reading, or charset-normalizer's where it is in no language that has a model here (Lithuanian …)."""
    sample = text[:_SAMPLE]
    high = [place for place, character in enumerate(sample) if character > "\x7f"]
    mean = sum(beside(sample[place - 1] if place else " ", sample[place], name) for place in high) / max(len(high), 1)
    if mean < _UNLIKELY:
        from charset_normalizer import from_bytes  # noqa: PLC0415  slow to import, rarely needed

        found = from_bytes(data[:_SAMPLE]).best()
        other = read_as(data, found.encoding) if found is not None else None
        if found is None or other is None:
            raise Unreadable(
                Told(
                    "The file is no text in an encoding that is known here. Save it as UTF-8 and try again.",
                    "文件不是已知的编码，请存为 UTF-8 再试。",
                )
            )
        name, text = usual_name(found.encoding) or found.encoding, other
    warning = said(
        "编码猜测为 {name}。如有乱码，请用 import_encoding 指明编码，或存为 UTF-8 后再导入。",
        "The encoding was guessed as {name}. If letters look wrong, send the file again with import_encoding, or "
        "save it as UTF-8.",
        name=name,
    )
    return Decoded(text, name, (warning,))
