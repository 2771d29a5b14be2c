"""Operations on a storyboard: what each does, and that what it answers takes it back exactly."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.core.errors import DataSayError, Invalid
from datasay.mixall.content.revisions import EDITABLE
from datasay.mixall.scene.board import Board, apply, makes_scene
from datasay.mixall.scene.errors import SceneLocked, SceneNotFound
from datasay.mixall.scene.schemas import MOST_SCENES, Operation, SceneEdit


def _board(*narrations: str, **fields: Any) -> Board:
    scenes = {key: {**EDITABLE, "scene_narration": said, **fields} for key, said in enumerate(narrations, 1)}
    return Board(scenes, list(scenes))


def _read(operations: list[dict[str, Any]]) -> list[Operation]:
    return SceneEdit.model_validate({"operations": operations}).operations


def _do(board: Board, *operations: dict[str, Any], first_id: int = 100) -> list[dict[str, Any]]:
    read = _read(list(operations))
    return apply(board, read, range(first_id, first_id + sum(map(makes_scene, read)))).inverse


def _said(board: Board) -> list[str]:
    return [board.scenes[scene_id]["scene_narration"] for scene_id in board.order]


def test_a_scene_is_split_where_it_is_said_and_the_picture_stays_with_the_first() -> None:
    board = _board(
        "那年冬天，祖母死了。 父亲的差使也交卸了。",
        scene_image_id=7, scene_pause_seconds=1.5, scene_timbre_id=3, scene_keywords=["祖母", "父亲"],
    )  # fmt: skip
    _do(board, {"op": "split", "scene_id": 1, "at": 10})
    assert _said(board) == ["那年冬天，祖母死了。", "父亲的差使也交卸了。"]
    first, second = (board.scenes[scene_id] for scene_id in board.order)
    assert (first["scene_image_id"], second["scene_image_id"]) == (7, None)
    assert (first["scene_pause_seconds"], second["scene_pause_seconds"]) == (None, 1.5), "the pause comes after both"
    assert (first["scene_timbre_id"], second["scene_timbre_id"]) == (3, 3)
    assert (first["scene_keywords"], second["scene_keywords"]) == (["祖母"], ["父亲"])


def test_neighbours_are_merged_with_a_space_where_their_script_has_spaces() -> None:
    board = _board("He left.", "She stayed.", "他走了。", "她没走。")
    _do(board, {"op": "merge", "scene_ids": [1, 2]}, {"op": "merge", "scene_ids": [3, 4]})
    assert _said(board) == ["He left. She stayed.", "他走了。她没走。"]


def test_a_new_scene_can_be_named_and_used_at_once() -> None:
    board = _board("一。", "二。")
    inverse = _do(
        board,
        {"op": "insert", "scene_position": 1, "scene_narration": "一点五。", "scene_name": "mine"},
        {"op": "update", "scene_id": "mine", "scene_headline": "新的"},
        {"op": "move", "scene_id": "mine", "scene_position": 0},
    )
    assert _said(board) == ["一点五。", "一。", "二。"]
    _do(board, *inverse)
    assert (_said(board), board.order) == (["一。", "二。"], [1, 2])


@pytest.mark.parametrize(
    ("operation", "wrong"),
    [
        ({"op": "update", "scene_id": 9, "scene_headline": "x"}, SceneNotFound),
        ({"op": "update", "scene_id": "nobody", "scene_headline": "x"}, SceneNotFound),
        ({"op": "restore", "scene_id": 9}, SceneNotFound),
        ({"op": "insert", "scene_headline": "says nothing"}, Invalid),
        ({"op": "split", "scene_id": 1, "at": 99}, Invalid),
        ({"op": "split", "scene_id": 1, "at": 2}, Invalid),
        ({"op": "merge", "scene_ids": [1, 3]}, Invalid),
        ({"op": "merge", "scene_ids": [2, 1]}, Invalid),
        ({"op": "merge", "scene_ids": [4, 5]}, Invalid),
        ({"op": "delete", "scene_id": 6}, SceneLocked),
        ({"op": "merge", "scene_ids": [5, 6]}, SceneLocked),
        ({"op": "update", "scene_id": 6, "scene_headline": "x"}, SceneLocked),
    ],
)
def test_what_cannot_be_done_says_so(operation: dict[str, Any], wrong: type[DataSayError]) -> None:
    board = _board("一。", "二。", "三。", "长" * 3000, "长" * 3000, "六。")
    board.scenes[6]["scene_locked"] = True
    with pytest.raises(wrong):
        _do(board, operation)


def test_a_locked_scene_can_be_moved_and_unlocked_and_changed_in_one() -> None:
    board = _board("一。", "二。", scene_locked=True)
    inverse = _do(
        board,
        {"op": "move", "scene_id": 2, "scene_position": 0},
        {"op": "update", "scene_id": 1, "scene_locked": False, "scene_headline": "好"},
    )
    assert (board.order, board.scenes[1]["scene_headline"]) == ([2, 1], "好")
    _do(board, *inverse)
    assert (board.order, board.scenes[1]["scene_locked"], board.scenes[1]["scene_headline"]) == ([1, 2], True, None)


def test_a_work_has_a_largest_number_of_scenes() -> None:
    board = _board(*["一。"] * MOST_SCENES)
    with pytest.raises(Invalid):
        _do(board, {"op": "insert", "scene_narration": "多了。"})


def test_what_changes_nothing_has_nothing_to_take_back() -> None:
    board = _board("一。")
    assert _do(board, {"op": "update", "scene_id": 1, "scene_narration": "一。"}) == []


_text = st.text("一二三。，ab .", min_size=3, max_size=12).filter(lambda said: sum(map(str.isalnum, said)) > 1)
_fields = st.fixed_dictionaries(
    {},
    optional={
        "scene_narration": _text,
        "scene_headline": st.sampled_from([None, "标题", "Head"]),
        "scene_keywords": st.sampled_from([None, ["一"], ["二", "三"]]),
        "scene_pause_seconds": st.sampled_from([None, 0.0, 1.5]),
        "scene_speed": st.sampled_from([None, 0.5, 1.25]),
        "scene_image_id": st.sampled_from([None, 5, 6]),
        "scene_crop": st.sampled_from([None, {"x": 0.0, "y": 0.0, "width": 0.5, "height": 1.0}]),
        "scene_locked": st.booleans(),
    },
)
_scene = st.integers(1, 6)
_position = st.integers(0, 8)


def _placed(op: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.just(op), "scene_id": _scene, "scene_position": _position})


_wished = st.one_of(
    st.builds(lambda scene, fields: {"op": "update", "scene_id": scene, **fields}, _scene, _fields),
    st.builds(
        lambda position, said, fields: {"op": "insert", "scene_position": position, **fields, "scene_narration": said},
        _position, _text, _fields,
    ),
    st.fixed_dictionaries({"op": st.just("delete"), "scene_id": _scene}),
    _placed("restore"),
    _placed("move"),
    st.fixed_dictionaries({"op": st.just("split"), "scene_id": _scene, "at": st.integers(1, 10)}),
    st.builds(lambda one, count: {"op": "merge", "scene_ids": [*range(one, one + count)]}, _scene, st.integers(2, 3)),
)  # fmt: skip


@given(st.lists(_wished, min_size=1, max_size=12))
def test_what_an_operation_answers_takes_it_back_exactly_and_that_is_taken_back_too(
    wished: list[dict[str, Any]],
) -> None:
    board = _board("一二三。", "ab. ab", "三二一，一。", "a", "二。")
    done: list[dict[str, Any]] = []
    for operation in wished:  # those that can be done
        trial = copy.deepcopy(board)
        try:
            _do(trial, *done, operation)
        except DataSayError:
            continue
        done.append(operation)
    if not done:
        return
    before = copy.deepcopy(board)
    inverse = _do(board, *done)
    after = copy.deepcopy(board)
    if not inverse:
        assert (board.order, board.scenes) == (before.order, before.scenes)
        return
    again = _do(board, *inverse)
    assert board.order == before.order
    assert {key: board.scenes[key] for key in before.scenes} == before.scenes
    if again:
        _do(board, *again)
    assert board.order == after.order
    assert {key: board.scenes[key] for key in after.order} == {key: after.scenes[key] for key in after.order}
