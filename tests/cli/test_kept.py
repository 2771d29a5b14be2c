"""`datasay task|audio|image|file …` as a user types them: everything that was made can be listed, shown and fetched."""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from datasay.cli import pieces, tasks, templates, texts, works
from datasay.cli.api_client import ApiRefused
from datasay.cli.printing import decimal, measured
from datasay.cli.reaching import local_client
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings, get_settings
from datasay.file_storage.models import FileType
from datasay.image.content.models import ImageStatus, ImageType
from datasay.mixall.content.models import MixallStatus, MixallType
from datasay.task_management.models import TaskStatus, TaskType
from datasay.text.content.models import TextStatus
from datasay.text.template.models import TextTemplateType
from datasay.voice.audio.models import AudioStatus
from tests.cli.conftest import Typed
from tests.factories import make_mixall
from tests.running import run_tasks

Ask = Callable[[str, dict[str, object]], Awaitable[dict[str, Any]]]


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Start work of the user whose command it is; gives the task."""

    async def start(path: str, wanted: dict[str, object]) -> dict[str, Any]:
        answer = await client.post(f"/api/v1{path}", json=wanted)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    return start


async def _json(typed: Typed, *arguments: str) -> dict[str, Any]:
    done = await typed(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return dict(json.loads(done.stdout))


async def test_a_task_is_listed_shown_stopped_tried_again_and_what_it_made_is_fetched(
    typed: Typed, ask: Ask, resources: Resources, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    task = await ask("/audios/synthesize", {"audio_title": "问候", "audio_text_content": "你好，世界。"})
    uuid = task["task_uuid"]
    await ask("/audios/synthesize", {"audio_title": "二", "audio_text_content": "第二句。"})
    first = await _json(typed, "task", "list", "--limit", "1", "--type", "voice_synthesize")
    assert [item["task_name"] for item in first["items"]] == ["二"]
    rest = await _json(typed, "task", "list", "--cursor", first["next_cursor"])
    assert ([item["task_uuid"] for item in rest["items"]], rest["next_cursor"]) == ([uuid], None)
    assert uuid in (await typed("task", "list", "--status", "pending", COLUMNS="80")).stdout
    assert (await _json(typed, "task", "list", "--status", "failed"))["items"] == []

    shown = await typed("task", "show", uuid)
    assert f"datasay task revoke {uuid}" in shown.stdout
    assert (await _json(typed, "task", "revoke", uuid))["task_status"] == "revoked"
    followed = await typed("task", "show", uuid, "--follow")
    assert (followed.exit_code, f"datasay task retry {uuid}" in followed.stdout) == (1, True)
    assert (await _json(typed, "task", "retry", uuid))["task_status"] == "pending"
    again = await typed("task", "retry", uuid)
    assert (again.exit_code, again.stdout) == (1, "")
    await run_tasks(resources)

    done = await typed("task", "show", uuid, "--follow")
    whole = await _json(typed, "task", "show", uuid)
    audio_id = str(whole["task_result"]["audio_id"])
    assert [(line["event_kind"], line["event_engine"]) for line in whole["usage"]] == [("voice", "local")]
    assert whole["task_units"]["characters"] == len("你好，世界。")
    assert "used: voice local" in done.stdout
    assert f"characters {len('你好，世界。')}" in done.stdout
    [made] = re.findall(r"^task_result +(.*)$", done.stdout, re.MULTILINE)
    assert set(json.loads(made)) == {"audio_id"}, "what else is known is for programs"
    assert (done.exit_code, f"datasay audio get {audio_id} -o FILE" in done.stdout) == (0, True)
    assert {item["audio_title"] for item in (await _json(typed, "audio", "list"))["items"]} == {"二", "问候"}
    assert (await _json(typed, "audio", "show", audio_id))["audio_timings"]
    assert "audio_timings" not in (await typed("audio", "show", audio_id)).stdout
    refused = await typed("audio", "get", audio_id, "-o", "out.mp3")
    assert (refused.exit_code, "name it out.wav" in refused.stderr) == (1, True)
    got = await _json(typed, "audio", "get", audio_id, "-o", "out.wav")
    assert (folder / "out.wav").read_bytes().startswith(b"RIFF")
    assert (got["path"], got["file_mime_type"]) == (str(folder / "out.wav"), "audio/wav")
    assert (await typed("audio", "get", audio_id, "-o", "out.wav")).exit_code == 1
    assert (await typed("audio", "get", audio_id, "-o", "out.wav", "--force")).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["out.wav"]


async def test_pictures_and_files_are_fetched(
    typed: Typed, client: httpx.AsyncClient, ask: Ask, resources: Resources, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    wish = {"image_title": "月台", "image_prompt": "冬天的车站", "image_width": 64, "image_height": 64}
    uuid = (await ask("/images/generate", wish))["task_uuid"]
    await run_tasks(resources)
    image_id = str((await _json(typed, "task", "show", uuid))["task_result"]["image_ids"][0])
    assert f"datasay image get {image_id} -o FILE" in (await typed("task", "show", uuid)).stdout
    assert (await _json(typed, "image", "list", "--type", "image"))["items"][0]["image_title"] == "月台"
    assert (await _json(typed, "image", "list", "--tag", "no such"))["items"] == []
    file_id = str((await _json(typed, "image", "show", image_id))["image_file_id"])
    own = Path((await _json(typed, "image", "get", image_id))["path"])
    assert own.parent == folder
    wanted = (await client.get(f"/api/v1/files/{file_id}/content")).content
    assert own.read_bytes() == wanted
    listed = (await _json(typed, "file", "list", "--type", "image"))["items"]
    assert file_id in {str(item["file_id"]) for item in listed}
    assert (await typed("file", "get", file_id, "-o", "here")).exit_code == 0
    assert (folder / "here").read_bytes() == wanted
    for arguments, reason in (
        (("file", "get", "999999", "-o", "x"), "999999"),
        (("text", "list", "--language", "Chinese, mostly"), "--language: "),
        (("text", "list", "--cursor", "x"), "--cursor: "),
        (("text", "generate", "--text-id", "1", "--seconds", "0.5"), "--seconds: "),
        (("mixall", "get", "999999", "-o", "x.mp4"), "999999"),
        (("mixall", "get", uuid, "-o", "x.mp4"), "makes no work"),
        (("task", "show", "nonsense"), "datasay task list` shows them"),
        (("task", "retry", uuid), "completed"),
    ):
        refused = await typed(*arguments)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert reason in refused.stderr
        assert not re.search(r"\b(query|text_language|target_seconds)\b", refused.stderr), refused.stderr
    unasked = await typed("task", "list", "--status", "nope")
    assert (unasked.exit_code, "--status: nope is not one of pending, running" in unasked.stderr) == (2, True)
    nothing = await typed("task", "list", "--status", "revoked")
    assert (nothing.exit_code, nothing.stdout, bool(nothing.stderr)) == (0, "", True)


def test_what_a_list_takes_is_what_there_is() -> None:
    """Written out in the commands, which must not wait for the tables to be imported."""
    for written, known in (
        (tasks.Status, TaskStatus),
        (tasks.Type, TaskType),
        (texts.Status, TextStatus),
        (templates.Type, TextTemplateType),
        (works.Status, MixallStatus),
        (works.Type, MixallType),
        (pieces.Status, AudioStatus),
        (pieces.Status, ImageStatus),
        (pieces.Picture, ImageType),
        (pieces.FileType, FileType),
    ):
        assert get_args(written) == tuple(each.value for each in known)


def test_use_is_told_as_a_person_writes_it() -> None:
    told = [measured(*use) for use in (("bytes", 1376110), ("bytes", 812), ("characters", 20.0), ("seconds", 3.25))]
    assert told == ["1.4 MB", "812", "20", "3.25"]
    assert [decimal(number) for number in (0.00796, 1234567, 1e-9)] == ["0.00796", "1,234,567", "0"]
    line = {"event_kind": "voice", "event_engine": "far", "event_model": "m", "event_units": {"requests": 2}}
    used = tasks.used(line | {"event_price": None, "event_estimated": True, "events_failed": 2})
    assert used == "用量 used: voice far m: requests 2 · 估计 estimated · 2 次失败 failed"


async def test_a_work_is_shown_and_one_that_is_not_made_yet_is_not_fetched(
    typed: Typed, client: httpx.AsyncClient, ask: Ask, resources: Resources
) -> None:
    user_id = (await client.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, user_id)
    listed = await _json(typed, "mixall", "list", "--status", "draft", "--limit", "1")
    assert [item["mixall_id"] for item in listed["items"]] == [mixall.mixall_id]
    shown = await typed("mixall", "show", str(mixall.mixall_id), COLUMNS="80")
    assert "你好，世界。" in shown.stdout
    assert "mixall get" not in shown.stdout
    assert (
        await _json(typed, "mixall", "show", str(mixall.mixall_id))
        == (await client.get(f"/api/v1/mixalls/{mixall.mixall_id}")).json()
    )
    uuid = (await ask("/creations", {"article": "你好，世界。今天天气很好。"}))["task_uuid"]
    for number in (str(mixall.mixall_id), uuid, uuid.upper()):
        refused = await typed("mixall", "get", number, "--srt")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "not made yet" in refused.stderr


async def test_bytes_that_are_not_those_that_were_kept_are_not_saved(
    typed: Typed, client: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    kept = (await client.post("/api/v1/files", files={"file": ("a.txt", b"the right bytes")})).json()
    [place] = [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    place.write_bytes(b"the wrong bytes")
    refused = await typed("file", "get", str(kept["file_id"]), "-o", "a.txt")
    assert (refused.exit_code, "damaged" in refused.stderr) == (1, True)
    assert list((tmp_path / "work").iterdir()) == []


async def test_the_owner_of_the_home_goes_on_when_its_session_is_ended(
    typed: Typed, server: str, ask: Ask, resources: Resources, settings: Settings
) -> None:
    assert settings.database_url is not None
    assert settings.redis_url is not None
    at = {"DATASAY_DATABASE_URL": settings.database_url, "DATASAY_REDIS_URL": settings.redis_url}
    async with local_client(server, settings.database_url) as client:
        task = await client.start_creation({"article": "你好，世界。今天天气很好，我们去公园散步。"})
        told = client.watch(task["task_uuid"])
        assert (await anext(told))["task_status"] == "pending"
        get_settings.cache_clear()
        changed = await typed("user", "password", "local", "--json", **at)
        get_settings.cache_clear()
        assert changed.exit_code == 0, changed.stderr
        assert len(json.loads(changed.stdout)["user_password"]) == 27
        await client.revoke(task["task_uuid"])
        assert [seen["task_status"] async for seen in told][-1] == "revoked"
        assert (await client.get("/auth/me"))["user_name"] == "local"
    other = await ask("/audios/synthesize", {"audio_title": "问候", "audio_text_content": "你好。"})
    async with local_client(server, settings.database_url) as client:
        with pytest.raises(ApiRefused, match=other["task_uuid"]):
            await client.task(other["task_uuid"])
