"""The main job in a worker: every part is made once, whoever dies, is revoked or edits in between."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import event, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.mixall.content.models import MixallContentBasic
from tests.conftest import Finish, Kill
from tests.creation.conftest import Start, Until

pytestmark = pytest.mark.slow
SEA = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGUlEQVR4nGMUTFvFQApgIkn1qIZRDUNKAwCmcgFBNUjEFQAAAABJRU5ErkJggg=="
)  # 16 by 16 pixels: a photo whose tag is said, which nobody has asked for
_MOST = {"limit": 100}


async def _items(client: httpx.AsyncClient, kind: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get(f"/api/v1/{kind}", params=_MOST | params)).json()["items"]
    return items


async def _work(client: httpx.AsyncClient) -> dict[str, Any]:
    [work] = await _items(client, "mixalls")
    whole: dict[str, Any] = (await client.get(f"/api/v1/mixalls/{work['mixall_id']}")).json()
    return whole


async def _everything_was_made_once(client: httpx.AsyncClient, done: dict[str, Any]) -> dict[str, Any]:
    assert done["task_status"] == "completed", done
    made, work = done["task_result"], await _work(client)
    assert "photos" not in made, "none was asked for"
    assert [audio["audio_id"] for audio in await _items(client, "audios")] == [made["audio_id"]]
    assert sorted(image["image_id"] for image in await _items(client, "images")) == sorted(made["image_ids"])
    assert [file["file_id"] for file in await _items(client, "files", file_type="video")] == [made["file_id"]]
    assert work["mixall_status"] == "completed"
    assert [scene["scene_image_id"] for scene in work["mixall_scenes"]] == made["image_ids"]
    assert work["mixall_final_file_id"] == made["file_id"]
    assert (work["mixall_text_id"], work["mixall_audio_id"]) == (made["text_id"], made["audio_id"])
    audio: dict[str, Any] = (await client.get(f"/api/v1/audios/{made['audio_id']}")).json()
    assert audio["audio_text_id"] == made["text_id"]
    assert audio["audio_text_content"] == "\n".join(scene["scene_narration"] for scene in work["mixall_scenes"])
    return audio


@pytest.fixture
def locks(resources: Resources) -> Iterator[list[str]]:
    """Statements by which a worker of the test locks a work."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "FROM mixall_content_basic" in statement and "FOR UPDATE" in statement:
            heard.append(statement)

    engine = resources.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


async def test_an_article_becomes_a_work_all_of_whose_parts_are_kept(
    client: httpx.AsyncClient, start: Start, finish: Finish, locks: list[str]
) -> None:
    photo = {"file": ("sea.png", SEA)}
    assert (await client.post("/api/v1/files", files=photo, data={"file_tags": "海"})).status_code == 201
    done = await finish(await start(music="none", effects=False, seed=7))
    await _everything_was_made_once(client, done)
    assert len(locks) == 4, "each step locks the work once: when it keeps what it made"
    groups = [step["step_group"] for step in done["task_steps"]]
    assert list(dict.fromkeys(groups)) == ["script", "voice", "narration", "image", "video"]
    assert {step["step_status"] for step in done["task_steps"]} == {"completed"}
    work = await _work(client)
    assert work["mixall_title"] == "早晨的海"
    assert all(scene["scene_headline"] for scene in work["mixall_scenes"])
    assert work["mixall_scenes"][0]["scene_start_seconds"] == 0


async def test_a_script_is_said_as_it_stands(
    client: httpx.AsyncClient, start: Start, finish: Finish, script_id: int
) -> None:
    done = await finish(await start(text_id=script_id, mixall_title="我的海"))
    audio = await _everything_was_made_once(client, done)
    assert done["task_result"]["text_id"] == script_id
    assert "".join(audio["audio_text_content"].split()) == "我们去看海。海很大，风也很大。"
    assert (await _work(client))["mixall_title"] == "我的海"


async def test_a_script_far_longer_than_the_wanted_length_is_cut_into_scenes_and_never_condensed(
    client: httpx.AsyncClient, start: Start, until_step: Until
) -> None:
    lines = [f"第{number}天，我们走了{number}公里。晚上下雨，帐篷里很冷，谁也不想说话。" for number in range(11, 41)]
    own = {"text_title": "长路", "text_content": "\n".join(lines), "text_content_type": "script"}
    text_id = (await client.post("/api/v1/texts", json=own)).json()["text_id"]
    asked = await start(text_id=text_id, target_seconds=10)
    worker = await until_step(asked, "voice")
    assert (await client.post(f"{asked.headers['Location']}/revoke")).status_code == 200
    await worker
    scenes = [scene["scene_narration"] for scene in (await _work(client))["mixall_scenes"]]
    assert "".join("".join(scenes).split()) == "".join(lines)
    assert len(scenes) >= len(lines)


