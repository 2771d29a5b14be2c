"""What the main job may be asked for, and what asking leaves behind."""

from typing import Any

import httpx
import pytest

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.digest.moods import Mood
from datasay.mixall.content.schemas import Music
from tests.creation.conftest import Start
from tests.factories import make_text, make_timbre


async def _nothing_is_left(client: httpx.AsyncClient, *, texts: int = 0) -> None:
    for kind, count in (("texts", texts), ("mixalls", 0), ("tasks", 0)):
        assert len((await client.get(f"/api/v1/{kind}")).json()["items"]) == count, kind


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"article": "……！"}, "article"),
        ({"article": "123 456"}, "article"),
        ({"article": "2024-05-01 12:30 ★ 50%"}, "article"),
        ({"style": "photo"}, "style"),
        ({"engine": "nobody"}, "engine"),
        ({"image_engine": "nobody"}, "image_engine"),
        ({"target_seconds": 9}, "target_seconds"),
        ({"target_seconds": 1801}, "target_seconds"),
        ({"mixall_aspect": "4:3"}, "mixall_aspect"),
        ({"mixall_type": "story"}, "mixall_type"),
        ({"mixall_title": ""}, "mixall_title"),
        ({"audio_speed": 2.1}, "audio_speed"),
        ({"music": "jazz"}, "music"),
        ({"music_volume": 2.5}, "music_volume"),
        ({"music_file_id": 7}, "music_file_id"),
        ({"motion": "wild"}, "motion"),
        ({"subtitle_style": "comic"}, "subtitle_style"),
        ({"photos": "yes"}, "photos"),
        ({"seed": -1}, "seed"),
    ],
)
async def test_what_cannot_be_made_is_refused_by_name_and_nothing_is_kept(
    client: httpx.AsyncClient, start: Start, wanted: dict[str, Any], field: str
) -> None:
    answer = await start(**wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    await _nothing_is_left(client)


async def test_music_of_ones_own_is_a_sound_and_is_told_so_in_both_languages(
    client: httpx.AsyncClient, start: Start
) -> None:
    sent = await client.post("/api/v1/files", files={"file": ("a.txt", "不是声音".encode())})
    file_id = sent.json()["file_id"]
    refused = (await start(music_file_id=file_id)).json()["errors"][0]
    assert refused["params"] == {"file_id": file_id}
    assert "no sound file" in refused["message"]
    client.headers["Accept-Language"] = "zh"
    assert "没有音频文件" in (await start(music_file_id=file_id)).json()["errors"][0]["message"]


async def test_a_speed_and_a_seed_are_kept_and_photos_are_not_shown_unless_asked(start: Start) -> None:
    params = (await start(audio_speed=1.25, seed=11)).json()["task_params"]
    assert (params["audio_speed"], params["seed"], params["photos"]) == (1.25, 11, False)


def test_there_is_music_for_every_mood() -> None:
    assert list(Music) == ["auto", "none", *Mood]


async def test_a_text_without_words_is_refused(
    client: httpx.AsyncClient, start: Start, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        silent = await make_text(session, writer_id, text_content="——")
    answer = await start(text_id=silent.text_id)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text_id")
    await _nothing_is_left(client, texts=1)


async def test_it_is_made_of_ones_own_parts_only(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, start: Start, resources: Resources, writer_id: int
) -> None:
    strange_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        strange_text = (await make_text(session, strange_id)).text_id
        gone_text = (await make_text(session, writer_id, text_deleted_time=utc_now())).text_id
        strange_timbre = (await make_timbre(session, strange_id)).timbre_id
        training = (await make_timbre(session, writer_id, timbre_status="training")).timbre_id
    for wanted, status, problem in (
        ({"text_id": strange_text}, 404, "text-not-found"),
        ({"text_id": gone_text}, 404, "text-not-found"),
        ({"audio_timbre_id": strange_timbre}, 404, "timbre-not-found"),
        ({"audio_timbre_id": training}, 409, "timbre-not-ready"),
    ):
        answer = await start(**wanted)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    await _nothing_is_left(client)


async def test_a_timbre_whose_engine_is_gone_is_refused_before_anything_is_made(
    client: httpx.AsyncClient, start: Start, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await make_timbre(session, writer_id, timbre_platform="uninstalled")
    answer = await start(audio_timbre_id=timbre.timbre_id)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "audio_timbre_id")
    wanted = {"audio_title": "x", "audio_text_content": "你好。", "audio_timbre_id": timbre.timbre_id}
    spoken = await client.post("/api/v1/audios/synthesize", json=wanted)
    assert spoken.json()["errors"] == answer.json()["errors"]
    await _nothing_is_left(client)


async def test_the_same_key_is_one_work_whatever_has_changed_since(
    client: httpx.AsyncClient, start: Start, script_id: int
) -> None:
    first = await start("k-1", text_id=script_id)
    assert (await client.delete(f"/api/v1/texts/{script_id}")).status_code == 204
    again = await start("k-1", text_id=script_id)
    assert (again.status_code, again.json()["task_uuid"]) == (202, first.json()["task_uuid"])
    assert again.headers["Location"] == first.headers["Location"]
    other = await start("k-1", text_id=script_id, style="ink")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len((await client.get("/api/v1/mixalls")).json()["items"]) == 1


async def test_a_work_that_is_being_made_is_busy_and_its_article_is_kept(
    client: httpx.AsyncClient, start: Start
) -> None:
    asked = await start(mixall_title="看海", mixall_tags=["海"])
    [work] = (await client.get("/api/v1/mixalls")).json()["items"]
    assert (work["mixall_title"], work["mixall_tags"], work["mixall_status"]) == ("看海", ["海"], "processing")
    where = f"/api/v1/mixalls/{work['mixall_id']}"
    for busy in (await client.delete(where), await client.post(f"{where}/render")):
        assert (busy.status_code, busy.json()["type"]) == (409, "/problems/mixall-busy")
    [text] = (await client.get("/api/v1/texts")).json()["items"]
    assert asked.json()["task_params"]["text_id"] == text["text_id"]
    assert asked.json()["task_name"] == "看海"
