"""Works: of whose parts they may be made, and what may be done to one that is being made."""

from typing import Any

import httpx
import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.mixall.content.models import MixallContentScene
from tests.factories import make_audio, make_image, make_mixall, make_text

_THREE = [
    {
        "text": f"第{n}句。",
        "text_start": n * 4,
        "text_end": n * 4 + 4,
        "start": n * 2.0,
        "end": n * 2 + 1.5,
        "words": [],
    }
    for n in range(3)
]


async def _create(client: httpx.AsyncClient, audio_id: int, image_ids: list[int], **more: Any) -> httpx.Response:
    wanted = {"mixall_title": "背影", "mixall_audio_id": audio_id, "mixall_image_ids": image_ids, **more}
    return await client.post("/api/v1/mixalls", json=wanted)


async def test_pictures_follow_the_sentences(client: httpx.AsyncClient, resources: Resources, writer_id: int) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        audio = await make_audio(session, writer_id, audio_timings=_THREE, audio_duration=6)
        images = [(await make_image(session, writer_id)).image_id for _ in range(2)]
        text = await make_text(session, writer_id)
    made = await _create(client, audio.audio_id, images, mixall_text_id=text.text_id, mixall_aspect="1:1", music=False)
    assert made.status_code == 201, made.text
    work = (await client.get(made.headers["Location"])).json()
    assert (work["mixall_status"], work["mixall_aspect"], work["mixall_text_id"]) == ("draft", "1:1", text.text_id)
    scenes = work["mixall_scenes"]
    assert [scene["scene_image_id"] for scene in scenes] == images == work["mixall_image_ids"]
    assert "".join(scene["scene_narration"] for scene in scenes) == "第0句。第1句。第2句。"
    assert scenes[0]["scene_start_seconds"] == 0
    assert scenes[0]["scene_end_seconds"] == scenes[1]["scene_start_seconds"]
    assert scenes[1]["scene_end_seconds"] > 6  # the last picture stays while the music fades


