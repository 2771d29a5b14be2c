"""Small tables told as sentences, in their own words and in the language of the work."""

import re
from collections.abc import Sequence

from datasay.language.detection import reading_language
from datasay.language.words import CJK

MOST_ROWS, MOST_COLUMNS = 12, 5
LONGEST_CELL = 24  # characters; longer cells are text laid out in columns

_BLOCK = re.compile(r"(?:^[ \t]*\|.*(?:\n|\Z)){2,}", re.MULTILINE)
_RULE = re.compile(r"^:?-{2,}:?$")
_MARKS = re.compile(r"[*_`]+")
_FIGURE = re.compile(
    r"^[$€£¥￥]?[-−+]?\d[\d,.]*(?:%|％|\s?(?:℃|℉|°[CF]?|[kcm]?m|[mk]?g|[kMG]?Wh?|ml|[tLslh])|[\u3400-\u9fff]{0,3})$"
)
_BRACKET = re.compile(r"[（(]([^（）()]{1,16})[)）]")
_UNIT = re.compile(r"\s*[（(]([^（）()]{1,16})[)）]\s*$")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z.,&'’%/ -]*[A-Za-z.]|[A-Za-z]+")
_LOWER_WORD = re.compile(r"[a-z]{3}")
_NAMED = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|[A-Z][a-z]+ [A-Z]"
)
_SEPARATORS = " /|·-—:：()（）"
_EMPTY = {"", "-", "—", "–", "/", "n/a", "无"}


def tell_tables(text: str, language: str | None = None) -> str:
    """`text` with each small table of figures as sentences; other tables stay as they are.

    `language` is the work's; by itself that of the text round the tables.
    """
    if "|" not in text or not _BLOCK.search(text):
        return text
    around = language or reading_language(_BLOCK.sub("", text)[:20_000])
    chinese = around.lower().startswith("zh")
    return _BLOCK.sub(lambda block: _told(block.group(), chinese=chinese) or block.group(), text)


def _told(block: str, *, chinese: bool) -> str:
    rows = [
        [_MARKS.sub("", cell).strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()
    ]
    columns = {len(row) for row in rows[2:]}
    if len(rows) > 2 and columns == {len(rows[1])} == {len(rows[0]) + 1}:
        rows = [["", *rows[0]], *rows[1:]]  # nothing stands over the names
    if not _is_of_figures(rows):
        return ""
    head, body = in_one_language(rows[0], chinese=chinese), rows[2:]
    names = in_one_language([row[0] for row in body], chinese=chinese)
    if any(len(cell) > LONGEST_CELL for cell in (*head, *names)) or not all((*head[1:], *names)):
        return ""
    if chinese and head[0].startswith("年"):
        names = [f"{name}年" if re.fullmatch(r"\d{4}", name) else name for name in names]
    told = _sentences(head, names, body, chinese=chinese)
    # a figure without its unit, or with one in the other language, would be wrong
    if _lost_units(rows[0], head) or (not chinese and CJK.search("".join(told))):
        return ""
    return "\n\n" + "\n\n".join(told) + "\n\n"


def _is_of_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether it is a small table that has a head and, but for its first column, figures only."""
    if len(rows) < 3 or not all(_RULE.match(cell) for cell in rows[1]):
        return False
    head, body = rows[0], rows[2:]
    small = 2 <= len(head) <= MOST_COLUMNS and len(body) <= MOST_ROWS and all(len(row) == len(head) for row in body)
    return small and all(_FIGURE.match(cell) or cell.lower() in _EMPTY for row in body for cell in row[1:])


def _lost_units(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a column has lost its unit, or has one that multiplies (10,000 t) and cannot be said behind a figure."""
    units = [(_UNIT.search(one), _UNIT.search(other)) for one, other in zip(before, after, strict=True)]
    return any(
        (had and not has and _is_unit(had.group(1))) or (has and has.group(1)[0].isdigit()) for had, has in units
    )


def _sentences(head: Sequence[str], names: Sequence[str], body: Sequence[Sequence[str]], *, chinese: bool) -> list[str]:
    """One for each row or, of a table of two columns, one for all."""
    colon, comma, stop = ("：", "，", "。") if chinese else (": ", ", ", ".")
    gap = "" if chinese else " "
    labels = [_UNIT.sub("", label) for label in head[1:]]
    if not chinese and len(labels) > 1:
        labels = [label[:1].lower() + label[1:] if _is_common(label) else label for label in labels]
    units = [match.group(1) if (match := _UNIT.search(label)) else "" for label in head[1:]]

    def amount(cell: str, unit: str) -> str:
        if not unit or not cell[-1].isdigit():
            return cell
        return cell + unit if CJK.search(unit) or unit in {"%", "％"} else f"{cell} {unit}"

    if len(labels) == 1:
        told = [f"{name}{gap}{amount(row[1], units[0])}" for name, row in zip(names, body, strict=True) if _has(row[1])]
        return [f"{labels[0]}{colon}{comma.join(told)}{stop}"] if told else []
    said = []
    for name, row in zip(names, body, strict=True):
        cells = zip(labels, row[1:], units, strict=True)
        told = [f"{label}{gap}{amount(cell, unit)}" for label, cell, unit in cells if _has(cell)]
        said += [f"{name}{colon}{comma.join(told)}{stop}"] if told else []
    return said


def _is_common(label: str) -> bool:
    """Whether a label is no name: output, and not January or CO2."""
    return label[1:2].islower() and not _NAMED.match(label)


def _has(cell: str) -> bool:
    return cell.lower() not in _EMPTY


def in_one_language(labels: Sequence[str], *, chinese: bool) -> list[str]:
    """Labels that say the same in Chinese and English (产量 Output) in one of both; others as they are (人均 GDP)."""
    worded = [label for label in labels if not _FIGURE.match(label) and label]
    double = [label for label in worded if CJK.search(label) and _LOWER_WORD.search(_BRACKET.sub(_worded, label))]
    if not double or len(double) < max(len(worded) - 1, 1) or len(double) < min(2, len(labels)):
        return list(labels)
    return [_part(label, chinese=chinese) if label in double else label for label in labels]


def _part(label: str, *, chinese: bool) -> str:
    """What of a label in two languages is in one of them, a unit in brackets behind it included."""
    units = [unit for unit in _BRACKET.findall(label) if _is_unit(unit)]
    kept = _BRACKET.sub(_worded, label)
    if chinese:
        name = _ENGLISH.sub(lambda word: "" if _LOWER_WORD.search(word.group()) else word.group(), kept)
    else:
        name = re.sub(r"[\u3400-\u9fff、，]+", " ", kept)
    name = re.sub(r"\s+", "" if chinese else " ", name.strip(_SEPARATORS))
    own = [unit for unit in units if bool(CJK.search(unit)) is chinese] or (units if chinese else [])
    if not own:
        return name
    return f"{name}（{own[0]}）" if chinese else f"{name} ({own[0]})"


def _worded(bracket: re.Match[str]) -> str:
    """What a bracket says in words; nothing of a unit."""
    return " " if _is_unit(bracket.group(1)) else f" {bracket.group(1)} "


def _is_unit(bracket: str) -> bool:
    """Whether a bracket says in what is counted (万吨, million t, %), and not a label (Output)."""
    return bool(re.search(r"[%％℃\d]|[万亿千百]|[元吨人天年月次公里米克度倍件家户辆台]$", bracket)) or not (
        CJK.search(bracket) or re.fullmatch(r"[A-Z][a-z]{2,}(?: [A-Za-z]+)*", bracket)
    )