@pytest.mark.parametrize("group", ["voice", "image", "video"])
async def test_what_was_made_is_not_made_again_after_a_worker_has_died(
    client: httpx.AsyncClient, start: Start, finish: Finish, until_step: Until, kill: Kill, script_id: int, group: str
) -> None:
    asked = await start(text_id=script_id)
    await kill(await until_step(asked, group), asked.json()["task_uuid"])
    before = (await client.get(asked.headers["Location"])).json()
    assert before["task_status"] == "pending"
    assert (await _work(client))["mixall_status"] == "processing"
    done = await finish(asked)
    await _everything_was_made_once(client, done)
    kept = [step for step in before["task_steps"] if step["step_status"] == "completed"]
    assert [step for step in done["task_steps"] if step["step_name"] in {each["step_name"] for each in kept}] == kept


@pytest.mark.parametrize("group", ["script", "voice", "image", "video"])
async def test_revoked_at_any_step_it_leaves_a_draft_with_its_scenes_or_nothing_and_no_video(
    client: httpx.AsyncClient, start: Start, until_step: Until, group: str
) -> None:
    asked = await start()
    worker = await until_step(asked, group)
    assert (await client.post(f"{asked.headers['Location']}/revoke")).status_code == 200
    await worker
    task = (await client.get(asked.headers["Location"])).json()
    assert task["task_status"] == "revoked"
    assert not {step["step_status"] for step in task["task_steps"]} & {"running"}
    assert await _items(client, "files", file_type="video") == []
    for work in [await _work(client)] if await _items(client, "mixalls") else []:
        assert (work["mixall_status"], work["mixall_final_file_id"]) == ("draft", None)
        assert work["mixall_scenes"] != []
        assert (await client.delete(f"/api/v1/mixalls/{work['mixall_id']}")).status_code == 204
    assert group == "script" or work["mixall_text_id"] is not None


async def test_revoked_before_there_was_anything_its_work_goes_and_comes_back_when_it_is_tried_again(
    client: httpx.AsyncClient, start: Start, script_id: int
) -> None:
    asked = await start(text_id=script_id)
    assert (await _work(client))["mixall_status"] == "processing"
    assert (await client.post(f"{asked.headers['Location']}/revoke")).status_code == 200
    assert await _items(client, "mixalls") == []
    assert (await client.post(f"{asked.headers['Location']}/retry")).status_code == 202
    assert (await _work(client))["mixall_status"] == "processing"


async def test_a_script_edited_between_two_attempts_is_said_as_it_stands_now(
    client: httpx.AsyncClient, start: Start, finish: Finish, until_step: Until, kill: Kill
) -> None:
    asked = await start()
    await kill(await until_step(asked, "image"), asked.json()["task_uuid"])
    written = (await _work(client))["mixall_text_id"]
    assert written not in {None, asked.json()["task_params"]["text_id"]}
    edited = {"text_content": "我把脚本改了。\n现在只有两句话。"}
    assert (await client.patch(f"/api/v1/texts/{written}", json=edited)).status_code == 200
    done = await finish(asked)
    assert done["task_status"] == "completed", done
    made, work = done["task_result"], await _work(client)
    assert made["text_id"] == written
    said = "".join(scene["scene_narration"] for scene in work["mixall_scenes"])
    assert "".join(said.split()) == "我把脚本改了。现在只有两句话。"
    audio = (await client.get(f"/api/v1/audios/{made['audio_id']}")).json()
    assert "".join(audio["audio_text_content"].split()) == "我把脚本改了。现在只有两句话。"
    assert [scene["scene_image_id"] for scene in work["mixall_scenes"]] == made["image_ids"]


async def test_a_part_that_was_deleted_between_two_attempts_is_made_anew(
    client: httpx.AsyncClient, start: Start, finish: Finish, until_step: Until, kill: Kill, script_id: int
) -> None:
    asked = await start(text_id=script_id)
    await kill(await until_step(asked, "image"), asked.json()["task_uuid"])
    [spoken] = await _items(client, "audios")
    assert (await client.delete(f"/api/v1/audios/{spoken['audio_id']}")).status_code == 204
    done = await finish(asked)
    assert done["task_result"]["audio_id"] != spoken["audio_id"]
    await _everything_was_made_once(client, done)


async def test_a_script_that_was_deleted_meanwhile_ends_the_task_and_the_work_says_so(
    client: httpx.AsyncClient, start: Start, finish: Finish, script_id: int
) -> None:
    asked = await start(text_id=script_id)
    assert (await client.delete(f"/api/v1/texts/{script_id}")).status_code == 204
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", "text-not-found")
    assert (await _work(client))["mixall_status"] == "failed"


async def test_a_work_that_became_a_strangers_is_not_touched(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, start: Start, finish: Finish, resources: Resources,
    script_id: int,
) -> None:  # fmt: skip
    asked = await start(text_id=script_id)
    strange_id = (await stranger.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(MixallContentBasic).values(mixall_created_user_id=strange_id))
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", "mixall-not-found")
    [theirs] = await _items(stranger, "mixalls")
    assert (await stranger.get(f"/api/v1/mixalls/{theirs['mixall_id']}")).json()["mixall_scenes"] == []
