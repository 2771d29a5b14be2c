"""The user's own photos where their tags match."""

from datasay.creation.photos import Photo, choose_photos

TRAIN = Photo(1, "a", ("车站", "火车"))
ORANGE = Photo(2, "b", ("橘子",))
CAT = Photo(3, "c", ("Cat",))


def test_a_photo_goes_to_the_scene_its_tags_name_and_only_once() -> None:
    scenes = [("父亲", "橘子"), ("火车站", "月台"), ("cat",), ("橘子",), ()]
    assert choose_photos(scenes, [TRAIN, ORANGE, CAT]) == [ORANGE, TRAIN, CAT, None, None]


def test_without_photos_every_scene_is_drawn() -> None:
    assert choose_photos([("父亲",), ("月台",)], []) == [None, None]
