"""The measure of what is heard of the voice: what it forgives and what it counts."""

import pytest

from benchmarks.voice.comparing import Count, compared


def _counted(written: str, heard: str, language: str = "zh") -> tuple[int, int, int, int]:
    count = compared(written, heard, language)
    return count.parts, count.wrong, count.toned, count.wrong_characters


@pytest.mark.parametrize(
    ("written", "heard", "counted"),
    [
        ("这台相机4599元。", "这台相机4,599元", (12, 0, 0, 0)),
        ("她走了两公里。", "他走了二公里", (6, 0, 0, 0)),
        ("仓库里还剩2308箱。", "倉庫里还剩238箱", (12, 3, 3, 3)),
        ("李白和杜甫", "李白和杜府", (5, 0, 0, 1)),  # the same sound
        ("雨伞", "于伞", (2, 0, 0, 1)),  # the first of two third tones
        ("雨伞", "于散", (2, 0, 0, 2)),  # 散 has a third tone, too
        ("他不去", "他补去", (3, 0, 1, 1)),
        ("当过兵", "当过病", (3, 0, 1, 1)),
        ("头发也长", "头也长", (4, 1, 1, 1)),
        ("慢慢儿走", "慢慢而走", (3, 0, 0, 0)),
        ("慢慢儿走", "慢慢走", (3, 0, 0, 0)),
        ("我的女儿", "我的女", (4, 1, 1, 1)),
        ("请数一数", "请属于数", (4, 1, 1, 2)),
        ("我用 Python 写代码。", "我用排森写代码", (5, 0, 0, 0)),
        ("我用 Python 写代码。", "我用写代麻", (5, 0, 1, 1)),
    ],
)
def test_mandarin_is_held_against_its_sounds(written: str, heard: str, counted: tuple[int, int, int, int]) -> None:
    assert _counted(written, heard) == counted


def test_english_is_held_against_its_words() -> None:
    assert _counted("The harbour is 3 metres deep.", "The harbor is three meters deep", "en")[:2] == (6, 0)
    assert compared("CEO", "C.E.O.", "en", whole=True) == Count(1)
    assert compared("Bluetooth", "Blue tooth", "en", whole=True) == Count(1)
    assert compared("CEO", "see you", "en", whole=True).wrong == 2
    assert compared("Central Park", "Central Parks", "en").slips == (("park", "parks"),)


def test_counts_add_up_to_shares() -> None:
    both = compared("当过兵", "当过病", "zh") + compared("头发", "头", "zh")
    assert both.shares == (1 / 5, 2 / 5, 2 / 5)
