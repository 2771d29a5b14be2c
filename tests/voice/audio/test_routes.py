"""What may be said with which voice, who may ask for it, and what becomes of it."""

from typing import Any

import httpx
import pytest

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from tests.conftest import Finish
from tests.factories import make_audio, make_text, make_timbre

_HELLO = {"audio_title": "问候", "audio_text_content": "你好，世界。"}


async def _ask(client: httpx.AsyncClient, key: str | None = None, **wanted: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post("/api/v1/audios/synthesize", json=_HELLO | wanted, headers=headers)


async def test_what_was_asked_is_what_is_kept(client: httpx.AsyncClient, finish: Finish) -> None:
    timbres = (await client.get("/api/v1/timbres", params={"timbre_language": "zh-CN"})).json()["items"]
    chosen = timbres[-1]["timbre_id"]
    wanted = {"audio_timbre_id": chosen, "audio_speed": 1.25, "audio_pitch": 0.9, "audio_volume": 0.8}
    done = await finish(await _ask(client, **wanted, audio_tags=["开场"], audio_language="zh-CN"))
    assert (done["task_status"], done["task_progress"]) == ("completed", 100)
    audio = (await client.get(f"/api/v1/audios/{done['task_result']['audio_id']}")).json()
    assert {name: audio[name] for name in (*wanted, "audio_text_content", "audio_title", "audio_tags")} == {
        **wanted, **_HELLO, "audio_tags": ["开场"],
    }  # fmt: skip
    assert (audio["audio_status"], audio["audio_language"]) == ("completed", "zh-CN")
    spoken = audio["audio_timings"]
    assert "".join(sentence["text"] for sentence in spoken) == "你好，世界。"
    assert 0 <= spoken[0]["start"] < spoken[-1]["end"] <= audio["audio_duration"]
    content = await client.get(f"/api/v1/files/{audio['audio_file_id']}/content")
    assert (content.headers["Content-Type"], content.content[:4]) == ("audio/wav", b"RIFF")


async def test_twice_the_speed_takes_half_the_time(client: httpx.AsyncClient, finish: Finish) -> None:
    lasts = []
    for speed in (0.5, 1.0, 2.0):
        done = await finish(await _ask(client, audio_text_content="一二三四五六七八九十。" * 4, audio_speed=speed))
        audio = (await client.get(f"/api/v1/audios/{done['task_result']['audio_id']}")).json()
        lasts.append(audio["audio_duration"])
    assert lasts[0] / lasts[1] == pytest.approx(2, rel=0.25)
    assert lasts[1] / lasts[2] == pytest.approx(2, rel=0.25)


async def test_a_text_one_keeps_is_said_in_its_language(
    client: httpx.AsyncClient, resources: Resources, writer_id: int, finish: Finish
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        text = await make_text(session, writer_id, text_content="Good morning.", text_language="en-GB")
    wanted = {"audio_title": "x", "text_id": text.text_id, "audio_format": "mp3"}
    done = await finish(await client.post("/api/v1/audios/synthesize", json=wanted))
    audio = (await client.get(f"/api/v1/audios/{done['task_result']['audio_id']}")).json()
    assert (audio["audio_text_id"], audio["audio_text_content"]) == (text.text_id, "Good morning.")
    assert audio["audio_language"] == "en-GB"
    timbre = (await client.get(f"/api/v1/timbres/{audio['audio_timbre_id']}")).json()
    assert timbre["timbre_language"].startswith("en")
    content = await client.get(f"/api/v1/files/{audio['audio_file_id']}/content")
    assert content.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"audio_speed": 0.49}, "audio_speed"),
        ({"audio_speed": 2.01}, "audio_speed"),
        ({"audio_pitch": 0.4}, "audio_pitch"),
        ({"audio_volume": -0.1}, "audio_volume"),
        ({"audio_volume": 2.1}, "audio_volume"),
        ({"audio_format": "ogg"}, "audio_format"),
        ({"audio_language": "Chinese"}, "audio_language"),
        ({"audio_text_content": "长" * 20_001}, "audio_text_content"),
        ({"audio_text_content": "……！？"}, "audio_text_content"),
        ({"audio_title": "x" * 201}, "audio_title"),
        ({"audio_timbre_id": 0}, "audio_timbre_id"),
    ],
)
async def test_what_cannot_be_said_is_refused_by_name(
    client: httpx.AsyncClient, wanted: dict[str, Any], field: str
) -> None:
    answer = await _ask(client, **wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert (await client.get("/api/v1/tasks")).json()["items"] == []


@pytest.mark.parametrize("given", [{}, {"audio_text_content": "a", "text_id": 1}])
async def test_there_is_one_source(client: httpx.AsyncClient, given: dict[str, object]) -> None:
    answer = await client.post("/api/v1/audios/synthesize", json={"audio_title": "x", **given})
    assert answer.status_code == 422


async def test_a_text_that_is_too_long_or_says_nothing_is_refused(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        texts = [await make_text(session, writer_id, text_content=words) for words in ("长" * 20_001, "——")]
    for text in texts:
        answer = await client.post("/api/v1/audios/synthesize", json={"audio_title": "x", "text_id": text.text_id})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text_id")


@pytest.mark.parametrize("status", ["training", "failed"])
async def test_a_timbre_that_is_not_ready_is_refused_before_anything_is_queued(
    client: httpx.AsyncClient, resources: Resources, writer_id: int, status: str
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await make_timbre(session, writer_id, timbre_status=status)
    answer = await _ask(client, audio_timbre_id=timbre.timbre_id)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/timbre-not-ready")
    assert (await client.get("/api/v1/tasks")).json()["items"] == []


async def test_what_belongs_to_a_stranger_is_not_found(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await make_timbre(session, writer_id)
        text = await make_text(session, writer_id)
        audio = await make_audio(session, writer_id)
    wanted = {"audio_title": "x", "text_id": text.text_id}
    for kind, answer in (
        ("timbre", await _ask(stranger, audio_timbre_id=timbre.timbre_id)),
        ("text", await stranger.post("/api/v1/audios/synthesize", json=wanted)),
        ("audio", await stranger.get(f"/api/v1/audios/{audio.audio_id}")),
        ("audio", await stranger.patch(f"/api/v1/audios/{audio.audio_id}", json={"audio_title": "mine"})),
        ("audio", await stranger.delete(f"/api/v1/audios/{audio.audio_id}")),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{kind}-not-found")
    assert (await stranger.get("/api/v1/audios")).json()["items"] == []
    kept = (await client.get(f"/api/v1/audios/{audio.audio_id}")).json()
    assert kept["audio_title"] == "问候"


async def test_the_same_key_is_the_same_task_whatever_has_changed_since(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await make_timbre(session, writer_id)
        text = await make_text(session, writer_id)
    wanted = {"audio_title": "x", "text_id": text.text_id, "audio_timbre_id": timbre.timbre_id}
    headers = {"Idempotency-Key": "k-1"}
    first = await client.post("/api/v1/audios/synthesize", json=wanted, headers=headers)
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await session.merge(timbre)
        timbre.timbre_status = "failed"
        text = await session.merge(text)
        text.text_deleted_time = utc_now()
    again = await client.post("/api/v1/audios/synthesize", json=wanted, headers=headers)
    assert (again.status_code, again.json()["task_uuid"]) == (202, first.json()["task_uuid"])
    other = await client.post("/api/v1/audios/synthesize", json=wanted | {"audio_speed": 1.5}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_titles_and_tags_change_and_nothing_else(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        audio = await make_audio(session, writer_id)
    where = f"/api/v1/audios/{audio.audio_id}"
    changed = await client.patch(where, json={"audio_title": "开场", "audio_tags": ["a", "b"]})
    assert (changed.json()["audio_title"], changed.json()["audio_tags"]) == ("开场", ["a", "b"])
    assert (await client.patch(where, json={"audio_duration": 1})).status_code == 422
    assert (await client.patch(where, json={"audio_title": None})).status_code == 422
    tagged = await client.get("/api/v1/audios", params={"audio_tags": ["a", "b"]})
    assert [item["audio_id"] for item in tagged.json()["items"]] == [audio.audio_id]
    assert (await client.get("/api/v1/audios", params={"audio_tags": ["a", "c"]})).json()["items"] == []


async def test_a_deleted_audio_is_gone_from_everywhere(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        audio = await make_audio(session, writer_id)
    where = f"/api/v1/audios/{audio.audio_id}"
    assert (await client.delete(where)).status_code == 204
    assert (await client.get("/api/v1/audios")).json()["items"] == []
    for answer in (await client.get(where), await client.patch(where, json={}), await client.delete(where)):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/audio-not-found")
