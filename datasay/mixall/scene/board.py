"""Operations on a storyboard, in memory: each changes it and says what takes it back. Pure.

What takes an operation back is operations again, so whoever undoes can redo as well, and nothing is lost: a scene that
is deleted keeps all it had, and is restored by its id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from datasay.core.errors import Invalid
from datasay.language.counting import count_words
from datasay.mixall.content.revisions import EDITABLE
from datasay.mixall.scene.errors import SceneLocked, SceneNotFound
from datasay.mixall.scene.schemas import (
    MOST_SCENES,
    NARRATION_LIMIT,
    Delete,
    Insert,
    Merge,
    Move,
    Operation,
    Restore,
    Split,
    Update,
)
from datasay.wording.told import Told

Fields = dict[str, Any]  # Any: JSON
_MOST_KEYWORDS = 50
WHOLE = "*"  # touched: whether a scene is there, with all it has
_SHARED_BY_HALVES = ("scene_timbre_id", "scene_speed", "scene_style", "scene_motion")
_JOINED = ("scene_narration", "scene_keywords", "scene_pause_seconds")  # what merging and splitting change


@dataclass
class Board:
    """Scenes by id with their fields, and which are shown, in order; the others are deleted."""

    scenes: dict[int, Fields]
    order: list[int]
    names: dict[str, int] = field(default_factory=dict)  # of new scenes, within one request


@dataclass
class Edited:
    """What operations did: what takes them back, in order, and which fields of which scenes they touched."""

    inverse: list[Fields] = field(default_factory=list)
    touched: set[tuple[int, str]] = field(default_factory=set)


def makes_scene(operation: Operation) -> bool:
    """Whether it needs an id for a new scene."""
    return isinstance(operation, Insert | Split)


def apply(board: Board, operations: Sequence[Operation], new_ids: Sequence[int]) -> Edited:
    """Change the board by each operation in turn; `new_ids` has an id for each that makes a scene.

    Raises SceneNotFound, SceneLocked, Invalid: then the board is half changed and of no more use.
    """
    ids = list(reversed(new_ids))
    edited = Edited()
    for number, operation in enumerate(operations):
        new_id = ids.pop() if makes_scene(operation) else 0
        done = _Doing(board, f"operations.{number}", new_id)
        back = _DO[type(operation)](done, operation)
        edited.inverse[:0] = back
        edited.touched |= done.touched
    if len(board.order) > MOST_SCENES:
        raise Invalid.field(
            "operations",
            Told(
                "A work has at most {most} scenes, and these would make {scenes}; merge or delete some.",
                "一个作品最多 {most} 个分镜，这样会有 {scenes} 个。请合并或删除一些。",
                most=MOST_SCENES,
                scenes=len(board.order),
            ),
        )
    return edited


@dataclass
class _Doing:
    """One operation being done: on which board, what its fields are called, which id its new scene gets."""

    board: Board
    where: str
    new_id: int
    touched: set[tuple[int, str]] = field(default_factory=set)

    def find(self, wanted: int | str) -> int:
        """The id of a scene that is shown. Raises SceneNotFound."""
        scene_id = self.board.names.get(wanted, 0) if isinstance(wanted, str) else wanted
        if scene_id not in self.board.order:
            raise SceneNotFound.of(wanted)
        return scene_id

    def free(self, scene_id: int) -> Fields:
        """The fields of a scene that may be changed. Raises SceneLocked."""
        fields = self.board.scenes[scene_id]
        if fields["scene_locked"]:
            raise SceneLocked(
                Told(
                    "Scene {scene} is locked; unlock it first (scene_locked: false).",
                    "第 {scene} 镜已锁定，请先解锁（scene_locked: false）。",
                    scene=self.board.order.index(scene_id) + 1,
                )
            )
        return fields

    def put(self, scene_id: int, position: int | None) -> None:
        """Show a scene at a position, or at the end."""
        order = self.board.order
        order.insert(len(order) if position is None else min(position, len(order)), scene_id)

    def name(self, name: str | None) -> None:
        """Let later operations call the new scene by this name."""
        if name is not None:
            self.board.names[name] = self.new_id

    def wrong(self, name: str, said: Told) -> Invalid:
        """The error for a field of this operation."""
        return Invalid.field(f"{self.where}.{name}", said)


def _given(operation: Update | Insert) -> Fields:
    return {
        name: value for name, value in operation.model_dump(mode="json", exclude_unset=True).items() if name in EDITABLE
    }


def _update(doing: _Doing, wanted: Update) -> list[Fields]:
    scene_id = doing.find(wanted.scene_id)
    given = _given(wanted)
    fields = doing.board.scenes[scene_id]
    changed = {name: value for name, value in given.items() if fields[name] != value}
    if not changed:
        return []
    if given.get("scene_locked") is not False:
        doing.free(scene_id)
    before = {name: fields[name] for name in changed}
    fields |= changed
    doing.touched |= {(scene_id, name) for name in changed}
    return [_back(scene_id, before)]


def _back(scene_id: int, before: Fields) -> Fields:
    """The operation that gives a scene its fields back; what was empty is made empty."""
    return {"op": "update", "scene_id": scene_id, **before}


def _insert(doing: _Doing, wanted: Insert) -> list[Fields]:
    given = _given(wanted)
    if not given.get("scene_narration"):
        raise doing.wrong("scene_narration", Told("is missing: a scene says something", "缺少旁白：分镜要有话说"))
    doing.board.scenes[doing.new_id] = {**EDITABLE, **given}
    doing.put(doing.new_id, wanted.scene_position)
    doing.name(wanted.scene_name)
    unlocked = [_back(doing.new_id, {"scene_locked": False})] if given.get("scene_locked") else []
    return [*unlocked, {"op": "delete", "scene_id": doing.new_id}]


def _delete(doing: _Doing, wanted: Delete) -> list[Fields]:
    scene_id = doing.find(wanted.scene_id)
    doing.free(scene_id)
    position = doing.board.order.index(scene_id)
    doing.board.order.remove(scene_id)
    doing.touched.add((scene_id, WHOLE))
    return [{"op": "restore", "scene_id": scene_id, "scene_position": position}]


def _restore(doing: _Doing, wanted: Restore) -> list[Fields]:
    if wanted.scene_id not in doing.board.scenes:
        raise SceneNotFound.of(wanted.scene_id)
    if wanted.scene_id in doing.board.order:
        return []
    doing.put(wanted.scene_id, wanted.scene_position)
    doing.touched.add((wanted.scene_id, WHOLE))
    return [{"op": "delete", "scene_id": wanted.scene_id}]


def _move(doing: _Doing, wanted: Move) -> list[Fields]:
    scene_id = doing.find(wanted.scene_id)
    before = doing.board.order.index(scene_id)
    doing.board.order.remove(scene_id)
    doing.put(scene_id, wanted.scene_position)
    return [{"op": "move", "scene_id": scene_id, "scene_position": before}]


def _split(doing: _Doing, wanted: Split) -> list[Fields]:
    scene_id = doing.find(wanted.scene_id)
    fields = doing.free(scene_id)
    narration = str(fields["scene_narration"])
    first, second = narration[: wanted.at].rstrip(), narration[wanted.at :].lstrip()
    if not count_words(first) or not count_words(second):
        raise doing.wrong(
            "at",
            Told(
                "leaves a scene without words; the narration has {length} characters",
                "会留下没有文字的分镜；旁白共有 {length} 个字符",
                length=len(narration),
            ),
        )
    before = {name: fields[name] for name in _JOINED}
    keywords = cast("list[str] | None", fields["scene_keywords"])
    shared = {name: fields[name] for name in _SHARED_BY_HALVES}
    doing.board.scenes[doing.new_id] = {
        **EDITABLE,
        **shared,
        "scene_narration": second,
        "scene_keywords": _said_in(keywords, second),
        "scene_pause_seconds": fields["scene_pause_seconds"],
    }
    fields |= {
        "scene_narration": first, "scene_keywords": _said_in(keywords, first), "scene_pause_seconds": None,
    }  # fmt: skip
    doing.put(doing.new_id, doing.board.order.index(scene_id) + 1)
    doing.name(wanted.scene_name)
    doing.touched |= {(scene_id, name) for name in _JOINED}
    return [{"op": "delete", "scene_id": doing.new_id}, _back(scene_id, before)]


def _said_in(keywords: list[str] | None, text: str) -> list[str] | None:
    return None if keywords is None else [word for word in keywords if word in text]


def _merge(doing: _Doing, wanted: Merge) -> list[Fields]:
    scene_ids = [doing.find(scene_id) for scene_id in wanted.scene_ids]
    order = doing.board.order
    at = order.index(scene_ids[0])
    if order[at : at + len(scene_ids)] != scene_ids:
        raise doing.wrong(
            "scene_ids", Told("must be neighbours, in the order they are shown", "必须是相邻的分镜，并按显示的顺序列出")
        )
    parts = [doing.free(scene_id) for scene_id in scene_ids]
    narration = ""
    for part in parts:
        narration = _joined(narration, str(part["scene_narration"]))
    if len(narration) > NARRATION_LIMIT:
        raise doing.wrong(
            "scene_ids",
            Told(
                "would say {length} characters in one scene; at most {most:,} are possible",
                "合并后一镜有 {length} 个字符，最多 {most:,} 个",
                length=len(narration),
                most=NARRATION_LIMIT,
            ),
        )
    before = {name: parts[0][name] for name in _JOINED}
    known = [part["scene_keywords"] for part in parts if part["scene_keywords"] is not None]
    parts[0] |= {
        "scene_narration": narration,
        "scene_keywords": list(dict.fromkeys(word for words in known for word in words))[:_MOST_KEYWORDS]
        if known
        else None,
        "scene_pause_seconds": parts[-1]["scene_pause_seconds"],
    }
    del order[at + 1 : at + len(scene_ids)]
    doing.touched |= {(scene_ids[0], name) for name in _JOINED} | {(other, WHOLE) for other in scene_ids[1:]}
    restored = [
        {"op": "restore", "scene_id": other, "scene_position": at + 1 + number}
        for number, other in enumerate(scene_ids[1:])
    ]
    return [_back(scene_ids[0], before), *restored]


def _joined(before: str, after: str) -> str:
    """What is said one after the other: with a space where the script has spaces."""
    spaced = bool(before) and before[-1].isascii() and after[:1].isascii()
    return f"{before} {after}" if spaced else before + after


_DO: Mapping[type[Operation], Callable[[_Doing, Any], list[Fields]]] = MappingProxyType(  # Any: each its own kind
    {
        Update: _update,
        Insert: _insert,
        Delete: _delete,
        Restore: _restore,
        Move: _move,
        Split: _split,
        Merge: _merge,
    }
)
