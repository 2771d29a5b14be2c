"""What a user asks for, read: words, runs of Chinese, exact phrases, and what must not be there. Never raises."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from datasay.language.simplified import simplified
from datasay.search.spellings import is_ambiguous, spellings
from datasay.wording.forms import form
from datasay.wording.told import Told

QUERY_LENGTH = 200
QUERY_PARTS = 10  # pieces between white space
QUERY_PATTERN = form(
    rf"^\s*(\S+(\s+\S+){{0,{QUERY_PARTS - 1}}}\s*)?$",
    Told("may have at most {most} words", "最多 {most} 个词", most=QUERY_PARTS),
)
_LONGEST_RUN = 4  # a longer run of Chinese is several words

# As in datasay_bigrams() and datasay_words(): characters that are looked up by themselves, and those that make words.
_UNIT = r"[\u2300-\u2bff\u2e80-\u2fff\u3005-\u3007\u3040-\U0010ffff]"
LETTER = r"[0-9a-z\u00c0-\u1fff]"
_RUNS = re.compile(rf"({_UNIT}+)|({LETTER}+)")
_BORDERS = re.compile(rf"({_UNIT})(?:(?!{_UNIT}|{LETTER}).)+(?=({_UNIT}))", re.DOTALL)
_ACROSS = 0x55555555  # tells pairs across punctuation from those that stand side by side, as in datasay_bigrams()
_ACCENTS = re.compile(r"([A-Za-z\u0370-\u03ff])[\u0300-\u036f]+")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u0374-\u03ff\u1e00-\u1fff]")
# Full width to half width, one character for one, so that marks keep their place.
_NARROW = [(chr(code), chr(code - 0xFEE0)) for code in range(0xFF01, 0xFF5F)] + [("\u3000", " ")]
# Words whose signs belong to them: c++, c#, a_b, node.js, x@y.org, .net. A hyphen or an apostrophe says less.
_JOINED = re.compile(rf"(?<!{LETTER})(?:\.(?={LETTER}))?{LETTER}+(?:[_.@+#/\\&]+{LETTER}+)*[+#]*")
_PARTS = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans("“”„«»「」『』", '"""""""""')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must (not) be there.

    `codes` are pairs of characters, all of them simplified as in the index, and `words` words to be stemmed; all of
    them must be there. What is `exact` must moreover stand in one field just so, in one of its spellings.
    """

    codes: tuple[int, ...]
    words: tuple[str, ...]
    spellings: tuple[str, ...] = ()  # the characters to mark, as asked for and as they may be written; none of a word
    exact: bool = False
    across: tuple[int, ...] = ()  # of a phrase, pairs with punctuation between them; not in the index of what is stale


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What must be there and what must not. Without `terms` nothing is found."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]


def fold(text: str) -> str:
    """What counts as the same: full and half width, capitals, ligatures, accents; as datasay_fold() does.

    PostgreSQL lowers one character at a time: it knows no sigma at the end of a word and no i with two dots.
    """
    if not text.isascii():
        text = _ACCENTS.sub(r"\1", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", text).replace("Σ", "σ").replace("İ", "i").lower()


def comparable(text: str) -> str:
    """As it is compared, every character in its place: capitals, full width and accents do not count."""
    narrow = text
    if not text.isascii():
        for wide, half in _NARROW:  # an eighth of the time that str.translate takes
            narrow = narrow.replace(wide, half)
        narrow = _ACCENTED.sub(_without_accent, narrow)
    lowered = narrow.lower()
    return lowered if len(lowered) == len(text) else narrow  # İ becomes two characters


def _without_accent(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", found.group())
    return parts[0] if _ACCENTS.fullmatch(parts) else found.group()


def parse(query: str) -> SearchQuery:
    """Read the words of a query.

    >>> [term.spellings or term.words for term in parse('AI 配音 -"hello world"').terms]
    [('ai',), ('配音',)]
    """
    terms: list[Term] = []
    excluded: list[Term] = []
    for minus, quoted, bare in _PARTS.findall(fold(query).translate(_QUOTES)):
        into = excluded if minus else terms
        if bare:
            made = list(_terms_of(bare))
            into.extend(made if not minus else [_phrase(bare)] if len(made) > 1 else made)
        elif quoted.strip():
            into.append(_phrase(" ".join(quoted.split())))
    return SearchQuery(_searchable(terms), _searchable(excluded))


def runs_of(text: str) -> list[str]:
    """The runs of characters that are looked up by themselves, not as words."""
    return re.findall(f"{_UNIT}+", text)


def rough(text: str) -> str:
    """A LIKE pattern of the runs; folding makes one character of one, or several of one, and one of several only
    where marks are joined to letters, which is asked for beside it."""
    return re.sub(f"[^{_UNIT[1:]}+", lambda found: "_" if len(found[0]) == 1 else "%", text)


def _terms_of(bare: str) -> Iterator[Term]:
    place = 0
    for joined in _JOINED.finditer(bare):
        if re.fullmatch(f"{LETTER}+", joined.group()):
            continue
        yield from (_run(unit) if unit else _word(word) for unit, word in _words_of(bare[place : joined.start()]))
        yield _phrase(joined.group())
        place = joined.end()
    yield from (_run(unit) if unit else _word(word) for unit, word in _words_of(bare[place:]))


def _searchable(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(term for term in terms if term.codes or term.words))


def _words_of(bare: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = _RUNS.findall(bare)
    cut: list[tuple[str, str]] = []
    for unit, word in found:
        if len(unit) <= _LONGEST_RUN:
            cut.append((unit, word))
            continue
        words = _cut(unit)
        # Particles between words say nothing: 的, 了, 和.
        cut.extend((part, "") for part in words if len(part) > 1 or len(words) == 1)
        if all(len(part) == 1 for part in words):
            cut.append((unit, ""))
    return cut


def _cut(unit: str) -> list[str]:
    """Its words; the dictionary knows simplified ones best."""
    words: list[str] = []
    place = 0
    for part in rjieba.cut(simplified(unit)):
        words.append(unit[place : place + len(part)])
        place += len(part)
    return [word for word in words if word]


def _run(unit: str) -> Term:
    # A pair says it all; three need not stand in a row, and of two that are simplified alike one may not be meant.
    known = len(unit) <= 2 and max(unit) <= "\uffff" and not is_ambiguous(unit)
    return Term(_codes(unit), (), (unit, *spellings(unit)), exact=not known)


def _word(word: str) -> Term:
    return Term((), (word,))


def _phrase(text: str) -> Term:
    runs: list[tuple[str, str]] = _RUNS.findall(text)
    if len(runs) == 1 and runs[0][0] == text:
        return _run(text)
    codes = tuple(code for unit, _ in runs if unit for code in _codes(unit))
    words = tuple(word for _, word in runs if word)
    return Term(codes, words, (text, *spellings(text)), exact=True, across=_across(text))


def _across(text: str) -> tuple[int, ...]:
    found = _BORDERS.finditer(simplified(text))
    codes = (((ord(one[1]) << 16) | ord(one[2])) ^ _ACROSS for one in found)
    return tuple(dict.fromkeys(_signed(code) for code in codes))


def _codes(unit: str) -> tuple[int, ...]:
    """As datasay_search_tokens() makes them."""
    unit = simplified(unit)
    pairs = itertools.pairwise(unit) if len(unit) > 1 else [(unit, "\0")]
    return tuple(dict.fromkeys(_signed((ord(one) << 16) | ord(other)) for one, other in pairs))


def _signed(code: int) -> int:
    """As PostgreSQL's 32-bit integers wrap around."""
    return ((code + 2**31) & (2**32 - 1)) - 2**31
