"""Any text is only text in the script, and what is drawn stands where it should."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from datasay.composition.ass import escape, type_of
from datasay.composition.burning import ass_script
from datasay.composition.cue_events import burnable
from datasay.composition.segments import lay_out_subtitles
from datasay.composition.subtitle_styles import layout_of
from datasay.composition.timeline import Clip, Cue, Label, Timeline
from datasay.media.ffmpeg import run_ffmpeg
from datasay.typography.fonts import sans_font


def _timeline(cues: list[Cue], label: Label | None = None, size: tuple[int, int] = (1080, 1920)) -> Timeline:
    return Timeline(
        width=size[0],
        height=size[1],
        clips=[Clip(Path("picture.png"), 0.0, 10.0, 0)],
        cues=cues,
        speech=Path("speech.wav"),
        duration=10.0,
        label=label,
    )


async def _drawn(timeline: Timeline, folder: Path, at: float = 1.0) -> NDArray[np.uint8]:
    """One grey frame with the script burned in, as luma."""
    settings = lay_out_subtitles(timeline, folder)
    width, height = timeline.width, timeline.height
    source = ["-f", "lavfi", "-i", f"color=gray:size={width}x{height}:rate=30:duration={at + 0.1}"]
    burn = ["-vf", f"ass=filename=subtitles.ass,select=gte(t\\,{at}),format=gray", "-frames:v", "1"]
    made = await run_ffmpeg(
        [*source, *burn, "-f", "rawvideo", "pipe:1"], cwd=folder, environment={"FONTCONFIG_FILE": str(settings)}
    )
    assert "failed to find" not in made.stderr
    return np.frombuffer(made.stdout, np.uint8).reshape(height, width)


@given(st.text(max_size=60))
def test_no_text_can_leave_its_line_or_open_a_tag(text: str) -> None:
    escaped = escape(text)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert not re.search(r"(?<!\\)[{}]", escaped)
    # What is left of backslashes is our own: before a brace, or a line break that was one.
    commands = re.findall(r"\\(.)", escaped)
    assert set(commands) <= {"{", "}", "N"}
    assert commands.count("N") == len(re.findall(r"\r\n|\r|\n", text))


@given(st.text(max_size=60))
def test_every_cue_is_a_plate_and_events_of_one_line_each(text: str) -> None:
    script = ass_script(_timeline([Cue(1.0, 2.0, text)]), sans_font())
    events = [line for line in script.split("\n") if line.startswith("Dialogue:")]
    shown = [line for line in burnable(text, sans_font()).splitlines() if line.strip()]
    assert len(events) == (1 + len(shown) if shown else 0)
    for event in events:
        assert event.split(",", 9)[1:3] == ["0:00:01.00", "0:00:02.00"]


async def test_braces_and_backslashes_are_drawn(tmp_path: Path) -> None:
    plain = await _drawn(_timeline([Cue(0.0, 2.0, "一b1二")]), tmp_path)
    tagged = await _drawn(_timeline([Cue(0.0, 2.0, "一{\\b1}二")]), tmp_path)
    columns = [np.flatnonzero((picture > 200).any(axis=0)) for picture in (plain, tagged)]
    assert np.ptp(columns[1]) > np.ptp(columns[0]) + 60  # two braces and a backslash take room


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1080, 1080)])
async def test_subtitles_stand_in_the_lower_third_and_inside(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = await _drawn(_timeline([Cue(0.0, 2.0, "国国国国国国国国国国")], size=size), tmp_path)
    rows, columns = np.nonzero(picture > 200)
    width, height = size
    layout = layout_of(width, height)
    assert rows.max() == pytest.approx(layout.baseline, abs=layout.em * 0.15)
    assert rows.max() - rows.min() == pytest.approx(layout.em * 0.92, rel=0.08)
    assert rows.max() - rows.min() + 1 >= height * 0.038
    assert columns.min() > width * 0.04
    assert columns.max() < width * 0.96
    assert (columns.min() + columns.max()) / 2 == pytest.approx(width / 2, abs=4)


async def test_a_line_without_a_break_is_made_to_fit(tmp_path: Path) -> None:
    picture = await _drawn(_timeline([Cue(0.0, 2.0, "W" * 60)]), tmp_path)
    columns = np.flatnonzero((picture > 180).any(axis=0))
    assert columns.min() > 30
    assert columns.max() < 1050


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (720, 720)])
@pytest.mark.parametrize("text", ["AI 生成", "AI-generated"])
async def test_the_labels_letters_are_a_twentieth_of_the_shortest_side(
    tmp_path: Path, size: tuple[int, int], text: str
) -> None:
    for at in (0.0, 2.9):
        picture = await _drawn(_timeline([], Label(text, 3.0), size), tmp_path, at)
        upper = picture[: size[1] // 4, : size[0] // 2]
        kind = type_of(sans_font())
        # Only the "A", the first letter: its height is that of the capitals.
        letter = upper[:, : round(size[0] * 0.05 + min(size) * 0.05 / kind.cap_height * (0.52 + 0.58))]
        rows = np.flatnonzero((letter > 215).any(axis=1))
        assert np.ptp(rows) + 1 >= min(size) * 0.05


async def test_the_label_is_gone_afterwards(tmp_path: Path) -> None:
    picture = await _drawn(_timeline([], Label("AI 生成", 3.0)), tmp_path, at=3.6)
    assert int(np.ptp(picture)) <= 2


async def test_rare_characters_are_drawn_or_replaced_never_boxes(tmp_path: Path) -> None:
    text = "龘靐齉爩 𠮷 ꙮ 🙂 ﷽ \u200b\u202e"
    picture = await _drawn(_timeline([Cue(0.0, 2.0, text)]), tmp_path)
    assert (picture > 200).any()


def test_the_font_is_opened_once_however_many_subtitles_there_are() -> None:
    """A worker lives for thousands of videos, and each opening would stay in its memory."""
    face = sans_font()

    def mapped() -> int:
        return Path("/proc/self/maps").read_text(encoding="utf-8").count(str(face.path.resolve()))

    ass_script(_timeline([Cue(1.0, 2.0, "荷塘")]), face)
    before = mapped()
    ass_script(_timeline([Cue(at / 10, at / 10 + 0.1, "曲曲折折的荷塘上面") for at in range(90)]), face)
    assert mapped() == before
