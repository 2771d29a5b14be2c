"""Drawing as a worker does it: each picture is kept as soon as it is made."""

import asyncio
from typing import Any

import httpx

from datasay.core.resources import Resources
from tests.conftest import Finish
from tests.running import run_tasks


async def test_pictures_that_were_made_stay_made_when_the_task_is_tried_again(
    client: httpx.AsyncClient, resources: Resources, finish: Finish
) -> None:
    wanted = {"image_title": "站", "image_prompt": "车站", "image_width": 512, "image_height": 512, "count": 8}
    asked = await client.post("/api/v1/images/generate", json=wanted)
    where = asked.headers["Location"]
    work = asyncio.create_task(run_tasks(resources))

    async def images() -> list[int]:
        listed = (await client.get("/api/v1/images", params={"sort": "image_id"})).json()["items"]
        return [image["image_id"] for image in listed]

    while len(await images()) < 2:  # noqa: ASYNC110  no event tells of a kept picture
        await asyncio.sleep(0.01)
    assert (await client.post(f"{where}/revoke")).status_code == 200
    await work
    before = await images()
    task: dict[str, Any] = (await client.get(where)).json()
    assert task["task_status"] == "revoked"
    assert len(before) < 8
    done = await finish(await client.post(f"{where}/retry"))
    assert done["task_status"] == "completed"
    assert done["task_result"]["image_ids"] == await images()
    assert done["task_result"]["image_ids"][: len(before)] == before
    assert len(done["task_result"]["image_ids"]) == 8
