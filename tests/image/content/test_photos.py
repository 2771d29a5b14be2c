"""The user's own photos where their tags match."""

from datasay.image.content.photos import Photo, SceneWords, choose_photos

TRAIN = Photo(1, "a", ("车站", "火车"))
ORANGE = Photo(2, "b", ("橘子",))
CAT = Photo(3, "c", ("Cat",))


def test_a_photo_goes_to_the_scene_its_tags_name_and_only_once() -> None:
    scenes = [SceneWords(words) for words in (("父亲", "橘子"), ("火车站", "月台"), ("cat",), ("橘子",), ())]
    assert choose_photos(scenes, [TRAIN, ORANGE, CAT]) == [ORANGE, TRAIN, CAT, None, None]


def test_without_photos_every_scene_is_drawn() -> None:
    assert choose_photos([SceneWords(("父亲",)), SceneWords(("月台",))], []) == [None, None]


def test_a_tag_that_is_only_said_counts_too_but_less() -> None:
    kitten, sea = Photo(4, "d", ("猫",)), Photo(5, "e", ("上海",))
    scenes = [
        SceneWords(("窗台",), "熊猫也好，上海滩也好。"),
        SceneWords(("窗台",), "家里的猫会跳上窗台。"),
        SceneWords(("Window",), "Two cats sat there."),
    ]
    assert choose_photos(scenes, [kitten, sea, CAT]) == [sea, kitten, CAT]
    assert choose_photos([SceneWords(("橘子",), "火车来了。")], [TRAIN, ORANGE]) == [ORANGE]
