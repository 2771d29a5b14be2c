"""Editing storyboards over HTTP: whole or not at all, on the revision that was read, by their owner alone."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.mixall.content.models import MixallContentVersion
from datasay.mixall.scene.schedule import thin_out_versions
from tests.factories import make_file, make_image, make_mixall


@pytest.fixture
async def work(client: httpx.AsyncClient, resources: Resources, writer_id: int) -> str:
    """The address of a work of three scenes."""
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    where = f"/api/v1/mixalls/{mixall.mixall_id}"
    added = [{"op": "insert", "scene_narration": said} for said in ("第二句。", "第三句。")]
    assert (await edit(client, where, *added)).status_code == 200
    return where


async def edit(client: httpx.AsyncClient, where: str, *operations: dict[str, Any], **more: Any) -> httpx.Response:
    """Send operations."""
    headers = more.pop("headers", {})
    return await client.patch(f"{where}/scenes", json={"operations": list(operations), **more}, headers=headers)


async def _scenes(client: httpx.AsyncClient, where: str) -> list[dict[str, Any]]:
    scenes: list[dict[str, Any]] = (await client.get(f"{where}/scenes")).json()
    return scenes


async def test_operations_are_done_in_order_and_the_new_storyboard_is_answered(
    client: httpx.AsyncClient, work: str
) -> None:
    first, second, third = [scene["scene_id"] for scene in await _scenes(client, work)]
    before = await client.get(work)
    done = await edit(
        client,
        work,
        {
            "op": "update",
            "scene_id": first,
            "scene_narration": "改过。",
            "scene_speed": 1.25,
            "scene_motion": "lively",
        },
        {"op": "move", "scene_id": third, "scene_position": 0},
        {"op": "delete", "scene_id": second},
        headers={"If-Match": before.headers["ETag"]},
    )
    assert done.status_code == 200, done.text
    told = done.json()
    assert [scene["scene_narration"] for scene in told["mixall_scenes"]] == ["第三句。", "改过。"]
    assert [scene["scene_position"] for scene in told["mixall_scenes"]] == [0, 1]
    assert told["mixall_scenes"][1]["scene_speed"] == 1.25
    assert told["mixall_revision"] == before.json()["mixall_revision"] + 1
    assert done.headers["ETag"] == f'"{told["mixall_revision"]}"' == (await client.get(work)).headers["ETag"]
    inverse = told.pop("inverse")
    assert (await client.get(work)).json() == told
    undone = (await edit(client, work, *inverse)).json()
    assert undone["mixall_scenes"] == before.json()["mixall_scenes"]
    assert undone["mixall_image_ids"] == before.json()["mixall_image_ids"]


async def test_one_wrong_operation_and_nothing_is_changed(client: httpx.AsyncClient, work: str) -> None:
    before = (await client.get(work)).json()
    first = before["mixall_scenes"][0]["scene_id"]
    refused = await edit(
        client, work, {"op": "delete", "scene_id": first}, {"op": "update", "scene_id": first, "scene_headline": "x"}
    )
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/scene-not-found")
    assert (await client.get(work)).json() == before


async def test_what_a_scene_refers_to_must_be_there(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, work: str
) -> None:
    theirs_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        theirs = await make_image(session, theirs_id)
    scene_id = (await _scenes(client, work))[0]["scene_id"]
    for fields, status in (
        ({"scene_image_id": theirs.image_id}, 404),
        ({"scene_audio_id": 999}, 404),
        ({"scene_timbre_id": 999}, 404),
        ({"scene_style": "nosuch"}, 422),
        ({"scene_layout": "nosuch"}, 422),
        ({"scene_narration": None}, 422),
        ({"scene_narration": "长" * 5001}, 422),
        ({"scene_crop": {"x": 0.6, "y": 0, "width": 0.5, "height": 1}}, 422),
        ({"scene_title": "no such field"}, 422),
    ):
        refused = await edit(client, work, {"op": "update", "scene_id": scene_id, **fields})
        assert (refused.status_code, fields) == (status, fields), refused.text
    taken = await edit(
        client, work, {"op": "update", "scene_id": scene_id, "scene_style": "ink", "scene_layout": "wide"}
    )
    assert taken.status_code == 200, taken.text


async def test_a_scene_gets_a_picture_of_the_library_or_a_file(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int, work: str
) -> None:
    scene_id = (await _scenes(client, work))[1]["scene_id"]
    where = f"{work}/scenes/{scene_id}/image"
    async with resources.database.transaction(OPERATOR) as session:
        own = await make_image(session, writer_id)
        photo = await make_file(
            session, writer_id, file_name="photo.png", file_mime_type="image/png", file_width=1600, file_height=900
        )
        drawing = await make_file(session, writer_id, file_name="x.svg", file_mime_type="image/svg+xml")
        huge = await make_file(
            session, writer_id, file_name="huge.png", file_mime_type="image/png", file_width=30_000, file_height=30_000
        )
        theirs_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
        theirs, their_file = await make_image(session, theirs_id), await make_file(session, theirs_id)
    crop = {"x": 0, "y": 0.25, "width": 1, "height": 0.5}
    done = await client.put(where, json={"file_id": photo.file_id, "crop": crop})
    assert done.status_code == 200, done.text
    scene = done.json()["mixall_scenes"][1]
    image = (await client.get(f"/api/v1/images/{scene['scene_image_id']}")).json()
    assert (image["image_title"], image["image_width"], image["image_file_id"]) == ("photo.png", 1600, photo.file_id)
    assert scene["scene_crop"] == crop
    done = await client.put(where, json={"scene_image_id": own.image_id})
    scene = done.json()["mixall_scenes"][1]
    assert (scene["scene_image_id"], scene["scene_crop"]) == (own.image_id, None)
    undone = await edit(client, work, *done.json()["inverse"])
    assert undone.json()["mixall_scenes"][1]["scene_crop"] == crop
    for wrong, status in (
        ({}, 422),
        ({"file_id": photo.file_id, "scene_image_id": own.image_id}, 422),
        ({"file_id": drawing.file_id}, 422),
        ({"file_id": huge.file_id}, 422),
        ({"scene_image_id": theirs.image_id}, 404),
        ({"file_id": their_file.file_id}, 404),
    ):
        assert (await client.put(where, json=wrong)).status_code == status, wrong
    assert (await client.put(f"{work}/scenes/999999/image", json={"scene_image_id": own.image_id})).status_code == 404
    assert (await stranger.put(where, json={"scene_image_id": theirs.image_id})).status_code == 404
    stale = await client.put(where, json={"scene_image_id": own.image_id}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_a_strangers_work_is_not_there(stranger: httpx.AsyncClient, client: httpx.AsyncClient, work: str) -> None:
    scene_id = (await _scenes(client, work))[0]["scene_id"]
    assert (await edit(stranger, work, {"op": "delete", "scene_id": scene_id})).status_code == 404
    for path in ("/scenes", "/versions", "/versions/1", "/versions/1/diff?against=2"):
        assert (await stranger.get(f"{work}{path}")).status_code == 404
    assert (await stranger.post(f"{work}/versions/1/restore")).status_code == 404
    assert (await stranger.post(f"{work}/versions")).status_code == 404


async def test_a_stale_revision_is_refused_with_what_both_sides_made_of_the_same_field(
    client: httpx.AsyncClient, work: str
) -> None:
    first, second, _ = [scene["scene_id"] for scene in await _scenes(client, work)]
    read = await client.get(work)
    mine = {"op": "update", "scene_id": first, "scene_narration": "我的。", "scene_headline": "同样"}
    theirs = {"op": "update", "scene_id": first, "scene_narration": "别人的。", "scene_pause_seconds": 1}
    assert (await edit(client, work, theirs)).status_code == 200
    refused = await edit(client, work, mine, headers={"If-Match": read.headers["ETag"]})
    assert refused.status_code == 412
    told = refused.json()["params"]
    assert told["mixall_revision"] == read.json()["mixall_revision"] + 1
    assert told["conflicts"] == [
        {"scene_id": first, "field": "scene_narration", "mine": "我的。", "theirs": "别人的。"}
    ]
    base = read.json()["mixall_revision"]
    assert (await edit(client, work, mine, base_revision=base)).status_code == 412
    elsewhere = {"op": "update", "scene_id": second, "scene_headline": "别处"}
    strict = await edit(client, work, elsewhere, headers={"If-Match": read.headers["ETag"]})
    assert (strict.status_code, strict.json()["params"]["conflicts"]) == (412, [])
    kept = await edit(
        client, work, elsewhere, {"op": "update", "scene_id": first, "scene_headline": "好"}, base_revision=base
    )
    assert kept.status_code == 200, kept.text
    scenes = kept.json()["mixall_scenes"]
    assert (scenes[0]["scene_narration"], scenes[0]["scene_headline"]) == ("别人的。", "好")
    assert (scenes[0]["scene_pause_seconds"], scenes[1]["scene_headline"]) == (1, "别处")


async def test_a_scene_that_somebody_changed_is_not_deleted_unseen_nor_one_changed_that_is_gone(
    client: httpx.AsyncClient, work: str
) -> None:
    first, second, _ = [scene["scene_id"] for scene in await _scenes(client, work)]
    base = (await client.get(work)).json()["mixall_revision"]
    await edit(
        client, work, {"op": "update", "scene_id": first, "scene_headline": "新"}, {"op": "delete", "scene_id": second}
    )
    assert (await edit(client, work, {"op": "delete", "scene_id": first}, base_revision=base)).status_code == 412
    changed = {"op": "update", "scene_id": second, "scene_headline": "迟了"}
    refused = await edit(client, work, changed, base_revision=base)
    assert refused.json()["params"]["conflicts"] == [
        {"scene_id": second, "field": "scene_headline", "mine": "迟了", "theirs": None}
    ]


async def test_title_shape_and_settings_are_revisions_too(client: httpx.AsyncClient, work: str) -> None:
    before = (await client.get(work)).json()
    changes = {"mixall_aspect": "16:9", "mixall_settings": {"subtitle_style": "karaoke", "music": "none"}}
    stale = {"If-Match": f'"{before["mixall_revision"] - 1}"'}
    assert (await client.patch(work, json=changes, headers=stale)).status_code == 412
    done = (await client.patch(work, json=changes)).json()
    assert (done["mixall_aspect"], done["mixall_settings"]["subtitle_style"]) == ("16:9", "karaoke")
    assert done["mixall_settings"]["motion"] == before["mixall_settings"]["motion"]
    assert done["mixall_revision"] == before["mixall_revision"] + 1
    assert (await client.patch(work, json=changes)).json()["mixall_revision"] == done["mixall_revision"], "nothing new"
    refused: list[dict[str, Any]] = [{"style": "nosuch"}, {"music_file_id": 999}, {"audio_timbre_id": 999}]
    refused += [{"drawn": {}}, {"motion": None}]
    for wrong in refused:
        assert (await client.patch(work, json={"mixall_settings": wrong})).status_code in {404, 422}, wrong


async def test_versions_are_listed_compared_and_restored(client: httpx.AsyncClient, work: str) -> None:
    old = (await client.get(work)).json()
    first, second, third = [scene["scene_id"] for scene in old["mixall_scenes"]]
    await edit(
        client,
        work,
        {"op": "update", "scene_id": first, "scene_narration": "新句。"},
        {"op": "delete", "scene_id": second},
        {"op": "move", "scene_id": third, "scene_position": 0},
        {"op": "insert", "scene_narration": "加的。"},
    )
    await client.patch(work, json={"mixall_title": "新名", "mixall_settings": {"motion": "none"}})
    new = (await client.get(work)).json()
    listed = (await client.get(f"{work}/versions")).json()["items"]
    assert [item["mixall_revision"] for item in listed] == [*range(new["mixall_revision"], 0, -1)]
    assert [item["version_scene_count"] for item in listed[:3]] == [3, 3, 3]
    page = (await client.get(f"{work}/versions", params={"limit": 1})).json()
    assert (len(page["items"]), page["next_cursor"] is None) == (1, False)
    read = (await client.get(f"{work}/versions/{old['mixall_revision']}")).json()
    assert [scene["scene_narration"] for scene in read["version_scenes"]] == ["你好，世界。", "第二句。", "第三句。"]
    found = await client.get(
        f"{work}/versions/{new['mixall_revision']}/diff", params={"against": old["mixall_revision"]}
    )
    difference = found.json()
    assert difference["title"] == ["背影", "新名"]
    assert difference["settings"] == {"motion": ["calm", "none"]}
    changes = {change["scene_id"]: change for change in difference["scenes"]}
    added = next(change for change in difference["scenes"] if change["change"] == "added")
    assert added["fields"] == {"scene_narration": ["", "加的。"]}
    assert changes[first]["fields"] == {"scene_narration": ["你好，世界。", "新句。"]}
    assert changes[second]["change"] == "deleted"
    assert len(changes) == 3 + (third in changes)
    last = (await client.get(f"{work}/versions/{new['mixall_revision']}/diff")).json()
    assert (last["against"], last["title"], last["scenes"]) == (new["mixall_revision"] - 1, ["背影", "新名"], [])
    restored = await client.post(f"{work}/versions/{old['mixall_revision']}/restore")
    assert restored.status_code == 200, restored.text
    now = restored.json()
    assert now["mixall_revision"] == new["mixall_revision"] + 1
    for name in ("mixall_title", "mixall_settings", "mixall_scenes", "mixall_image_ids"):
        assert now[name] == old[name], name
    again = (await client.get(f"{work}/versions")).json()["items"]
    assert [item["version_kept"] for item in again[:2]] == [False, True], "what was replaced stays for good"
    assert (await client.post(f"{work}/versions/999/restore")).status_code == 404
    kept = await client.post(f"{work}/versions")
    assert (kept.status_code, (await client.get(kept.headers["Location"])).json()["version_kept"]) == (201, True)


async def test_two_editors_at_random_leave_what_a_model_says(client: httpx.AsyncClient, work: str) -> None:
    chance = random.Random(7)
    start = await _scenes(client, work)
    model = {scene["scene_id"]: scene["scene_headline"] for scene in start}
    order = [scene["scene_id"] for scene in start]

    def wish() -> dict[str, Any]:
        scene_id = chance.choice(order)
        kind = chance.choice(["update", "update", "move"])
        if kind == "update":
            model[scene_id] = str(chance.random())
            return {"op": "update", "scene_id": scene_id, "scene_headline": model[scene_id]}
        place = chance.randrange(len(order))
        order.remove(scene_id)
        order.insert(place, scene_id)
        return {"op": "move", "scene_id": scene_id, "scene_position": place}

    for _ in range(30):
        pair = [wish(), wish()]
        if pair[0]["scene_id"] == pair[1]["scene_id"] or "move" in {one["op"] for one in pair}:
            for one in pair:  # in an order that matters
                assert (await edit(client, work, one)).status_code == 200
        else:
            answers = await asyncio.gather(*(edit(client, work, one) for one in pair))
            assert [answer.status_code for answer in answers] == [200, 200]
    found = await _scenes(client, work)
    assert [scene["scene_id"] for scene in found] == order
    assert {scene["scene_id"]: scene["scene_headline"] for scene in found} == model


async def test_old_versions_are_thinned_out_to_the_last_of_a_day_and_those_kept_for_good(
    client: httpx.AsyncClient, resources: Resources, work: str
) -> None:
    scene_id = (await _scenes(client, work))[0]["scene_id"]
    for number in range(6):
        await edit(client, work, {"op": "update", "scene_id": scene_id, "scene_headline": str(number)})
        if number == 2:
            await client.post(f"{work}/versions")
    all_of_them = [item["mixall_revision"] for item in (await client.get(f"{work}/versions")).json()["items"]]
    await thin_out_versions(resources)
    assert len((await client.get(f"{work}/versions")).json()["items"]) == len(all_of_them), "they are young"
    async with resources.database.transaction(OPERATOR) as session:
        older = MixallContentVersion.version_created_time - timedelta(days=8)
        await session.execute(update(MixallContentVersion).values(version_created_time=older))
    await thin_out_versions(resources)
    left = (await client.get(f"{work}/versions")).json()["items"]
    present, last, kept = (item["mixall_revision"] for item in left)
    assert (present, last, kept) == (all_of_them[0], all_of_them[1], all_of_them[3])


async def test_a_plan_says_what_is_missing_and_a_strangers_is_not_there(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, work: str
) -> None:
    plan = (await client.get(f"{work}/plan")).json()
    assert "remake" in plan, plan
    told = [(part["scene_position"], part["part"], part["reason"]) for part in plan["remake"]]
    missing = [(position, part, "missing") for part in ("voice", "image") for position in (1, 2)]
    assert told == [(0, "voice", "missing"), *missing, (None, "video", "parts")]
    assert plan["reuse"] == 1, "the picture of the first scene"
    assert (await stranger.get(f"{work}/plan")).status_code == 404
