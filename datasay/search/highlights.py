"""Where in a text something was found, as fragments with marks; no HTML."""

from collections.abc import Iterator, Sequence

from datasay.search.query import comparable
from datasay.search.ranking import Needle

_BEFORE, _FRAGMENT, _FRAGMENTS = 24, 96, 3
_MOST_MARKS = 50  # of one field
Fragments = list[dict[str, object]]
Span = tuple[int, int]


def highlight(
    name: str, value: str | Sequence[str] | None, wanted: Sequence[Needle], *, whole: bool
) -> dict[str, object]:
    """The fragments of one field; none when nothing is there. A `whole` field is one fragment."""
    fragments: Fragments = []
    if isinstance(value, str):
        fragments = _fragments(value, wanted, whole=whole)
    else:
        for entry in value or ():
            fragments += _fragments(entry, wanted, whole=True)
    return {"field": name, "fragments": fragments}


def forms_of(wanted: Sequence[Needle], value: str | Sequence[str] | None) -> set[str]:
    """The words of a field that one of these may mean."""
    parts = [value] if isinstance(value, str) else value or ()
    return {
        form
        for part in map(comparable, parts)
        for needle in wanted
        if needle.stem is not None
        for form in needle.pattern.findall(part)
    }


def _fragments(text: str, wanted: Sequence[Needle], *, whole: bool) -> Fragments:
    marks = _joined(sorted(_marks(text, wanted)))
    if not marks:
        return []
    if whole:
        return [{"text": text, "marks": marks}]
    fragments: Fragments = []
    at = 0
    while at < len(marks) and len(fragments) < _FRAGMENTS:
        start = max(0, marks[at][0] - _BEFORE)
        end = max(start + _FRAGMENT, marks[at][1])
        inside = [mark for mark in marks[at:] if mark[1] <= end]
        fragments.append({"text": text[start:end], "marks": [(first - start, last - start) for first, last in inside]})
        at += len(inside)
    return fragments


def _marks(text: str, wanted: Sequence[Needle]) -> Iterator[Span]:
    seen = comparable(text) if any(needle.has_letters for needle in wanted) else text
    for needle in wanted:
        for number, found in enumerate(needle.pattern.finditer(seen)):
            if number >= _MOST_MARKS:
                break
            yield found.span()


def _joined(marks: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in marks:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
