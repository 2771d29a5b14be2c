"""Where subtitles are cut: figures keep their units, brackets, addresses and emoji stay whole, codes are gone."""

import pytest

from datasay.composition.linebreaks import width_of
from datasay.composition.subtitles import cues_from_sentences, srt
from datasay.composition.timeline import Cue
from tests.composition.test_subtitles import Sentence, say

FAMILY, ASTRONAUT, FLAG = "👨‍👩‍👧‍👦", "👩‍🚀", "\U0001f3f4\U000e0067\U000e0062\U000e007f"

_NO_HAN = str.maketrans(dict.fromkeys(" 一家人开心地在一起玩耍并且拍照留念"))


def _cut(text: str, language: str = "zh-CN") -> list[str]:
    sentence = say(text) if any(c.isalnum() for c in text) else Sentence(text, 0.0, 3.0)
    cues = cues_from_sentences([sentence], width=1080, height=1920, language=language)
    return [line for cue in cues for line in cue.text.split("\n")]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("这个药的价格是1,234,567.89元，比去年上涨了15.5%。", ("1,234,567.89元", "15.5%")),
        ("电池的容量是5000毫安时可以用两天", ("5000毫安时",)),
        ("刷新率可以达到惊人的60 Hz并且续航长达4 小时左右没有问题", ("60 Hz", "4 小时")),
        ("我们从上海出发一共走了整整1200公里才到北京", ("1200公里",)),
        ("原价 259 元，首发价 179 元，前 500 名再送一支吸管杯。", ("前 500 名", "179 元")),
        ("这座大桥从开工到建成一共耗资1269亿元人民币", ("1269亿元",)),
        ("他在这一次全国的比赛当中得到了第12名的好成绩", ("第12名",)),
        ("这一年全国的粮食总产量达到一万三千多亿斤左右", ("一万三千多亿斤",)),
        ("今天夜里到明天白天最低气温是零下的-12.5℃左右", ("-12.5℃",)),
        ("会议的时间改成了下个星期三的2026-11-30上午举行", ("2026-11-30",)),
    ],
)
def test_a_figure_keeps_its_unit(text: str, whole: tuple[str, ...]) -> None:
    shown = "|".join(_cut(text))
    assert all(piece in shown for piece in whole), shown


def test_an_english_figure_keeps_its_unit_in_a_chinese_line() -> None:
    assert "5000 mAh" in "|".join(_cut("The battery holds 5000 mAh and lasts 48 hours on one charge.", "en-US"))


@pytest.mark.parametrize(
    ("text", "bracket", "language"),
    [
        ("他把那本（绝版多年的书）轻轻地放在桌上", "（绝版多年的书）", "zh-CN"),
        ("昨天晚上我读完了那部长篇小说《百年孤独》的最后一章", "《百年孤独》", "zh-CN"),
        ("请先打开手机上的设置【通用-关于本机】再看版本号码", "【通用-关于本机】", "zh-CN"),
        ("All of our members (the old and the new) came to the meeting in the town hall.", "(the old and the new)",
         "en-US"),
    ],
)  # fmt: skip
def test_brackets_that_fit_stay_whole(text: str, bracket: str, language: str) -> None:
    assert bracket in "|".join(_cut(text, language))


def test_brackets_wider_than_a_line_are_cut_where_people_pause() -> None:
    shown = _cut("这家店（建于1998年，总部在杭州，员工超过两万人）昨天发布财报")
    assert "建于1998年" in "|".join(shown)
    assert "总部在杭州" in shown


@pytest.mark.parametrize(
    ("emoji", "times"),
    [(FAMILY, 3), (ASTRONAUT, 20), ("🇨🇳", 20), ("👍🏽", 20), ("1️⃣", 20), (FLAG, 20)],
)
def test_an_emoji_of_several_characters_is_never_cut(emoji: str, times: int) -> None:
    lines = _cut(emoji * times + " 一家人开心地在一起玩耍并且拍照留念")
    assert "".join(lines).replace(" ", "").startswith(emoji * times)
    for line in lines:
        assert not line.replace(emoji, "").translate(_NO_HAN), line
    assert width_of(emoji) in {1.0, 0.56}  # a keycap is a digit in a box


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("更多内容请访问example.org或发邮件到zhang.san@mail.example.com联系我们", "zhang.san@mail.example.com"),
        ("请访问 www.example.com/docs/install.html 查看完整的安装说明", "www.example.com/docs/install.html"),
        ("这个函数在文件datasay.composition.subtitles.cues_from_sentences.html里面", "datasay.composition.subtitles."
         "cues_from_sentences.html"),
        ("详情见www.example.org。", "www.example.org"),
    ],
)  # fmt: skip
def test_an_address_keeps_its_dots(text: str, address: str) -> None:
    assert address in "".join(_cut(text))


def test_spaces_between_phrases_cut_as_commas_do() -> None:
    spaced = "今天天气很好 我们去公园 看到了很多花 还有小鸟在唱歌 大家都很开心"
    for line in [*_cut(spaced), *_cut(spaced.replace(" ", "，"))]:
        assert set(line.replace("，", " ").split()) <= set(spaced.split()), line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{\\an8}上方的字幕{\\i1}斜体{\\i0}。", "上方的字幕斜体"),
        ("{\\pos(192,201)\\fs20}Hello{\\r} there", "Hello there"),
        ("{\\c&H0000FF&}红色的字", "红色的字"),
        ("集合{1,2}与{\\rm d}x", "集合{1,2}与{\\rm d}x"),  # braces of a formula are no code
    ],
)
def test_codes_of_styled_subtitles_reach_no_player(text: str, shown: str) -> None:
    assert " ".join(_cut(text)) == shown
    assert f"\n{shown}" in srt([Cue(0.0, 1.0, text)]).replace("。", "")
