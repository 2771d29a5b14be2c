"""Rendering as a worker does it: a video of the parts, and what becomes of the work when that ends early."""

import asyncio
import io
import wave
from typing import Any, Protocol

import httpx
import pytest
from sqlalchemy import update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.mixall.content.models import MixallContentScene
from tests.conftest import Finish, Kill
from tests.factories import make_image
from tests.running import run_tasks

pytestmark = pytest.mark.slow


class MakeWork(Protocol):
    """Speaks, draws and plans a work of two scenes; gives its address."""

    async def __call__(self, **more: Any) -> str: ...


@pytest.fixture
def make_work(client: httpx.AsyncClient, finish: Finish) -> MakeWork:
    """Speaks, draws and plans a work of two scenes; gives its address."""

    async def make(**more: Any) -> str:
        said = {"audio_title": "问候", "audio_text_content": "你好。再见。"}
        spoken = await finish(await client.post("/api/v1/audios/synthesize", json=said))
        shown = {"image_title": "站", "image_prompt": "车站", "image_width": 64, "image_height": 64, "count": 2}
        drawn = await finish(await client.post("/api/v1/images/generate", json=shown))
        wanted = {
            "mixall_title": "问候",
            "mixall_audio_id": spoken["task_result"]["audio_id"],
            "mixall_image_ids": drawn["task_result"]["image_ids"],
            "mixall_aspect": "1:1",
        }
        made = await client.post("/api/v1/mixalls", json=wanted | more)
        assert made.status_code == 201, made.text
        return str(made.headers["Location"])

    return make


async def _work(client: httpx.AsyncClient, where: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(where)).json()
    return found


async def test_a_work_becomes_a_video_with_its_subtitles(
    client: httpx.AsyncClient, finish: Finish, make_work: MakeWork
) -> None:
    tune = io.BytesIO()
    with wave.open(tune, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(range(256)) * 250)
    sent = await client.post("/api/v1/files", files={"file": ("tune.wav", tune.getvalue())})
    where = await make_work(music_file_id=sent.json()["file_id"], cover_title="你好")
    done = await finish(await client.post(f"{where}/render"))
    assert done["task_status"] == "completed", done
    work = await _work(client, where)
    credited = done["task_result"].pop("credits")
    assert list(dict.fromkeys(part["credit_kind"] for part in credited)) == ["voice", "music", "picture", "font"]
    assert credited[1]["credit_name"] == "tune.wav"
    assert sorted(position for part in credited for position in part["scene_positions"]) == [0, 1]
    assert all(part["credit_licence"] for part in credited)
    cover_id = done["task_result"].pop("cover_file_id")
    cover = await client.get(f"/api/v1/files/{cover_id}/content")
    assert (await client.delete(f"/api/v1/files/{cover_id}")).status_code == 409, "the work has it"
    assert (cover.headers["Content-Type"], cover.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert done["task_result"] == {
        "mixall_id": work["mixall_id"],
        "file_id": work["mixall_final_file_id"],
        "subtitle_file_id": work["mixall_subtitle_file_id"],
        "audio_id": work["mixall_audio_id"],
        "image_ids": work["mixall_image_ids"],
    }
    assert work["mixall_status"] == "completed"
    assert work["mixall_duration"] == pytest.approx(work["mixall_scenes"][-1]["scene_end_seconds"], abs=0.1)
    video = await client.get(f"/api/v1/files/{work['mixall_final_file_id']}/content")
    assert (video.headers["Content-Type"], video.content[4:8]) == ("video/mp4", b"ftyp")
    subtitles = await client.get(f"/api/v1/files/{work['mixall_subtitle_file_id']}/content")
    assert "你好" in subtitles.text
    again = await finish(await client.post(f"{where}/render"))  # a completed work may be made anew
    assert again["task_status"] == "completed"


@pytest.mark.parametrize(("part", "problem"), [("images", "image-not-found"), ("audios", "audio-not-found")])
async def test_a_part_that_was_deleted_meanwhile_ends_the_rendering_and_the_work_says_so(
    client: httpx.AsyncClient, finish: Finish, make_work: MakeWork, part: str, problem: str
) -> None:
    where = await make_work()
    asked = await client.post(f"{where}/render")
    work = await _work(client, where)
    part_id = work["mixall_image_ids"][1] if part == "images" else work["mixall_audio_id"]
    assert (await client.delete(f"/api/v1/{part}/{part_id}")).status_code == 204
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", problem)
    work = await _work(client, where)
    assert (work["mixall_status"], work["mixall_final_file_id"]) == ("failed", None)


async def test_a_strangers_picture_in_a_scene_is_not_shown(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, finish: Finish, make_work: MakeWork
) -> None:
    where = await make_work()
    asked = await client.post(f"{where}/render")
    strange_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        theirs = await make_image(session, strange_id)
        await session.execute(update(MixallContentScene).values(scene_image_id=theirs.image_id))
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", "image-not-found")
    assert (await _work(client, where))["mixall_status"] == "failed"


async def _until_rendering(client: httpx.AsyncClient, task: str) -> None:
    while "video" not in [step["step_name"] for step in (await client.get(task)).json()["task_steps"]]:
        pass


async def test_a_rendering_goes_on_with_another_worker_when_its_own_dies(
    client: httpx.AsyncClient, resources: Resources, finish: Finish, make_work: MakeWork, kill: Kill
) -> None:
    where = await make_work()
    asked = await client.post(f"{where}/render")
    work = asyncio.create_task(run_tasks(resources))
    await _until_rendering(client, asked.headers["Location"])
    await kill(work, asked.json()["task_uuid"])
    task = (await client.get(asked.headers["Location"])).json()
    assert (task["task_status"], (await _work(client, where))["mixall_status"]) == ("pending", "processing")
    done = await finish(asked)
    assert done["task_status"] == "completed"
    assert (await _work(client, where))["mixall_final_file_id"] == done["task_result"]["file_id"]
    videos = (await client.get("/api/v1/files", params={"file_type": "video"})).json()["items"]
    assert [file["file_id"] for file in videos] == [done["task_result"]["file_id"]]


async def test_a_rendering_that_is_revoked_leaves_a_draft_and_no_video(
    client: httpx.AsyncClient, resources: Resources, make_work: MakeWork
) -> None:
    where = await make_work()
    asked = await client.post(f"{where}/render")
    work = asyncio.create_task(run_tasks(resources))
    await _until_rendering(client, asked.headers["Location"])
    assert (await client.post(f"{asked.headers['Location']}/revoke")).status_code == 200
    await work
    found = await _work(client, where)
    assert (found["mixall_status"], found["mixall_final_file_id"]) == ("draft", None)
    assert (await client.get("/api/v1/files", params={"file_type": "video"})).json()["items"] == []
    assert (await client.delete(where)).status_code == 204
