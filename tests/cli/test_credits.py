"""The credits beside a video name every part with its licence."""

from datasay.cli.credits import credits_text


def test_each_part_is_a_line_with_its_licence_and_the_scenes_of_a_drawing() -> None:
    part = {"credit_name": "晓晓", "credit_source": "", "credit_licence": "Apache-2.0", "scene_positions": []}
    drawing = {"credit_name": "teapot", "credit_source": "Noto Emoji, Google", "credit_licence": "Apache-2.0"}
    told = credits_text(
        "一片茶叶", [part | {"credit_kind": "voice"}, drawing | {"credit_kind": "drawing", "scene_positions": [0, 3]}]
    )
    assert told.splitlines()[0] == "一片茶叶"
    assert "配音 Voice: 晓晓 — Apache-2.0" in told
    assert "图形 Drawing: teapot · Noto Emoji, Google [1, 4] — Apache-2.0" in told