async def test_pictures_without_a_sentence_are_left_out(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        audio = await make_audio(session, writer_id)
        images = [(await make_image(session, writer_id)).image_id for _ in range(3)]
    made = (await _create(client, audio.audio_id, images)).json()
    assert made["mixall_image_ids"] == images[:1]


async def test_a_work_is_made_of_ones_own_parts_only(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    strange_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        audio = (await make_audio(session, writer_id)).audio_id
        image = (await make_image(session, writer_id)).image_id
        gone = (await make_image(session, writer_id, image_deleted_time=utc_now())).image_id
        clip = (await make_image(session, writer_id, image_type="video")).image_id
        deleted_audio = (await make_audio(session, writer_id, audio_deleted_time=utc_now())).audio_id
        untimed = (await make_audio(session, writer_id, audio_timings=None)).audio_id
        strange_audio = (await make_audio(session, strange_id)).audio_id
        strange_image = (await make_image(session, strange_id)).image_id
        strange_text = (await make_text(session, strange_id)).text_id
    for kind, answer in (
        ("audio", await _create(client, strange_audio, [image])),
        ("audio", await _create(client, deleted_audio, [image])),
        ("image", await _create(client, audio, [image, strange_image])),
        ("image", await _create(client, audio, [gone, image])),
        ("text", await _create(client, audio, [image], mixall_text_id=strange_text)),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{kind}-not-found")
    told = (await _create(client, audio, [image, strange_image, 2_000_000_000])).json()["errors"]
    missing = [strange_image, 2_000_000_000]
    message = f"There is no image {strange_image}, 2000000000."
    assert told == [{"field": "mixall_image_ids", "message": message, "params": {"image_ids": missing}}]
    a_clip = await _create(client, audio, [clip])
    assert (a_clip.status_code, a_clip.json()["errors"][0]["field"]) == (422, "mixall_image_ids")
    without_times = await _create(client, untimed, [image])
    assert (without_times.status_code, without_times.json()["type"]) == (409, "/problems/mixall-incomplete")
    assert (await client.get("/api/v1/mixalls")).json()["items"] == []


async def test_a_strangers_work_is_not_found(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    where = f"/api/v1/mixalls/{mixall.mixall_id}"
    for answer in (
        await stranger.get(where),
        await stranger.patch(where, json={"mixall_title": "mine"}),
        await stranger.delete(where),
        await stranger.post(f"{where}/render"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/mixall-not-found")
    assert (await stranger.get("/api/v1/mixalls")).json()["items"] == []
    assert (await stranger.get("/api/v1/tasks")).json()["items"] == []
    kept = (await client.get(where)).json()
    assert (kept["mixall_title"], kept["mixall_status"]) == ("背影", "draft")


async def test_a_work_that_is_being_made_is_neither_rendered_again_nor_deleted(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    where = f"/api/v1/mixalls/{mixall.mixall_id}"
    first = await client.post(f"{where}/render", headers={"Idempotency-Key": "k-1"})
    assert first.status_code == 202
    assert (await client.get(where)).json()["mixall_status"] == "processing"
    for busy in (
        await client.post(f"{where}/render"),
        await client.post(f"{where}/render", headers={"Idempotency-Key": "k-2"}),
        await client.delete(where),
    ):
        assert (busy.status_code, busy.json()["type"]) == (409, "/problems/mixall-busy")
    again = await client.post(f"{where}/render", headers={"Idempotency-Key": "k-1"})
    assert (again.status_code, again.json()["task_uuid"]) == (202, first.json()["task_uuid"])
    assert len((await client.get("/api/v1/tasks")).json()["items"]) == 1
    renamed = await client.patch(where, json={"mixall_title": "背影（完整版）"})
    assert renamed.json()["mixall_title"] == "背影（完整版）"


async def test_a_revoked_rendering_frees_the_work(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    where = f"/api/v1/mixalls/{mixall.mixall_id}"
    task = (await client.post(f"{where}/render")).headers["Location"]
    assert (await client.post(f"{task}/revoke")).status_code == 200
    assert (await client.get(where)).json()["mixall_status"] == "draft"
    assert (await client.post(f"{task}/retry")).status_code == 202
    assert (await client.get(where)).json()["mixall_status"] == "processing"
    assert (await client.post(f"{task}/revoke")).status_code == 200
    assert (await client.delete(where)).status_code == 204
    assert (await client.get(where)).status_code == 404


@pytest.mark.parametrize(
    "lacking",
    [
        update(MixallContentScene).values(scene_position=None, scene_deleted_time=utc_now()),
        update(MixallContentScene).values(scene_narration="……", scene_audio_id=None),
    ],
)
async def test_a_work_that_says_nothing_is_not_rendered(
    client: httpx.AsyncClient, resources: Resources, writer_id: int, lacking: Any
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
        await session.execute(lacking)
    answer = await client.post(f"/api/v1/mixalls/{mixall.mixall_id}/render")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/mixall-incomplete")
    assert (await client.get(f"/api/v1/mixalls/{mixall.mixall_id}")).json()["mixall_status"] == "draft"


async def test_titles_and_tags_change_and_filter(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        first = await make_mixall(session, writer_id, mixall_status="completed")
        await make_mixall(session, writer_id)
    where = f"/api/v1/mixalls/{first.mixall_id}"
    changes = {"mixall_description": "说明", "mixall_tags": ["a"]}
    changed = (await client.patch(where, json=changes)).json()
    assert {name: changed[name] for name in changes} == changes
    assert (await client.patch(where, json={"mixall_description": None})).json()["mixall_description"] is None
    assert (await client.patch(where, json={"mixall_status": "draft"})).status_code == 422
    for params in ({"mixall_status": "completed"}, {"mixall_tags": "a"}):
        listed = (await client.get("/api/v1/mixalls", params=params)).json()["items"]
        assert [work["mixall_id"] for work in listed] == [first.mixall_id]


async def test_a_deleted_work_is_listed_and_comes_back(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        where = f"/api/v1/mixalls/{(await make_mixall(session, writer_id)).mixall_id}"
    whole = (await client.get(where)).json()
    assert (await client.delete(where)).status_code == 204
    [gone] = (await client.get("/api/v1/mixalls/deleted")).json()["items"]
    assert (gone["mixall_id"], gone["mixall_deleted_time"] is None) == (whole["mixall_id"], False)
    assert (await stranger.get("/api/v1/mixalls/deleted")).json()["items"] == []
    assert (await stranger.post(f"{where}/restore")).status_code == 404
    back = await client.post(f"{where}/restore")
    assert (back.status_code, back.json()["mixall_scenes"]) == (200, whole["mixall_scenes"])
    assert (await client.get("/api/v1/mixalls/deleted")).json()["items"] == []
    assert (await client.post(f"{where}/restore")).status_code == 200, "it is there already"


@pytest.mark.parametrize(("title", "copied"), [("背影", "背影（副本）"), ("x" * 200, "x" * 193 + " (copy)")])
async def test_a_copy_has_the_same_scenes_and_is_ones_own(
    client: httpx.AsyncClient,
    stranger: httpx.AsyncClient,
    resources: Resources,
    writer_id: int,
    title: str,
    copied: str,
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id, mixall_title=title, mixall_status="completed")
    where = f"/api/v1/mixalls/{mixall.mixall_id}"
    assert (await stranger.post(f"{where}/copy")).status_code == 404
    made = await client.post(f"{where}/copy")
    assert made.status_code == 201, made.text
    copy, whole = (await client.get(made.headers["Location"])).json(), (await client.get(where)).json()
    assert (copy["mixall_title"], copy["mixall_status"], copy["mixall_final_file_id"]) == (copied, "draft", None)
    for name in ("mixall_audio_id", "mixall_image_ids", "mixall_aspect", "mixall_settings"):
        assert copy[name] == whole[name], name
    pairs = zip(copy["mixall_scenes"], whole["mixall_scenes"], strict=True)
    assert all({**one, "scene_id": 0} == {**other, "scene_id": 0} for one, other in pairs)
    edit = {"operations": [{"op": "delete", "scene_id": copy["mixall_scenes"][0]["scene_id"]}]}
    assert (await client.patch(f"{made.headers['Location']}/scenes", json=edit)).status_code == 200
    assert len((await client.get(where)).json()["mixall_scenes"]) == 1
