"""Characters of several readings, read as their word asks."""

import pytest

from benchmarks.text.polyphones import Asked, read_right, readings, sentences
from datasay.language.mandarin import read_phrase


@pytest.mark.parametrize(
    ("sentence", "character", "reading"),
    [
        ("重装系统", "重", "chong2"), ("重试一次", "重", "chong2"), ("重写代码", "重", "chong2"),
        ("重置密码", "重", "chong2"), ("重构代码", "重", "chong2"), ("弹窗广告", "弹", "tan2"),
        ("多重保护", "重", "chong2"), ("尊重新同事", "重", "zhong4"), ("点击弹出窗口", "弹", "tan2"),
        ("弹吉他", "弹", "tan2"), ("导弹发射", "弹", "dan4"), ("委员长来了", "长", "zhang3"),
        ("乡长讲话", "长", "zhang3"), ("总长五米", "长", "chang2"), ("数一数", "数", "shu3"),
        ("一行人", "行", "xing2"), ("银行行长", "行", "hang2"), ("北京朝阳区", "朝", "chao2"),
        ("任先生", "任", "ren2"), ("担任老师", "任", "ren4"), ("他还得上班", "还", "hai2"),
        ("他还得上班", "得", "dei3"), ("请大夫来", "大", "dai4"), ("士大夫", "大", "da4"),
        ("曾国藩", "曾", "zeng1"), ("姓仇", "仇", "qiu2"), ("姓单", "单", "shan4"), ("姓区", "区", "ou1"),
        ("姓解", "解", "xie4"), ("姓查", "查", "zha1"), ("哪吒闹海", "吒", "zha1"), ("叱吒风云", "吒", "zha4"),
        ("他会计算吗", "会", "hui4"), ("不会计较", "会", "hui4"), ("会计师", "会", "kuai4"),
        ("学会计的人", "会", "kuai4"), ("他背着书包", "背", "bei1"), ("背着孩子走", "背", "bei1"),
        ("背着父母偷玩", "背", "bei4"), ("背着手", "背", "bei4"), ("得了冠军", "得", "de2"), ("得了吧", "得", "de2"),
        ("他得了第一名", "得", "de2"), ("受得了", "得", "de5"), ("打出去的得分", "得", "de2"),
    ],
)  # fmt: skip
def test_surroundings_tell(sentence: str, character: str, reading: str) -> None:
    asked = Asked(character, reading, sentence)
    assert read_right(asked), readings(asked)


def test_one_character_is_read_in_two_ways_in_one_phrase() -> None:
    read = [syllable for word in read_phrase("老会计会计算", plainly=True) for syllable in word.syllables]
    assert read == ["lao3", "kuai4", "ji4", "hui4", "ji4", "suan4"]
    read = [syllable for word in read_phrase("孩子会数数了", plainly=True) for syllable in word.syllables]
    assert read[3:5] == ["shu3", "shu4"]


def test_polyphones_in_sentences() -> None:
    rows = sentences()
    wrong = [row.sentence for row in rows if not read_right(row)]
    assert len(wrong) <= 0.01 * len(rows), wrong
