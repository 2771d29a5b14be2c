"""The filters read as the voice does: characters of several readings, figures, spaces, units."""

import pytest

from datasay.language.mandarin import read_phrase
from datasay.templating.reading import duration, pinyin, scenes, spoken

READINGS = [
    ("重装系统", "chóng zhuāng xì tǒng"),
    ("重试一次", "chóng shì yī cì"),
    ("重写代码", "chóng xiě dài mǎ"),
    ("多重保护", "duō chóng bǎo hù"),
    ("点击弹出窗口", "diǎn jī tán chū chuāng kǒu"),
    ("弹吉他", "tán jí tā"),
    ("乡长讲话", "xiāng zhǎng jiǎng huà"),
    ("总长五米", "zǒng cháng wǔ mǐ"),
    ("数一数", "shǔ yī shǔ"),
    ("一行人", "yī xíng rén"),
    ("任先生", "rén xiān shēng"),
    ("银行行长", "yín háng háng zhǎng"),
    ("北京朝阳区", "běi jīng cháo yáng qū"),
    ("朝阳升起", "zhāo yáng shēng qǐ"),
    ("他重置密码，重构弹窗", "tā chóng zhì mì mǎ， chóng gòu tán chuāng"),
    ("体重很重要", "tǐ zhòng hěn zhòng yào"),
    ("还得上班，去看大夫", "hái děi shàng bān， qù kàn dài fū"),
    ("单老师和查先生", "shàn lǎo shī hé zhā xiān shēng"),
    ("3公里 OK", "3 gōng lǐ OK"),
]


@pytest.mark.parametrize(("text", "read"), READINGS)
def test_pinyin_is_what_the_voice_says_before_sandhi(text: str, read: str) -> None:
    assert pinyin(text) == read


@pytest.mark.parametrize("text", [text for text, _ in READINGS if text.isalpha() and not text.isascii()])
def test_the_voice_and_the_filter_read_the_same_letters(text: str) -> None:
    said = [syllable[:-1].replace("v", "ü") for word in read_phrase(text) for syllable in word.syllables]
    marks = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuüüüü")
    assert pinyin(text).translate(marks).split() == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3·15晚会", "三一五晚会"),
        ("5000毫安时", "五千毫安时"),
        ("2024年5月1日", "二零二四年五月一日"),
        ("今天天气很好 我们去公园", "今天天气很好，我们去公园"),
        ("请到302房间", "请到三零二房间"),
        ("It costs $3.50.", "It costs three dollars and fifty cents."),
    ],
)
def test_duration_is_that_of_what_is_said(written: str, said: str) -> None:
    assert duration(written) == duration(said)
    assert spoken(written) == said


def test_what_is_in_another_language_is_left_to_its_voice() -> None:
    french = "Le prix est de 12,50 € et il est plus cher que les 1 200 autres."
    assert spoken(french) == french
    assert spoken(f"{french}\n共5 GB") == f"{french}\n共五吉字节"
    assert spoken("The price is $5.\nC'est la vie, 5 $.").startswith("The price is five dollars.\n")
    assert spoken("12,50 €", "fr") == "12,50 €"


def test_a_long_text_takes_as_long_as_its_sentences() -> None:
    one = "气温是25℃，涨了3.5%。"
    assert duration(one * 100) == pytest.approx(100 * duration(one * 10) / 10, rel=0.01)


def test_scenes_are_paced_by_what_is_said() -> None:
    figures = "编号是13812345678，验证码是123456，编号是13912345678，验证码是654321。"
    words = "编号是这样的号码，验证码是这样，编号是那样的号码，验证码是那样。"
    assert len(scenes(figures)) > len(scenes(words))


@pytest.mark.parametrize(
    ("text", "said"),
    [("共5 GB", "共五吉字节"), ("长3 km", "长三公里"), ("约100 km/h", "约一百公里每小时"), ("重2 kg", "重两公斤")],
)
def test_short_chinese_with_latin_units_is_chinese(text: str, said: str) -> None:
    assert spoken(text) == said
