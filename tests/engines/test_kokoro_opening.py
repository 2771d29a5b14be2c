"""How a text begins that is heard while it is spoken: where it is parted, and that nothing is lost or said twice."""

import pytest

from datasay.engines.kokoro.opening import Portion, portions
from datasay.engines.kokoro.phrases import plan_calls
from datasay.language.sentences import split_sentences


async def _portions(text: str) -> list[Portion]:
    sentences = split_sentences(text)
    calls = await plan_calls(sentences, ["zh-CN"] * len(sentences), [0.45] * len(sentences), False)
    found: list[Portion] = []
    said = 0
    for call in calls:
        found += portions(call, said, text)
        said += call.size
    return found


def _heard(portion: Portion, text: str) -> str:
    units = [unit for clause in portion.call.clauses for unit in clause.units]
    return text[units[portion.heard].start : units[-1].end]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("春天来了，河边的柳树发出了新芽。", "春天来了"),  # at a mark
        ("张桂梅老师在山区教了四十年书。", "张桂梅老师在山区"),  # before what opens a phrase
        ("仓库里还剩2308箱苹果。", "仓库里还剩"),  # never within a figure
        ("图书馆从九月一日起延长开放时间。", "图书馆从九月一日"),  # nor within a date
        ("茶叶要用八十度左右的水来泡。", "茶叶要"),
        ("今天的天气很好，适合去公园散步。", "今天的天气很好"),
        ("The harbour was quiet when the first boats came home.", "The harbour was quiet"),
        ("天亮了。", "天亮了"),  # what is short is not parted
    ],
)
async def test_the_first_words_end_where_a_speaker_may_breathe(text: str, first: str) -> None:
    found = await _portions(text)
    assert _heard(found[0], text) == first
    assert [portion.soon for portion in found] == [True, *(False for _ in found[1:])]


async def test_everything_is_said_once_and_no_portion_is_longer_than_there_is_time_for() -> None:
    text = "他在信里写道，海上的日出非常壮观，先是一条金色的线，然后整个天空都红了。" * 3 + "是的。" * 4
    found = await _portions(text)
    parts = [_heard(portion, text) for portion in found]
    marks = str.maketrans("", "", "，。")
    assert "".join(parts).translate(marks) == text.translate(marks)
    said = 0
    for portion in found:
        assert said == 0 or portion.call.size <= max(80, 2 * said + 40)
        said += portion.call.size
