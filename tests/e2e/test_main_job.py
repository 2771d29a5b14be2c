"""The main job, from outside: an article in, a video out, every part of it kept."""

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from tests.e2e import probing
from tests.e2e.running import Running

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
DATA = Path(__file__).parent.parent / "data"
SECONDS = 16


class Job:
    """One finished run of `datasay create`, made once for all tests of this file."""

    def __init__(self, running: Running, folder: Path, article: Path, *options: str) -> None:
        self.video = folder / f"{article.stem}.mp4"
        ran = running.run("create", str(article), "-o", str(self.video), "--seconds", str(SECONDS), "--json", *options)
        assert ran.returncode == 0, ran.stderr + ran.stdout
        self.answer: dict[str, Any] = json.loads(ran.stdout)
        self.facts = probing.measure(self.video)
        self.cues = probing.subtitles(self.video.with_suffix(".srt"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the videos land."""
    return tmp_path_factory.mktemp("videos")


@pytest.fixture(scope="module")
def chinese(running: Running, folder: Path) -> Job:
    """The Chinese article."""
    return Job(running, folder, DATA / "beiying.zh.txt")


@pytest.fixture(scope="module")
def english(running: Running, folder: Path) -> Job:
    """The English article, in landscape."""
    return Job(running, folder, DATA / "gettysburg.en.txt", "--aspect", "16:9", "--style", "swiss")


@pytest.fixture(scope="module")
def api(running: Running, chinese: Job) -> Iterator[httpx.Client]:
    """A client of the user `local`, whose the works of `datasay create` are."""
    empty = running.run("user", "password", "local", "--password-stdin")
    assert empty.returncode != 0  # an empty password is refused
    password = running.run("user", "password", "local").stdout.strip().rsplit(" ", 1)[-1]
    with httpx.Client(base_url=f"{running.addresses.web_url}/api/v1", trust_env=False, timeout=30) as client:
        answer = client.post("/auth/login", json={"user_name": "local", "user_password": password})
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
        yield client


def test_the_video_is_what_platforms_want(chinese: Job) -> None:
    facts = chinese.facts
    assert (facts.width, facts.height) == (1080, 1920)
    assert (facts.codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert facts.constant_rate
    assert facts.audio == ("aac", 48000, 2)
    assert facts.colours == (1, 1, 1)
    assert facts.limited_range
    assert facts.index_first
    assert abs(facts.audio_seconds - facts.video_seconds) <= 1 / 30 + 1024 / 48000
    assert 0.75 * SECONDS <= facts.video_seconds <= 1.25 * SECONDS


def test_another_shape_and_language(english: Job) -> None:
    assert (english.facts.width, english.facts.height) == (1920, 1080)
    words = " ".join(text for _, _, text in english.cues).lower()
    assert "nation" in words


def test_it_sounds_as_loud_as_it_should(chinese: Job) -> None:
    integrated, peak = probing.loudness(chinese.video)
    assert -14.5 <= integrated <= -13.5
    assert peak <= -1.0


def test_nothing_is_black_or_frozen(chinese: Job, english: Job) -> None:
    assert probing.stillness(chinese.video) == ([], [])
    assert probing.stillness(english.video) == ([], [])


def test_it_says_that_it_is_generated(chinese: Job) -> None:
    label = probing.hidden_label(chinese.facts)
    assert (label["Label"], label["ContentProducer"]) == ("1", "DataSay")
    assert chinese.answer["task_uuid"] in label["ProduceID"]


def test_every_part_is_kept_and_fits_together(api: httpx.Client, chinese: Job) -> None:
    result = chinese.answer["task_result"]
    mixall = api.get(f"/mixalls/{result['mixall_id']}").json()
    audio = api.get(f"/audios/{result['audio_id']}").json()
    script = api.get(f"/texts/{result['text_id']}").json()
    source = api.get(f"/texts/{script['text_source_text_id']}").json()
    task = api.get(f"/tasks/{chinese.answer['task_uuid']}").json()
    assert mixall["mixall_status"] == "completed"
    assert mixall["mixall_title"] == "背影"
    assert mixall["mixall_image_ids"] == result["image_ids"]
    assert source["text_content_type"] == "article"
    assert [scene["scene_image_id"] for scene in mixall["mixall_scenes"]] == result["image_ids"]
    assert audio["audio_text_content"] == "\n".join(s["scene_narration"] for s in mixall["mixall_scenes"])
    assert abs(audio["audio_loudness"] + 16) < 0.6
    for sentence in audio["audio_timings"]:
        assert audio["audio_text_content"][sentence["text_start"] : sentence["text_end"]] == sentence["text"]
        assert sentence["text"].strip("“”\"' ") in source["text_content"].replace("\n", "")
    assert {step["step_status"] for step in task["task_steps"]} == {"completed"}
    assert task["task_progress"] == 100
    video = api.get(f"/files/{result['file_id']}/content")
    assert video.content == chinese.video.read_bytes()
    for image_id in result["image_ids"]:
        image = api.get(f"/images/{image_id}").json()
        assert (image["image_width"], image["image_height"]) == (1080, 1920)
        assert api.get(f"/files/{image['image_file_id']}/content").status_code == 200


def test_subtitles_follow_the_measured_speech(api: httpx.Client, chinese: Job) -> None:
    audio = api.get(f"/audios/{chinese.answer['task_result']['audio_id']}").json()
    sentences = audio["audio_timings"]
    starts, ends = [cue[0] for cue in chinese.cues], [cue[1] for cue in chinese.cues]
    for sentence in sentences:
        assert min(abs(start - sentence["start"]) for start in starts) <= 0.05
        late = min(end - sentence["end"] for end in ends if end >= sentence["end"] - 0.05)
        assert late <= 0.75  # a short cue stays readable a little longer
    assert all(before[1] <= after[0] + 1e-6 for before, after in pairwise(chinese.cues))


def test_wrong_wishes_get_a_clear_answer_and_leave_nothing(running: Running, folder: Path) -> None:
    article = folder / "article.txt"
    article.write_text("你好，世界。今天天气很好，我们去公园散步吧。", encoding="utf-8")
    emoji = folder / "emoji.txt"
    emoji.write_text("🎉🎉🎉 👍", encoding="utf-8")
    binary = folder / "binary.txt"
    binary.write_bytes(os.urandom(5000))
    output = folder / "never.mp4"
    for arguments, reason in (
        ([str(emoji), "-o", str(output)], "nothing that can be said"),
        ([str(binary), "-o", str(output)], "not a text file"),
        ([str(article), "-o", str(output), "--timbre", "nobody"], "There is no timbre nobody. Known:"),
        ([str(article), "-o", str(output), "--style", "baroque"], "no style baroque. Known:"),
        ([str(article), "-o", str(folder / "missing" / "out.mp4")], "does not exist"),
        ([str(article), "-o", str(folder / "never.avi")], "name it never.mp4"),
        ([str(article), "-o", "/proc/never.mp4"], "cannot be written"),
        ([str(folder / "nothing.txt"), "-o", str(output)], "No such file"),
    ):
        ran = running.run("create", *arguments)
        assert ran.returncode == 1
        assert reason in ran.stderr.replace("\n", " "), ran.stderr
        assert "Traceback" not in ran.stderr
    assert not list(folder.glob("*never*"))


def test_what_was_made_is_fetched_by_the_uuid_of_its_task(running: Running, folder: Path, chinese: Job) -> None:
    again = folder / "again.mp4"
    got = running.run("mixall", "get", chinese.answer["task_uuid"], "-o", str(again), "--srt", "--json")
    assert got.returncode == 0, got.stderr
    assert json.loads(got.stdout)["subtitles"] == str(again.with_suffix(".srt"))
    assert again.read_bytes() == chinese.video.read_bytes()
    assert again.with_suffix(".srt").read_bytes() == chinese.video.with_suffix(".srt").read_bytes()
    mixall_id = str(chinese.answer["task_result"]["mixall_id"])
    refused = running.run("mixall", "get", mixall_id, "-o", str(again.with_suffix(".srt")))
    assert (refused.returncode, "--force" in refused.stderr) == (1, True)


def test_a_short_word_document_is_made_and_said_to_be_shorter_than_wished(running: Running, folder: Path) -> None:
    document = docx.Document()
    document.add_paragraph("你好。")
    document.save(str(folder / "short.docx"))
    made = folder / "short.mp4"
    ran = running.run("create", str(folder / "short.docx"), "-o", str(made), "--seconds", "60", "--json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["mixall_duration"] < 10
    assert "Shorter than the 60 s wanted" in ran.stderr
    assert probing.measure(made).video_seconds == pytest.approx(answer["mixall_duration"], abs=0.1)


def test_the_home_holds_no_orphans(running: Running, api: httpx.Client, chinese: Job, english: Job) -> None:
    assert not list((running.home / "tmp").glob("task-*"))
    paths = set()
    cursor = None
    while True:
        page = api.get("/files", params={"limit": 100} | ({"cursor": cursor} if cursor else {})).json()
        paths |= {item["file_id"] for item in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            break
    on_disk = [path for path in (running.home / "files").rglob("*") if path.is_file()]
    assert len(on_disk) == len(paths)
