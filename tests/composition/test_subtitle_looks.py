"""Each style of subtitles shows what the SRT says, can be read on what lies under it, and lights words in time."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.composition.burning import ass_script, ground_under, measured_grounds
from datasay.composition.cue_events import burnable
from datasay.composition.grounds import Ground, ground_of, luminance_of, measure_ground
from datasay.composition.linebreaks import tokens_of
from datasay.composition.subtitle_styles import LOOKS, Backing, SubtitleStyle, layout_of
from datasay.composition.subtitles import cues_from_sentences, srt
from datasay.composition.timeline import Clip, Cue, Timeline
from datasay.composition.tones import INK, WHITE, least_contrast, tone_on
from datasay.language.sentences import split_sentences
from datasay.typography.fonts import sans_font
from tests.composition.test_subtitles import Sentence, say

_DATA = Path(__file__).parents[1] / "data"
_SAID = "负责项目的工程师陈海生介绍，六台机组{\\b1}总功率为12兆瓦🙂，今年一共发电2860万度。"
_SPOKEN = re.compile(r"Dialogue: 3,(\d):(\d\d):(\d\d\.\d\d),(\d):(\d\d):(\d\d\.\d\d),Speech,,0,0,0,,(.*)")


def _timeline(cues: tuple[Cue, ...], style: SubtitleStyle, picture: Path = Path("none.png")) -> Timeline:
    return Timeline(1080, 1920, [Clip(picture, 0.0, 60.0, 0)], cues, Path("speech.wav"), 60.0, subtitle_style=style)


def _cues(text: str, style: SubtitleStyle) -> tuple[Cue, ...]:
    sentence = say(text)
    return cues_from_sentences(
        [sentence], width=1080, height=1920, style=style, shown=lambda said: burnable(said, sans_font())
    )


def _burned(script: str) -> list[tuple[float, float, str]]:
    """From when to when which line is drawn, its tags left out."""
    found = []
    for match in _SPOKEN.finditer(script):
        start, end = (int(match[at]) * 3600 + int(match[at + 1]) * 60 + float(match[at + 2]) for at in (1, 4))
        text = re.sub(r"(?<!\\)\{[^}]*\}", "", match[7]).replace("\\{", "{").replace("\\}", "}")
        found.append((start, end, text))
    return found


def _subrip(text: str) -> Iterator[tuple[float, float, list[str]]]:
    for block in text.strip("\n").split("\n\n"):
        _, times, *lines = block.split("\n")
        start, end = (
            int(time[:2]) * 3600 + int(time[3:5]) * 60 + float(time[6:].replace(",", "."))
            for time in times.split(" --> ")
        )
        yield start, end, lines


@pytest.mark.parametrize("style", SubtitleStyle)
def test_what_is_burned_in_is_what_the_subrip_file_says(style: SubtitleStyle) -> None:
    cues = _cues(_SAID, style)
    script = ass_script(_timeline(cues, style), sans_font())
    drawn = _burned(script)
    told = list(_subrip(srt(cues)))
    assert len(told) > 2
    for start, end, lines in told:
        inside = [line for line in drawn if start - 0.006 <= line[0] and line[1] <= end + 0.006]
        assert list(dict.fromkeys(text for _, _, text in inside)) == lines
        for line in lines:  # each is there all the time, and never twice at once
            spans = sorted((one, two) for one, two, text in inside if text == line)
            assert spans[0][0] == pytest.approx(start, abs=0.006)
            assert spans[-1][1] == pytest.approx(end, abs=0.006)
            assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert {text for _, _, text in drawn} == {line for *_, lines in told for line in lines}


@pytest.mark.parametrize("style", [style for style in SubtitleStyle if LOOKS[style].lit])
def test_a_word_is_lit_while_it_sounds_and_few_are_shown_at_a_time(style: SubtitleStyle) -> None:
    least, most = LOOKS[style].words or (0, 0)
    text = (_DATA / "beiying.zh.txt").read_text(encoding="utf-8").replace("\n", "")[:900]
    counts = []
    for sentence in (say(part.text) for part in split_sentences(text)):
        cues = cues_from_sentences([sentence], width=1080, height=1920, style=style)
        begins = {word.start for word in sentence.words}
        for cue in cues:
            assert [cue.text[word.begin : word.stop] for word in cue.words] == [
                token.text for token in tokens_of(cue.text) if token.text[0].isalnum()
            ]
            assert all(any(abs(word.start - begin) < 0.001 for begin in begins) for word in cue.words)
            assert all(before.end <= after.start + 0.001 for before, after in pairwise(cue.words))
            counts.append(len(cue.words))
    assert max(counts) <= most
    assert sum(count < least for count in counts) <= len(counts) * 0.05, "an exclamation may stand alone"


def test_words_that_were_not_measured_share_the_time() -> None:
    [cue] = cues_from_sentences([Sentence("海很大", 1.0, 2.0)], width=1920, height=1080, style=SubtitleStyle.KARAOKE)
    assert cue.words[0].start == 1.0
    assert cue.words[-1].end == 2.0
    assert all(word.start < word.end for word in cue.words)


_CHANNEL = st.integers(0, 255)


@given(st.lists(st.tuples(_CHANNEL, _CHANNEL, _CHANNEL), min_size=1, max_size=4), st.sampled_from(list(SubtitleStyle)))
def test_every_style_reads_on_any_ground(colours: list[tuple[int, int, int]], style: SubtitleStyle) -> None:
    ground = ground_of(np.array(colours, np.uint8))
    tone = tone_on(ground, LOOKS[style])
    assert least_contrast(tone, ground, LOOKS[style]) >= 4.5


def test_letters_stand_alone_where_they_can_and_a_plate_is_laid_where_they_cannot() -> None:
    plain = LOOKS[SubtitleStyle.PLAIN]
    paper, night = ground_of(np.array([(243, 227, 207)], np.uint8)), ground_of(np.array([(13, 18, 48)], np.uint8))
    busy = ground_of(np.array([(243, 227, 207), (13, 18, 48)], np.uint8))
    assert (tone_on(paper, plain).text, tone_on(paper, plain).backing) == (INK, None)
    assert (tone_on(night, plain).text, tone_on(night, plain).backing) == (WHITE, None)
    assert tone_on(busy, plain).backing is Backing.PLATE
    assert tone_on(None, plain).backing is Backing.PLATE, "nobody has looked"
    assert tone_on(paper, LOOKS[SubtitleStyle.BOXED]).backing is Backing.PLATE


def test_only_what_lies_under_the_subtitles_is_measured_and_both_pictures_of_a_cut_are(tmp_path: Path) -> None:
    picture = np.full((960, 540, 3), 250, np.uint8)
    top, bottom = (round(edge / 2) for edge in layout_of(1080, 1920).zone())
    picture[top - 20 : bottom + 20] = (60, 20, 10)
    cv2.imwrite(str(tmp_path / "dark.png"), picture)
    cv2.imwrite(str(tmp_path / "pale.png"), np.full((960, 540, 3), 250, np.uint8))
    clips = [Clip(tmp_path / "dark.png", 0.0, 5.0, 0), Clip(tmp_path / "pale.png", 5.0, 10.0, 1)]
    timeline = Timeline(1080, 1920, clips, [Cue(1.0, 2.0, "海")], Path("speech.wav"), 10.0)
    grounds = measured_grounds(timeline)
    assert grounds[clips[0].picture].lightest == pytest.approx(luminance_of((10, 20, 60)), abs=0.01)
    early, across, late = (ground_under(Cue(at, at + 1, "海"), timeline, grounds) for at in (1.0, 4.5, 7.0))
    assert early is not None
    assert late is not None
    assert across is not None
    assert early.lightest < 0.1
    assert late.darkest > 0.9
    assert (across.darkest, across.lightest) == (early.darkest, late.lightest)
    assert measure_ground(tmp_path / "gone.png", (0, 0, 1, 1)) is None
    assert Ground(0.1, 0.5, (9, 9, 9)).contrast(0.3) == 1.0


_UNITS = r"(?:万|亿|元|岁|个|年|月|日|天|小时|分钟|克|毫升|米|公里|%|度|兆瓦|户|种|台|人)"
_WHOLE = {
    "figure": re.compile(
        rf"(?:\d[\d,.:]*|[一二三四五六七八九十百千万两]+){_UNITS}"
        r"|\b(?:\d[\d,.]*|[Tt]wo|three|four|five|seven|ten|fifty) (?:metres|years|hours|minutes|million)\b"
    ),
    "bracket": re.compile(r"《[^》]{1,8}》|（[^）]{1,7}）|\([^)]{1,12}\)"),
    "name": re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+\b"),
    "Latin word": re.compile(r"[A-Za-z][A-Za-z'’]{1,14}"),
}


@pytest.mark.parametrize("name", ["beiying.zh", "news.zh", "recipe.zh", "gettysburg.en", "explainer.en"])
@pytest.mark.parametrize("style", [SubtitleStyle.PLAIN, SubtitleStyle.KARAOKE])
def test_no_line_of_a_real_article_ends_inside_what_belongs_together(name: str, style: SubtitleStyle) -> None:
    language = "zh-CN" if name.endswith("zh") else "en-US"
    broken = []
    for part in split_sentences((_DATA / f"{name}.txt").read_text(encoding="utf-8")):
        if not any(sign.isalnum() for sign in part.text):
            continue
        text = " ".join(part.text.split())
        cues = cues_from_sentences([say(text)], width=1080, height=1920, language=language, style=style)
        edges, at = set(), 0
        for line in (line for cue in cues for line in cue.text.split("\n")):
            at = text.index(line, at) + len(line)
            edges.add(at)
        for kind, whole in _WHOLE.items():
            found = [(match.group(), range(match.start() + 1, match.end())) for match in whole.finditer(text)]
            broken += [(kind, piece) for piece, inside in found if edges & set(inside)]
    assert broken == []
