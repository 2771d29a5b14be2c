"""Speaking as a worker does it: what changed since it was asked, and what an end leaves behind."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.text.content.models import TextContentBasic
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.timbre.models import VoiceTimbreBasic
from tests.conftest import Finish
from tests.factories import make_text, make_timbre
from tests.running import run_tasks


async def _audios(resources: Resources) -> int:
    async with resources.database.transaction(OPERATOR) as session:
        return await session.scalar(select(func.count()).select_from(VoiceAudioBasic)) or 0


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (update(VoiceTimbreBasic).values(timbre_status="training"), "timbre-not-ready"),
        (update(VoiceTimbreBasic).values(timbre_deleted_time=utc_now()), "timbre-not-found"),
        (update(TextContentBasic).values(text_deleted_time=utc_now()), "text-not-found"),
    ],
)
async def test_what_went_away_since_it_was_asked_ends_the_task_and_nothing_is_kept(
    client: httpx.AsyncClient, resources: Resources, writer_id: int, finish: Finish, changed: Any, problem: str
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        timbre = await make_timbre(session, writer_id)
        text = await make_text(session, writer_id)
    wanted = {"audio_title": "x", "text_id": text.text_id, "audio_timbre_id": timbre.timbre_id}
    asked = await client.post("/api/v1/audios/synthesize", json=wanted)
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(changed)
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", problem)
    assert await _audios(resources) == 0


async def test_a_text_is_said_as_it_stands_when_the_work_begins(
    client: httpx.AsyncClient, resources: Resources, writer_id: int, finish: Finish
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        text = await make_text(session, writer_id, text_content="旧的话。")
    asked = await client.post("/api/v1/audios/synthesize", json={"audio_title": "x", "text_id": text.text_id})
    await client.patch(f"/api/v1/texts/{text.text_id}", json={"text_content": "新的话。"})
    done = await finish(asked)
    audio = (await client.get(f"/api/v1/audios/{done['task_result']['audio_id']}")).json()
    assert audio["audio_text_content"] == "新的话。"


async def test_a_revoked_task_leaves_no_audio_and_can_be_tried_again(
    client: httpx.AsyncClient, resources: Resources, finish: Finish
) -> None:
    long = "一二三四五六七八九十，" * 300
    asked = await client.post("/api/v1/audios/synthesize", json={"audio_title": "x", "audio_text_content": long})
    where = asked.headers["Location"]
    work = asyncio.create_task(run_tasks(resources))
    task: Mapping[str, Any] = {}
    while "running" not in {step["step_status"] for step in task.get("task_steps", ())}:
        task = (await client.get(where)).json()
    assert (await client.post(f"{where}/revoke")).json()["task_status"] == "revoked"
    await work
    task = (await client.get(where)).json()
    assert task["task_status"] == "revoked"
    assert {step["step_status"] for step in task["task_steps"]} == {"failed"}
    assert await _audios(resources) == 0
    done = await finish(await client.post(f"{where}/retry"))
    assert done["task_status"] == "completed"
    assert await _audios(resources) == 1
