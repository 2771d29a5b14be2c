"""A storyboard as a TOML file: written out, changed by hand, and read back as the operations that make the change.

What is not in the file is as if it were null. Comments and layout of a file that is read back stay as they are.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from datasay.wording.told import Told

Json = dict[str, Any]  # Any: JSON of the API
_MEASURED = frozenset({"scene_position", "scene_start_seconds", "scene_end_seconds"})
_OF_THE_WORK = ("mixall_title", "mixall_aspect")
_HEAD = "改好后：datasay mixall edit FILE   Change it, then: datasay mixall edit FILE"


class FileUnreadable(Exception):
    """The file is no storyboard; its argument says why in both languages."""

    def __init__(self, said: Told) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Changes:
    """What a file wants changed: fields of the work, and operations on its scenes."""

    work: Json
    operations: list[Json]


def written(work: Json) -> str:
    """The file of a work as the API shows it."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    for name in ("mixall_id", "mixall_revision", *_OF_THE_WORK):
        document.add(name, work[name])
    settings = tomlkit.table()
    settings.update(_filled(work["mixall_settings"]))
    document.add("mixall_settings", settings)
    scenes = tomlkit.aot()
    for scene in work["mixall_scenes"]:
        table = tomlkit.table()
        table.update({name: value for name, value in _filled(scene).items() if name not in _MEASURED})
        scenes.append(table)
    document.add("scenes", scenes)
    return tomlkit.dumps(document)


def _filled(fields: Mapping[str, Any]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def read(path: Path) -> Json:
    """The file's values. Raises FileUnreadable."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileUnreadable(
            Told("{file} cannot be read: {why}", "{file} 读不出来：{why}", file=path, why=str(error))
        ) from error
    scenes = found.get("scenes", [])
    right = isinstance(found.get("mixall_id"), int) and isinstance(found.get("mixall_revision"), int)
    if not right or not isinstance(scenes, list) or not all(isinstance(scene, dict) for scene in scenes):
        raise FileUnreadable(
            Told(
                "{file} is no storyboard: it needs mixall_id, mixall_revision and [[scenes]]. `datasay mixall show ID"
                " --toml` writes one.",
                "{file} 不是分镜文件：要有 mixall_id、mixall_revision 和 [[scenes]]。用 `datasay mixall show ID --toml`"
                " 可以写出一份。",
                file=path,
            )
        )
    return found


def changes(file: Json, base: Json) -> Changes:
    """What makes the storyboard of the file out of the work it was written from, as the API shows that."""
    work = {name: file[name] for name in _OF_THE_WORK if name in file and file[name] != base[name]}
    settings = _differing(file.get("mixall_settings", {}), base["mixall_settings"])
    if settings:
        work["mixall_settings"] = settings
    return Changes(work, _operations(file.get("scenes", []), base["mixall_scenes"]))


def _differing(wanted: Mapping[str, Any], base: Mapping[str, Any]) -> Json:  # Any: JSON
    """Each field that is another, null where the file does not have it."""
    names = dict.fromkeys([*base, *wanted])
    return {name: wanted.get(name) for name in names if wanted.get(name) != base.get(name)}


def _operations(wanted: Sequence[Json], base: Sequence[Json]) -> list[Json]:
    known = {scene["scene_id"]: {n: v for n, v in scene.items() if n not in _MEASURED} for scene in base}
    kept = {scene.get("scene_id") for scene in wanted}
    operations: list[Json] = [{"op": "delete", "scene_id": key} for key in known if key not in kept]
    order: list[int | str] = [key for key in known if key in kept]
    for position, scene in enumerate(wanted):
        key = scene.get("scene_id")
        if key is None:
            name = f"new-{position}"
            operations.append({"op": "insert", "scene_position": position, "scene_name": name, **scene})
            order.insert(position, name)
            continue
        changed = _differing({"scene_locked": False, **scene}, known.get(key, {"scene_id": key}))
        if changed:
            operations.append({"op": "update", "scene_id": key, **changed})
        if key in order and order.index(key) != position:
            operations.append({"op": "move", "scene_id": key, "scene_position": position})
            order.remove(key)
            order.insert(position, key)
    return operations


def keep_revision(path: Path, work: Json) -> None:
    """Write into the file at which revision the work is now, and the ids of the scenes that are new."""
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    document["mixall_revision"] = work["mixall_revision"]
    scenes = document.get("scenes")
    if isinstance(scenes, AoT) and len(scenes) == len(work["mixall_scenes"]):
        for table, scene in zip(scenes, work["mixall_scenes"], strict=True):
            if isinstance(table, Table) and "scene_id" not in table:
                table["scene_id"] = scene["scene_id"]
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
