"""A storyboard as a TOML file: written out, changed by hand and read back without loss; two hands at once."""

import json
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from datasay.cli.storyboard_files import changes, written
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.mixall.content.revisions import EDITABLE
from datasay.mixall.scene.board import Board, apply, makes_scene
from datasay.mixall.scene.schemas import SceneEdit
from tests.cli.conftest import Typed
from tests.factories import make_mixall

_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30)
_scene = st.fixed_dictionaries(
    {"scene_narration": _text.map(lambda said: f"一{said}")},
    optional={
        "scene_headline": _text.map(lambda said: f"题{' '.join(said.split())}"[:40]).filter(str.isprintable),
        "scene_keywords": st.lists(st.sampled_from(["海", "风 平", 'a"b', "c'd"]), unique=True),
        "scene_speed": st.sampled_from([0.5, 1.25, 2.0]),
        "scene_crop": st.just({"x": 0.0, "y": 0.25, "width": 1.0, "height": 0.5}),
        "scene_locked": st.just(False),
    },
)


def _work(scenes: list[dict[str, Any]]) -> dict[str, Any]:
    whole = [
        {"scene_id": key, **EDITABLE, **scene, "scene_position": key - 1, "scene_start_seconds": None}
        for key, scene in enumerate(scenes, 1)
    ]
    settings = {"music": "auto", "style": None, "motion": "calm"}
    return {
        "mixall_id": 7, "mixall_revision": 3, "mixall_title": "海", "mixall_aspect": "9:16",
        "mixall_settings": settings, "mixall_scenes": whole,
    }  # fmt: skip


@given(st.lists(_scene, min_size=1, max_size=5))
def test_a_file_that_is_not_changed_changes_nothing(scenes: list[dict[str, Any]]) -> None:
    work = _work(scenes)
    found = changes(tomllib.loads(written(work)), work)
    assert (found.work, found.operations) == ({}, [])


@given(st.lists(_scene, min_size=1, max_size=5), st.data())
def test_a_changed_file_makes_the_storyboard_it_shows(scenes: list[dict[str, Any]], data: st.DataObject) -> None:
    work = _work(scenes)
    file = tomllib.loads(written(work))
    shown: list[dict[str, Any]] = data.draw(st.permutations(file["scenes"]))
    shown = shown[: data.draw(st.integers(0, len(shown)))]
    for scene in data.draw(st.lists(_scene, max_size=3)):
        shown.insert(data.draw(st.integers(0, len(shown))), dict(scene))
    if shown and "scene_id" in shown[0]:
        shown[0] = {"scene_id": shown[0]["scene_id"], **data.draw(_scene)}
    operations = changes({**file, "scenes": shown}, work).operations
    board = Board({scene["scene_id"]: {name: scene[name] for name in EDITABLE} for scene in work["mixall_scenes"]}, [])
    board.order = list(board.scenes)
    if operations:
        read = SceneEdit.model_validate({"operations": operations}).operations
        apply(board, read, range(100, 100 + sum(map(makes_scene, read))))
    made = [board.scenes[key] for key in board.order]
    assert made == [{**EDITABLE, **{n: v for n, v in scene.items() if n != "scene_id"}} for scene in shown]


@pytest.fixture
async def work_id(client: httpx.AsyncClient, resources: Resources, writer_id: int) -> int:
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, writer_id)
    more = [{"op": "insert", "scene_narration": "第二句。"}]
    await client.patch(f"/api/v1/mixalls/{mixall.mixall_id}/scenes", json={"operations": more})
    return mixall.mixall_id


async def test_a_work_is_written_out_edited_by_hand_and_read_back(
    typed: Typed, client: httpx.AsyncClient, work_id: int, tmp_path: Path
) -> None:
    where = f"/api/v1/mixalls/{work_id}"
    file = tmp_path / "work" / "board.toml"
    file.write_text((await typed("mixall", "show", str(work_id), "--toml")).stdout, encoding="utf-8")
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    first, second = document["scenes"]
    first["scene_headline"] = "新题"
    new = tomlkit.table()
    new.add("scene_narration", "加的。")
    document["scenes"] = tomlkit.aot()
    for table in (second, new, first):
        document["scenes"].append(table)
    document["mixall_settings"]["motion"] = "none"
    document.add(tomlkit.comment("mine"))
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    other = {"op": "update", "scene_id": first["scene_id"], "scene_pause_seconds": 2}
    assert (await client.patch(f"{where}/scenes", json={"operations": [other]})).status_code == 200, "somebody else"

    done = await typed("mixall", "edit", str(file))
    assert done.exit_code == 0, done.stderr
    work = (await client.get(where)).json()
    assert [scene["scene_narration"] for scene in work["mixall_scenes"]] == ["第二句。", "加的。", "你好，世界。"]
    assert (work["mixall_scenes"][2]["scene_headline"], work["mixall_scenes"][2]["scene_pause_seconds"]) == ("新题", 2)
    assert work["mixall_settings"]["motion"] == "none"
    kept = file.read_text(encoding="utf-8")
    assert "# mine" in kept
    read = tomllib.loads(kept)
    assert read["mixall_revision"] == work["mixall_revision"]
    assert [scene["scene_id"] for scene in read["scenes"]] == [scene["scene_id"] for scene in work["mixall_scenes"]]

    theirs = {"op": "update", "scene_id": first["scene_id"], "scene_headline": "别人的"}
    await client.patch(f"{where}/scenes", json={"operations": [theirs]})
    file.write_text(kept.replace("新题", "我的"), encoding="utf-8")
    refused = await typed("mixall", "edit", str(file))
    assert (refused.exit_code, "412" in refused.stderr) == (1, True), refused.stderr
    assert (await client.get(where)).json()["mixall_scenes"][2]["scene_headline"] == "别人的"


@pytest.mark.parametrize(
    "content", ["not = [toml", "mixall_id = 1", "\xff", 'mixall_id=1\nmixall_revision=1\nscenes="x"']
)
async def test_a_file_that_is_no_storyboard_is_refused(typed: Typed, tmp_path: Path, content: str) -> None:
    file = tmp_path / "work" / "board.toml"
    file.write_bytes(content.encode("latin-1"))
    refused = await typed("mixall", "edit", str(file), "--json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "board.toml" in refused.stderr


async def test_a_work_that_says_nothing_cannot_be_rendered(
    typed: Typed, client: httpx.AsyncClient, work_id: int
) -> None:
    work = (await client.get(f"/api/v1/mixalls/{work_id}")).json()
    gone = [{"op": "delete", "scene_id": scene["scene_id"]} for scene in work["mixall_scenes"]]
    await client.patch(f"/api/v1/mixalls/{work_id}/scenes", json={"operations": gone})
    refused = await typed("mixall", "render", str(work_id))
    assert (refused.exit_code, "409" in refused.stderr) == (1, True)
    shown = json.loads((await typed("mixall", "show", str(work_id), "--json")).stdout)
    assert (shown["mixall_scenes"], shown["mixall_status"]) == ([], "draft")
