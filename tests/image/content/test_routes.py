"""Pictures: what may be asked, who sees them, and that the same wish draws the same picture."""

from typing import Any

import httpx
import pytest

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from tests.conftest import Finish
from tests.factories import make_image, make_mixall

_STATION = {"image_title": "月台", "image_prompt": "冬天的车站", "image_width": 128, "image_height": 160}


async def _ask(client: httpx.AsyncClient, key: str | None = None, **wanted: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post("/api/v1/images/generate", json=_STATION | wanted, headers=headers)


async def _drawn(client: httpx.AsyncClient, done: dict[str, Any]) -> list[dict[str, Any]]:
    assert done["task_status"] == "completed", done
    return [(await client.get(f"/api/v1/images/{image_id}")).json() for image_id in done["task_result"]["image_ids"]]


async def _bytes(client: httpx.AsyncClient, image: dict[str, Any]) -> bytes:
    return (await client.get(f"/api/v1/files/{image['image_file_id']}/content")).content


async def test_what_was_asked_is_what_is_drawn(client: httpx.AsyncClient, finish: Finish) -> None:
    done = await finish(await _ask(client, count=2, seed=7, style="ink", image_tags=["车站"]))
    first, second = await _drawn(client, done)
    for image in (first, second):
        assert {name: image[name] for name in _STATION} == _STATION
        assert (image["image_status"], image["image_style"], image["image_tags"]) == ("completed", "ink", ["车站"])
        assert image["image_model_version"]
    assert await _bytes(client, first) != await _bytes(client, second)
    [seventh] = await _drawn(client, await finish(await _ask(client, seed=8, style="ink", image_tags=["车站"])))
    assert seventh["image_seed"] == second["image_seed"]


async def test_a_picture_says_that_a_machine_made_it_and_in_which_task(
    client: httpx.AsyncClient, finish: Finish
) -> None:
    done = await finish(await _ask(client))
    [image] = await _drawn(client, done)
    assert done["task_uuid"].encode() in await _bytes(client, image)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"style": "photo"}, "style"),
        ({"engine": "dalle"}, "engine"),
        ({"engine": "no engine"}, "engine"),
        ({"image_width": 63}, "image_width"),
        ({"image_height": 4097}, "image_height"),
        ({"count": 0}, "count"),
        ({"count": 9}, "count"),
        ({"seed": -1}, "seed"),
        ({"image_type": "video"}, "image_type"),
        ({"image_prompt": "x" * 4001}, "image_prompt"),
        ({"image_title": " "}, "image_title"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_by_name(
    client: httpx.AsyncClient, wanted: dict[str, Any], field: str
) -> None:
    answer = await _ask(client, **wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert (await client.get("/api/v1/tasks")).json()["items"] == []


async def test_the_same_key_draws_once(client: httpx.AsyncClient, finish: Finish) -> None:
    first = await _ask(client, key="k-1")
    again = await _ask(client, key="k-1")
    assert again.json()["task_uuid"] == first.json()["task_uuid"]
    done = await finish(first)
    assert (await _ask(client, key="k-1")).json()["task_result"] == done["task_result"]
    other = await _ask(client, key="k-1", seed=1)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len((await client.get("/api/v1/images")).json()["items"]) == 1


async def test_a_strangers_picture_is_not_found(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        image = await make_image(session, writer_id)
    where = f"/api/v1/images/{image.image_id}"
    for answer in (
        await stranger.get(where),
        await stranger.patch(where, json={"image_title": "mine"}),
        await stranger.delete(where),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/image-not-found")
    assert (await stranger.get("/api/v1/images")).json()["items"] == []
    assert (await client.get(where)).json()["image_title"] == "月台"


async def test_lists_hold_what_was_asked_for(client: httpx.AsyncClient, resources: Resources, writer_id: int) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        for number, style in enumerate(("ink", "swiss", "ink")):
            await make_image(session, writer_id, image_title=f"{number}", image_style=style, image_tags=[f"t{number}"])

    async def titles(**params: str | list[str]) -> list[str]:
        listed = await client.get("/api/v1/images", params=params)
        return [image["image_title"] for image in listed.json()["items"]]

    assert await titles(image_style="ink", sort="image_title") == ["0", "2"]
    assert await titles(image_tags=["t1"]) == ["1"]
    assert await titles(image_type="video") == []
    assert await titles(sort="-image_title") == ["2", "1", "0"]


async def test_a_picture_is_renamed_and_deleted_and_the_work_made_with_it_keeps_it(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    [image_id] = mixall.mixall_image_ids or []
    where = f"/api/v1/images/{image_id}"
    assert (await client.patch(where, json={"image_title": "月台（夜）"})).json()["image_title"] == "月台（夜）"
    assert (await client.patch(where, json={"image_width": 1})).status_code == 422
    assert (await client.delete(where)).status_code == 204
    assert (await client.get("/api/v1/images")).json()["items"] == []
    for answer in (await client.get(where), await client.delete(where)):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/image-not-found")
    kept = (await client.get(f"/api/v1/mixalls/{mixall.mixall_id}")).json()
    assert kept["mixall_image_ids"] == [image_id]
    assert kept["mixall_scenes"][0]["scene_image_id"] == image_id
