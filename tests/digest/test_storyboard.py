"""Scenes end where a speaker draws breath, and what belongs together stays in one."""

from datasay.digest.article import read_article
from datasay.digest.storyboard import Stretch, cut_scenes


def test_a_list_of_five_is_held_in_one_scene() -> None:
    text = "The river runs slowly through the wide plains on its way: Germany, Austria, Slovakia, Hungary and Croatia."
    scenes = cut_scenes([Stretch(text)], chinese=False)
    assert any(
        all(name in scene for name in ("Germany", "Austria", "Slovakia", "Hungary", "Croatia")) for scene in scenes
    )


def test_figures_that_are_compared_are_told_in_one_scene() -> None:
    text = "从昆明坐汽车去万象走山路往往要36小时，坐上这趟新开的国际旅客列车最快只要9小时，沿途还能看到许多风景和小站。"
    scenes = cut_scenes([Stretch(text)], chinese=True)
    assert any("36小时" in scene and "9小时" in scene for scene in scenes)


def test_a_title_before_a_name_ends_no_scene() -> None:
    text = "Somebody fetched Peter, and Peter, not knowing whom to fetch, brought Mrs. Abbott, from across the street."
    assert not any(scene.endswith("Mrs.") for scene in cut_scenes([Stretch(text)], chinese=False))


def test_items_with_commas_are_sentences() -> None:
    article = read_article("# 沸点\n水在各地的沸点不同。\n\n- 海平面：100度\n- 拉萨，海拔约3650米：约88度\n")
    assert article.paragraphs[-1] == "海平面：100度。拉萨，海拔约3650米：约88度。"
