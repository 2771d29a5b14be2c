"""What an edited storyboard has made again: the parts that changed, and no others."""

from typing import Any

import httpx
import pytest

from tests.conftest import Finish
from tests.mixall.scene.test_routes import edit

pytestmark = pytest.mark.slow
_SCRIPT = """清晨的海很安静，只听见浪一下一下地拍着岸。
渔船一条一条出港了，船上的灯还没有灭，人也没有说话。
太阳慢慢升起来，海面一下子亮了，风也暖了。"""


class _Made:
    """The parts of a user's library, to see which are new."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._known: dict[str, set[int]] = {"audios": set(), "images": set()}

    async def new(self) -> dict[str, int]:
        """How many there are of each that were not there when this was asked before."""
        told = {}
        for kind, key in (("audios", "audio_id"), ("images", "image_id")):
            more = {"audio_is_part": True} if kind == "audios" else {}
            answer = await self._client.get(f"/api/v1/{kind}", params={"limit": 100, **more})
            found = {item[key] for item in answer.json()["items"]}
            told[kind] = len(found - self._known[kind])
            self._known[kind] |= found
        return told


async def _render(client: httpx.AsyncClient, finish: Finish, where: str) -> dict[str, Any]:
    done = await finish(await client.post(f"{where}/render"))
    assert done["task_status"] == "completed", (done["task_error_message"], done["task_error_type"])
    work: dict[str, Any] = (await client.get(where)).json()
    assert work["mixall_status"] == "completed"
    assert work["mixall_final_file_id"] == done["task_result"]["file_id"]
    assert work["mixall_audio_id"] == done["task_result"]["audio_id"]
    assert work["mixall_image_ids"] == [scene["scene_image_id"] for scene in work["mixall_scenes"]]
    assert work["mixall_duration"] == pytest.approx(work["mixall_scenes"][-1]["scene_end_seconds"], abs=0.05)
    return work


async def _plan(client: httpx.AsyncClient, where: str) -> dict[str, list[str]]:
    """Which parts would be made anew, and why."""
    plan = (await client.get(f"{where}/plan")).json()
    told: dict[str, list[str]] = {}
    for part in plan["remake"]:
        told.setdefault(part["part"], []).append(part["reason"])
        assert part["seconds"] > 0
        assert part["part"] == "video" or part["price"] == {"amount": 0, "currency": "CNY"}
    work = (await client.get(where)).json()
    assert plan["reuse"] + len(plan["remake"]) == 2 * len(work["mixall_scenes"]) + 1
    assert plan["seconds"] == pytest.approx(sum(part["seconds"] for part in plan["remake"]), abs=0.2)
    return told


async def _subtitles(client: httpx.AsyncClient, work: dict[str, Any]) -> str:
    text = (await client.get(f"/api/v1/files/{work['mixall_subtitle_file_id']}/content")).text
    return "".join(line for line in text.splitlines() if line and "-->" not in line and not line.isdigit())


async def test_only_what_was_changed_is_made_again(client: httpx.AsyncClient, finish: Finish) -> None:
    made = _Made(client)
    kept = await client.post(
        "/api/v1/texts", json={"text_title": "海", "text_content": _SCRIPT, "text_content_type": "script"}
    )
    asked = {"text_id": kept.json()["text_id"], "mixall_aspect": "1:1", "music": "none", "effects": False}
    done = await finish(await client.post("/api/v1/creations", json=asked))
    assert done["task_status"] == "completed", (done["task_error_message"], done["task_error_type"])
    where = f"/api/v1/mixalls/{done['task_result']['mixall_id']}"
    first = (await client.get(where)).json()
    assert await made.new() == {"audios": 3, "images": 3}
    assert len({scene["scene_audio_id"] for scene in first["mixall_scenes"]}) == 3

    assert await _plan(client, where) == {}, "all is there"

    one, two, three = [scene["scene_id"] for scene in first["mixall_scenes"]]
    changed = await edit(client, where, {"op": "update", "scene_id": two, "scene_narration": "渔船回来了。"})
    assert await _plan(client, where) == {"voice": ["narration"], "video": ["parts"]}
    second = await _render(client, finish, where)
    assert await made.new() == {"audios": 1, "images": 0}
    assert "渔船回来了" in await _subtitles(client, second)
    assert second["mixall_final_file_id"] != first["mixall_final_file_id"]
    pairs = list(zip(first["mixall_scenes"], second["mixall_scenes"], strict=True))
    assert [old["scene_audio_id"] == new["scene_audio_id"] for old, new in pairs] == [True, False, True]
    lengths = [[scene["scene_end_seconds"] - scene["scene_start_seconds"] for scene in pair] for pair in pairs]
    assert lengths[0][0] == pytest.approx(lengths[0][1])
    assert lengths[2][0] == pytest.approx(lengths[2][1], abs=0.0021), "it moved by whole frames"

    assert (await edit(client, where, *changed.json()["inverse"])).status_code == 200
    undone = await _render(client, finish, where)
    assert await made.new() == {"audios": 0, "images": 0}, "what was made before is taken again"
    assert undone["mixall_final_file_id"] == first["mixall_final_file_id"]

    await edit(
        client,
        where,
        {"op": "insert", "scene_position": 1, "scene_narration": "海鸥在叫。"},
        {"op": "update", "scene_id": one, "scene_pause_seconds": 2, "scene_transition": "cut", "scene_motion": "none"},
        {"op": "move", "scene_id": three, "scene_position": 0},
        {"op": "update", "scene_id": two, "scene_image_id": first["mixall_scenes"][0]["scene_image_id"]},
    )
    assert await _plan(client, where) == {"voice": ["missing"], "image": ["missing"], "video": ["parts"]}
    third = await _render(client, finish, where)
    await client.patch(where, json={"mixall_settings": {"subtitle_style": "big"}})
    assert await _plan(client, where) == {"video": ["settings"]}
    assert await made.new() == {"audios": 1, "images": 1}
    said = await _subtitles(client, third)
    assert said.index("太阳") < said.index("清晨") < said.index("海鸥") < said.index("渔船")
    assert third["mixall_duration"] > first["mixall_duration"] + 1.2

    await client.patch(where, json={"mixall_aspect": "16:9"})
    assert await _plan(client, where) == {"image": ["size"] * 3, "video": ["parts"]}
    wide = await _render(client, finish, where)
    assert await made.new() == {"audios": 0, "images": 3}, "the picture that was chosen by hand stays"
    video = (await client.get(f"/api/v1/files/{wide['mixall_final_file_id']}")).json()
    assert (video["file_width"], video["file_height"]) == (1920, 1080)

    await client.patch(where, json={"mixall_settings": {"audio_speed": 1.5}})
    await edit(client, where, {"op": "update", "scene_id": two, "scene_locked": True})
    assert await _plan(client, where) == {"voice": ["speed"] * 3, "video": ["parts"]}
    fast = await _render(client, finish, where)
    assert await made.new() == {"audios": 3, "images": 0}, "a locked scene stays as it is"
    assert fast["mixall_duration"] < wide["mixall_duration"]


async def test_a_scene_without_words_is_shown_in_silence_and_a_recording_keeps_its_own_pauses(
    client: httpx.AsyncClient, finish: Finish
) -> None:
    said = {"audio_title": "问候", "audio_text_content": "你好。再见。"}
    spoken = await finish(await client.post("/api/v1/audios/synthesize", json=said))
    shown = {"image_title": "站", "image_prompt": "车站", "image_width": 64, "image_height": 64, "count": 2}
    drawn = await finish(await client.post("/api/v1/images/generate", json=shown))
    wanted = {
        "mixall_title": "问候",
        "mixall_audio_id": spoken["task_result"]["audio_id"],
        "mixall_image_ids": drawn["task_result"]["image_ids"],
        "mixall_aspect": "1:1",
        "music": "none",
    }
    where = (await client.post("/api/v1/mixalls", json=wanted)).headers["Location"]
    plain = await _render(client, finish, where)
    assert plain["mixall_audio_id"] == spoken["task_result"]["audio_id"], "an unedited recording is used as it is"
    made = _Made(client)
    await made.new()
    still = {"op": "insert", "scene_position": 1, "scene_narration": "……", "scene_pause_seconds": 0}
    image = {"scene_image_id": drawn["task_result"]["image_ids"][0]}
    await edit(client, where, still | image)
    work = await _render(client, finish, where)
    assert await made.new() == {"audios": 0, "images": 0}
    silent = work["mixall_scenes"][1]
    assert silent["scene_end_seconds"] - silent["scene_start_seconds"] >= 1
    assert "……" not in await _subtitles(client, work)
    audio = (await client.get(f"/api/v1/audios/{work['mixall_audio_id']}")).json()
    assert [sentence["text"] for sentence in audio["audio_timings"]] == ["你好。", "再见。"]
    assert audio["audio_text_content"] == "你好。\n……\n再见。"
    for sentence in audio["audio_timings"]:
        assert audio["audio_text_content"][sentence["text_start"] : sentence["text_end"]] == sentence["text"]
    assert (await client.delete(f"/api/v1/audios/{spoken['task_result']['audio_id']}")).status_code == 204
    gone = await finish(await client.post(f"{where}/render"))
    assert (gone["task_status"], gone["task_error_type"]) == ("failed", "audio-not-found")
    assert (await client.get(where)).json()["mixall_final_file_id"] == work["mixall_final_file_id"], "the video stays"
