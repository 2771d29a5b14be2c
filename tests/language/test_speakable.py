"""What is written, as it is said."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.text.speech import said_right, strings
from datasay.language.pace import speech_seconds, spoken_seconds
from datasay.language.speakable import speakable, speakable_tokens
from datasay.language.speakable_numbers import chinese_integer, english_integer, english_ordinal

MANDARIN = [
    ("1925年12月3日", "一九二五年十二月三日"),
    ("2024-01-05 08:05", "二零二四年一月五日八点零五分"),
    ("2019-2023年", "二零一九到二零二三年"),
    ("2014年年底", "二零一四年年底"),
    ("2000年前", "两千年前"),
    ("1980年代", "一九八零年代"),
    ("12:00开始，14:30:05结束", "十二点整开始，十四点三十分五秒结束"),
    ("涨了12.5%，跌了-2%", "涨了百分之十二点五，跌了负百分之二"),
    ("3%-5%", "百分之三到百分之五"),
    ("¥3.5万和$3.5亿", "三点五万元和三点五亿美元"),
    ("$3.5M，¥2.25k，~100人，9bar", "三百五十万美元，两千二百五十元，约一百人，九巴"),
    ("No.1的店", "第一的店"),
    ("£¼", "四分之一"),
    ("25℃，-5℃", "二十五摄氏度，零下五摄氏度"),
    ("3-5天", "三到五天"),
    ("2个人，2年，2年级，2月2日，第2名，2万，22个", "两个人，两年，二年级，二月二日，第二名，两万，二十二个"),
    ("13812345678", "幺三八幺二三四五六七八"),
    ("010-12345678", "零幺零，幺二三四五六七八"),
    ("1/2", "二分之一"),
    ("3:1", "三比一"),
    ("120km/h，50㎡，3.5 kg", "一百二十公里每小时，五十平方米，三点五公斤"),
    ("50公里/小时", "五十公里每小时"),
    ("007号", "零零七号"),
    ("10,000步", "一万步"),
    ("GPT-4", "G P T 四"),
    ("3+5=8", "三加五等于八"),
    ("①第一", "一第一"),
    ("$10–$20，9:00-17:30", "十到二十美元，九点到十七点三十分"),
    ("不到.5毫米，2^10，5*3", "不到零点五毫米，二的十次方，五乘三"),
    ("12'30\"，身高5'11\"", "十二分三十秒，身高五英尺十一英寸"),
    ("-5℃~3℃，3·15晚会", "零下五摄氏度到三摄氏度，三一五晚会"),
    ("打110，110米，95588", "打幺幺零，一百一十米，九五五八八"),
    ("比例1:16，用时2:05:30", "比例一比十六，用时两小时五分三十秒"),
    ("约1500年，1500年他来", "约一千五百年，一五零零年他来"),
    ("下午2点，7/8月，第Ⅱ章", "下午两点，七八月，第二章"),
    ("今天很好 我们走", "今天很好，我们走"),
    ("目 录", "目录"),
    ("二〇二四", "二零二四"),
    ("访问 https://a.example/b?c=1 或 x@y.example。", "访问链接或邮箱地址。"),
    ("**重点**：`代码`，[文字](http://a.b)", "重点：代码，文字"),
    ("# 标题", "标题"),
    ("你好👍🏽👨‍👩‍👧世界🇨🇳", "你好世界"),
]
ENGLISH = [
    ("Four score and 7 years ago, in 1863.", "Four score and seven years ago, in eighteen sixty-three."),
    ("$.50 and $.05", "fifty cents and five cents"),
    ("$3.50, $1.01, $5M, $0.99",
     "three dollars and fifty cents, one dollar and one cent, five million dollars, ninety-nine cents"),
    ("Dr. Lee met Mr. Jones at 3:05 p.m. on Nov. 19, 1863",
     "doctor Lee met mister Jones at three oh five P M on "
     "November nineteenth, eighteen sixty-three"),
    ("12% of 1,234,567", "twelve percent of one million two hundred thirty-four thousand five hundred sixty-seven"),
    ("the 21st of 3", "the twenty-first of three"),
    ("NASA, GPT and APIs", "Nasa, G P T and A P I's"),
    ("HELLO WORLD THIS IS BIG", "hello world this is big"),
    ("the 1990s, 1914–18", "the nineteen nineties, nineteen fourteen to nineteen eighteen"),
    ("-5°C, 5 km, 1 km, 10-15 kg",
     "minus five degrees Celsius, five kilometres, one kilometre, ten to fifteen kilograms"),
    ("1/2 and 3/4", "one half and three quarters"),
    ("3 in 10", "three in ten"),
    ("2007, 2010, 1900, 1905", "two thousand seven, twenty ten, nineteen hundred, nineteen oh five"),
    ("555-123-4567", "five five five, one two three, four five six seven"),
    ("v2.0.1", "two point zero point one"),
    ("see https://x.example/a.", "see link."),
    ("C++, e.g. this", "C plus plus, for example this"),
    ("a café — naïve", "a cafe — naive"),
    ("example.org", "example dot org"),
    ("10:00", "ten o'clock"),
    ("No. I will. See No. 5.", "No. I will. See number five."),
    ("Henry VIII, World War II, I think", "Henry the eighth, World War two, I think"),
    ("St. Louis, Main St.", "saint Louis, Main street."),
    ("a 5 kg bag, 5 kg", "a five-kilogram bag, five kilograms"),
    ("10/01/2024, call 911, 911 people",
     "October first, twenty twenty-four, call nine one one, nine hundred eleven people"),
    ("10^6, .5 mm, a != b", "ten to the power of six, zero point five millimetres, a not equal to b"),
    ("149.6 million km, ~100 people, 3~5 m",
     "one hundred forty-nine point six million kilometres, about one hundred people, three to five metres"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), MANDARIN)
def test_mandarin_reads(written: str, said: str) -> None:
    assert speakable(written, "zh-CN") == said


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english_reads(written: str, said: str) -> None:
    assert speakable(written, "en-US") == said


@pytest.mark.parametrize("text", ["", "😀🎉", "。。。！？", "---", "***", "\u202e\u200b\ufeff", "\n\n", "«»“”"])
def test_nothing_to_say_is_nothing(text: str) -> None:
    assert not [token for token in speakable_tokens(text, "zh-CN") if not token.is_mark]


def test_a_word_knows_its_place_in_the_original() -> None:
    text = "在**1925年**，气温25℃！"
    spoken = {
        token.spoken: text[token.original_start : token.original_end]
        for token in speakable_tokens(text, "zh-CN")
        if not token.is_mark
    }
    assert spoken == {"在": "在", "一九二五年": "1925年", "气温": "气温", "二十五摄氏度": "25℃"}


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "一又四分之一"), ("en-US", "one and a quarter")])
def test_a_fraction_behind_a_number_stays_a_fraction(language: str, said: str) -> None:
    spoken = speakable("1¼", language)
    assert spoken.replace(" ", "") == said.replace(" ", "")


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


@example("0^¼", "zh-CN")
@settings(max_examples=300)
@given(
    st.text(max_size=80) | st.text("0123456789年月日:：.-/%¥$℃km 个万,", max_size=30),
    st.sampled_from(["zh-CN", "en-US"]),
)
def test_only_words_reach_the_voice(text: str, language: str) -> None:
    before = (0, 0)
    for token in speakable_tokens(text, language):
        place = (token.original_start, token.original_end)
        assert before[1] <= place[0] < place[1] <= len(text) or place == before  # one sign may be several words
        before = place
        if token.is_mark:
            assert len(token.spoken) == 1
        elif token.language == "zh":
            assert _HAN.fullmatch(token.spoken.replace("，", ""))
        else:
            assert re.fullmatch(r"[A-Za-z',\- ]+", token.spoken)
        assert not any(unicodedata.category(c).startswith("C") for c in token.spoken)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (10, "十"), (110, "一百一十"), (1010, "一千零一十"), (10_010, "一万零一十"), (100_000, "十万"),
     (105_000, "十万五千"), (30_010_000, "三千零一万"), (100_000_001, "一亿零一"), (3_000_000_000_000, "三万亿"),
     (3_000_100_000_000, "三万零一亿")],
)  # fmt: skip
def test_large_numbers_in_mandarin(number: int, said: str) -> None:
    assert chinese_integer(number) == said


_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def _heard(spoken: str) -> int:
    """What a listener understands: read the number back by the rules of the place names."""
    for name, value in (("亿", 10**8), ("万", 10**4)):
        if name in spoken:
            head, _, tail = spoken.rpartition(name)
            return _heard(head) * value + _heard(tail)
    total, digit = 0, 0
    for character in spoken:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = _VALUES[character]
    return total + digit


@given(st.integers(0, 10**12 - 1))
def test_a_mandarin_number_is_understood_as_itself(number: int) -> None:
    assert _heard(chinese_integer(number)) == number


@given(st.integers(0, 10**15 - 1))
def test_an_english_number_is_understood_as_itself(number: int) -> None:
    words = {english_integer(n): n for n in range(100)}
    scales = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    total = group = 0
    for word in english_integer(number).split():
        if word == "hundred":
            group *= 100
        elif word in scales:
            total, group = total + group * scales[word], 0
        else:
            group += words[word]
    assert total + group == number


def test_ordinals() -> None:
    said = [english_ordinal(n) for n in (1, 2, 3, 5, 8, 12, 20, 21, 100, 113)]
    assert said == ["first", "second", "third", "fifth", "eighth", "twelfth", "twentieth", "twenty-first",
                    "one hundredth", "one hundred thirteenth"]  # fmt: skip


@pytest.mark.parametrize("sign", ["★", "→", "·", "|", "#", "\\", "_", ";", "…", "※", "🎉", "^^", "~~", "◆", " "])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_what_stands_between_two_numbers_never_joins_them(sign: str, language: str) -> None:
    spoken = [token.spoken for token in speakable_tokens(f"30{sign}5", language)]
    assert len(spoken) == 3, spoken


@pytest.mark.parametrize("circled", ["①②③", "⑴⑵⑶", "ⅠⅡⅢ", "❶❷❸"])
def test_numbers_in_circles_stay_apart(circled: str) -> None:
    assert speakable(circled, "zh-CN") == "一，二，三"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_strings_are_said_as_readers_accept(language: str) -> None:
    rows = strings(language)
    wrong = [row.text for row in rows if not said_right(row, language)]
    assert len(wrong) <= 0.02 * len(rows), wrong


@pytest.mark.parametrize(
    ("written", "said", "language"),
    [
        ("1925年涨了12.5%。", "一九二五年涨了百分之十二点五。", "zh-CN"),
        ("GPT rose 12%.", "GPT rose twelve percent.", "en-US"),
    ],
)
def test_the_clock_counts_what_is_said(written: str, said: str, language: str) -> None:
    assert spoken_seconds(written, language) == speech_seconds(said, chinese=language == "zh-CN")
