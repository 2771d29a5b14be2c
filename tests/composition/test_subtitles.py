"""Subtitles fit, read well, keep to the sound, and can hold any text."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.composition.linebreaks import lines_of, tokens_of, width_of
from datasay.composition.subtitles import SHORTEST, cues_from_sentences, line_width, srt
from datasay.composition.timeline import Cue


@dataclass(frozen=True)
class Word:
    """A measured word."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Sentence:
    """A measured sentence."""

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()


def say(text: str, at: float = 0.0, seconds: float = 0.2) -> Sentence:
    """Every character of a word sounds for so long; punctuation is a pause."""
    words: list[Word] = []
    now = at
    for character in text:
        if character.isalnum():
            words.append(Word(character, now, now + seconds))
            now += seconds
        elif character in "，。；":
            now += 0.3
    return Sentence(text, at, words[-1].end, tuple(words))


def _texts(cues: tuple[Cue, ...]) -> list[str]:
    return [cue.text for cue in cues]


def test_chinese_is_cut_where_people_pause_and_loses_trailing_signs() -> None:
    cues = cues_from_sentences([say("曲曲折折的荷塘上面，弥望的是田田的叶子。")], width=1080, height=1920)
    assert _texts(cues) == ["曲曲折折的荷塘上面", "弥望的是田田的叶子"]


def test_words_are_not_torn_and_lines_fit() -> None:
    text = "这件事情在我们学校的图书馆和实验室里已经讨论过许多次了却一直没有得到任何令人满意的结果"
    cues = cues_from_sentences([say(text)], width=1080, height=1920)
    assert "".join(_texts(cues)).replace("\n", "") == text
    assert all(width_of(line) <= 11 for cue in cues for line in cue.text.split("\n"))
    assert all(word in "|".join(_texts(cues)) for word in ("图书馆", "实验室", "满意", "结果"))


def test_questions_and_quotes_keep_their_signs() -> None:
    cues = cues_from_sentences([say("他说：“你就在此地，不要走动。”真的吗？")], width=1080, height=1920)
    joined = "".join(_texts(cues))
    assert joined.endswith("真的吗？")
    assert "“" in joined
    assert not any(cue.text.endswith(("，", "。", "：")) for cue in cues)


def test_numbers_and_units_stay_in_one_piece() -> None:
    cues = cues_from_sentences([say("2025年的总量增长了5.2%，达到1,234.5亿元。")], width=1080, height=1920)
    joined = "\n".join(_texts(cues))
    assert "5.2%" in joined
    assert "1,234.5" in joined


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("about every 12 h 25 min the sea rises,", ["about every 12 h", "25 min the sea rises,"]),
        ("At 149.6 million km its pull on the tides", ["At 149.6 million km", "its pull on the tides"]),
        ("we opened number 20 in France and Spain", ["we opened number 20", "in France and Spain"]),
    ],
)
def test_a_figure_stays_with_its_unit(text: str, lines: list[str]) -> None:
    assert lines_of(text, 14) == lines


def test_english_has_two_even_lines() -> None:
    text = "Four score and seven years ago our fathers brought forth on this continent, a new nation."
    cues = cues_from_sentences([say(text, seconds=0.05)], width=1920, height=1080, language="en-US")
    assert len(cues) == 2
    for cue in cues:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(width_of(line) <= line_width(1920, 1080) for line in lines)
    assert " ".join(cue.text.replace("\n", " ") for cue in cues) == text


def test_edges_keep_to_the_measured_words() -> None:
    sentence = say("曲曲折折的荷塘上面，弥望的是田田的叶子。", at=1.0)
    first, second = cues_from_sentences([sentence], width=1080, height=1920)
    assert first.start == pytest.approx(sentence.words[0].start, abs=0.05)
    assert first.end == pytest.approx(sentence.words[8].end, abs=0.05)
    assert second.start == pytest.approx(sentence.words[9].start, abs=0.05)
    assert second.end == pytest.approx(sentence.words[-1].end, abs=0.05)


def test_without_words_time_goes_by_length() -> None:
    cues = cues_from_sentences(
        [Sentence("曲曲折折的荷塘上面，弥望的是田田的叶子。", 2.0, 6.0)], width=1080, height=1920
    )
    assert cues[0].start == 2.0
    assert cues[-1].end == 6.0
    assert cues[0].end == pytest.approx(4.0, abs=0.3)


