"""Interviews and transcripts: who speaks and when is written before each line, and is not said."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

_TIME = re.compile(r"^\s*[\[(（]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])）]?\s*")
_SPEAKER = re.compile(
    r"^\s*(?:\*\*)?((?:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}|[\d\u3400-\u9fff·]{1,10})"
    r"(?:\s?[（(][^（）()]{1,16}[）)])?)(?:\*\*)?[:：]\s*"
)
_FILLERS = re.compile(
    r"(?:\b(?:uh|um|erm|er|hmm),?\s+|(?<![\u3400-\u9fff])(?:嗯|呃|额|那个)[，,、]\s*|,? you know,(?= ))", re.IGNORECASE
)
_LEAST_LINES = 4
_SHARE = 0.4


def plain_dialogue(lines: list[str]) -> tuple[list[str], bool]:
    """The lines without times and hesitations, and, of two speakers, without their names; whether it is a dialogue.

    With more than two speakers the names stay: without them nobody could tell who says what.
    """
    untimed = [_TIME.sub("", line) if _SPEAKER.match(_TIME.sub("", line)) else line for line in lines]
    found = [_SPEAKER.match(line) for line in untimed]
    names = Counter(_name(match.group(1)) for match in found if match)
    regular = {name for name, count in names.items() if count > 1}
    spoken = sum(1 for match in found if match and _name(match.group(1)) in regular)
    written = sum(1 for line in lines if line.strip())
    if spoken < _LEAST_LINES or spoken < _SHARE * written:
        timed = sum(line != other for line, other in zip(lines, untimed, strict=True))
        return (untimed, timed > 1) if timed else (lines, False)
    few = len(regular) <= 2
    plain = []
    for line, match in zip(untimed, found, strict=True):
        said = line[match.end() :] if match and few and _name(match.group(1)) in regular else line
        said = _FILLERS.sub("", said).strip()
        plain += [said[:1].upper() + said[1:], ""]  # each line is a paragraph
    return plain, True


def has_speaker(paragraph: str) -> bool:
    """Whether the paragraph says first whose words it holds."""
    return bool(_SPEAKER.match(paragraph))


def speakers(paragraphs: Iterable[str]) -> frozenset[str]:
    """How those are called, in all their writings, whose words the paragraphs hold."""
    found = (_SPEAKER.match(paragraph) for paragraph in paragraphs)
    return frozenset(match.group(1) for match in found if match)


def without_speakers(text: str, names: Collection[str]) -> str:
    """Only what is said, for a headline: no "Mayor Reyes:" in front of it."""
    if not names:
        return text
    called = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?:^|(?<=[.!?。！？”\"])\s*)(?:{called})[:：]\s*", " ", text).strip() or text


def _name(written: str) -> str:
    return re.sub(r"\s?[（(].*", "", written)