def test_a_short_exclamation_stays_long_enough_but_never_overlaps() -> None:
    alone = cues_from_sentences([Sentence("哦！", 1.0, 1.2)], width=1080, height=1920)
    assert alone[0].end - alone[0].start == pytest.approx(SHORTEST)
    followed = cues_from_sentences([Sentence("哦！", 1.0, 1.2), Sentence("是吗？", 1.5, 2.5)], width=1080, height=1920)
    assert followed[0].end <= followed[1].start == 1.5


def test_gaps_that_would_flicker_are_closed_within_fifty_milliseconds() -> None:
    cues = cues_from_sentences(
        [Sentence("一二三四", 0.0, 1.0), Sentence("五六七八", 1.08, 2.0)], width=1080, height=1920
    )
    assert cues[0].end == cues[1].start == pytest.approx(1.04)


SPOKEN = st.text(
    st.sampled_from(
        "的一是了我不人在他有这中大来上国说们为子和你地出道也时年，。、；：？！“”（）《》…— abcXYZ0129.,'-%{}\\\n龘🙂"
    ),
    min_size=1,
    max_size=120,
)


@given(st.lists(st.tuples(SPOKEN, st.floats(0.05, 12.0), st.floats(0.0, 2.0)), max_size=6), st.booleans())
def test_any_text_gives_cues_in_order_that_lose_no_letter(parts: list[tuple[str, float, float]], tall: bool) -> None:
    sentences, now = [], 0.0
    for text, length, pause in parts:
        sentences.append(Sentence(text, now, now + length))
        now += length + pause
    width, height = (1080, 1920) if tall else (1920, 1080)
    cues = cues_from_sentences(sentences, width=width, height=height)
    for cue in cues:
        assert cue.end > cue.start
        assert 1 <= len(cue.text.splitlines()) <= 2
        assert all(line.strip() for line in cue.text.split("\n"))
    assert all(before.end <= after.start for before, after in itertools.pairwise(cues))
    said = re.sub(r"[\W_]", "", "".join(text for text, _, _ in parts))
    shown = re.sub(r"[\W_]", "", "".join(cue.text for cue in cues))
    assert shown == said


@given(SPOKEN)
def test_lines_never_begin_or_end_with_forbidden_signs(text: str) -> None:
    lines = lines_of(text.replace("\n", " "), line_width(1080, 1920))
    if len(lines) == 2:
        assert lines[1][0] not in "，。、；：？！”）》…"
        assert lines[0][-1] not in "“（《"


@given(st.text(max_size=80))
def test_pieces_put_together_are_the_text(text: str) -> None:
    pieces = tokens_of(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)


@given(st.text(max_size=40))
def test_a_subrip_file_cannot_be_broken_by_a_text(text: str) -> None:
    written = srt([Cue(0.0, 1.0, text), Cue(3661.5, 3662.25, "ok")])
    assert written.count(" --> ") == 2
    assert "01:01:01,500 --> 01:01:02,250\nok\n" in written
    assert len(re.split(r"\n\n", written.strip("\n"))) == 2 or not text.strip()
    assert all(unicodedata.category(sign) != "Cs" for sign in written)


def test_an_empty_speech_has_no_subtitles() -> None:
    assert cues_from_sentences([], width=1080, height=1920) == ()
    assert srt(()) == ""


def test_a_word_without_end_is_cut_and_blank_speech_shows_nothing() -> None:
    endless = cues_from_sentences([Sentence("x" * 300, 0.0, 30.0)], width=1080, height=1920, language="en-US")
    assert all(width_of(line) <= 14 for cue in endless for line in cue.text.split("\n"))
    brackets = cues_from_sentences([Sentence("（" * 200, 0.0, 30.0)], width=1080, height=1920)
    assert all(width_of(line) <= 21 for cue in brackets for line in cue.text.split("\n"))
    assert cues_from_sentences([Sentence("  \n ", 0.0, 3.0)], width=1080, height=1920) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("DataBrew Pro 2全自动咖啡机来了。", ["DataBrew Pro 2\n全自动咖啡机来了"]),
        (
            "用手机App(支持iPhone 15与HarmonyOS)就能预约明早的第一杯。",
            ["用手机App(支持iPhone 15与HarmonyOS)\n就能预约明早的第一杯"],
        ),
    ],
)
def test_a_product_keeps_its_whole_name(text: str, shown: list[str]) -> None:
    wide = (1920, 1080) if "App" in text else (1080, 1920)
    assert _texts(cues_from_sentences([say(text)], width=wide[0], height=wide[1])) == shown
