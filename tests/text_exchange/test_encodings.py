"""Which encoding a file is in: real sentences, most of them short, in each encoding that people still send."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.text_exchange.codec_names import CODECS, usual_name
from datasay.text_exchange.encodings import decode
from datasay.text_exchange.problems import ReadingProblem, Unreadable
from datasay.text_exchange.schemas import ImportEncoding

SIMPLIFIED = [
    "你好",
    "联通",
    "中文",
    "第一章",
    "测试文件",
    "谢谢您！",
    "龙井茶",
    "鸡蛋灌饼",
    "饕餮盛宴",
    "熵增定律",
    "蚂蚁",
    "今天天气不错",
    "豆浆油条 3 元",
    "产品A：价格 ￥99",
    "Hello 世界",
    "罗密欧与朱丽叶",
    "北京市海淀区中关村大街27号",
    "春眠不觉晓，处处闻啼鸟。",
    "人工智能正在改变我们的生活方式。",
    "2024年营收增长12.5%，净利润3.2亿元。",
    "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
    "他用两手攀着上面，两脚再向上缩；他肥胖的身子向左微倾，显出努力的样子。",
    "“你就在此地，不要走动。”他说，“我买几个橘子去。”",
    "曲曲折折的荷塘上面，弥望的是田田的叶子。",
    "下载后请解压缩，双击安装程序即可运行。",
]
TRADITIONAL = [
    "你好",
    "中文",
    "第一章",
    "測試文件",
    "謝謝您！",
    "龍井茶",
    "蘋果電腦",
    "歡迎使用",
    "今天天氣不錯",
    "香港特別行政區",
    "臺灣的夜市很熱鬧。",
    "國立臺灣大學位於臺北市",
    "人工智慧正在改變我們的生活方式。",
    "我與父親不相見已二年餘了，我最不能忘記的是他的背影。",
    "請將檔案儲存後再關閉視窗，以免資料遺失。",
    "這家餐廳的牛肉麵好吃極了，下次還要再來！",
]
JAPANESE = [
    "こんにちは",
    "カタカナ",
    "東京駅",
    "ありがとう",
    "日本語のテキストです。",
    "会議の資料を送ります。",
    "吾輩は猫である。名前はまだ無い。",
    "どこで生れたかとんと見当がつかぬ。",
]
KOREAN = ["안녕하세요", "서울특별시", "감사합니다", "한국어 텍스트입니다.", "오늘 날씨가 좋네요", "문서를 저장하세요."]
WESTERN = [
    "Le café est très bon.",
    "Über die Brücke",
    "El niño comió mañana",
    "déjà vu",
    "Prix : 10 €",
    "naïve façade",
    "Der Müller mußte über die Straße gehen – schön!",
]
RUSSIAN = [
    "Привет, мир",
    "Москва",
    "нет",
    "щенок",
    "темнеет",
    "меч",
    "щит",
    "Глава 1",
    "поле",
    "щемит",
    "ель",
    "Русский текст для проверки.",
    "Все счастливые семьи похожи друг на друга",
]
POLISH = "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw."
GREEK = "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα."
TURKISH = "Bugün hava çok güzel, şimdi dışarı çıkıyoruz. Güneş ışığı her yerde."
HEBREW = [
    "זה טקסט בעברית לבדיקה",
    "תל אביב",
    "אני אוהב לקרוא ספרים ישנים",
    "ישראל היא מדינה במזרח התיכון. בירתה היא ירושלים.",
    *(
        "שלום",
        "תודה",
        "ספר",
        "כן",
        "לא",
        "אבא",
        "מים",
        "היום",
        "מה שלומך",
        "1. שלום",
        "שלום עולם",
        "מזל טוב",
        "פרק ראשון",
    ),
]
ARABIC = [
    "مرحبا",
    "شكرا",
    "كتاب",
    "السلام عليكم",
    "أين المكتبة؟",
    "هذا نص عربي للاختبار",
    "القاهرة هي عاصمة جمهورية مصر العربية.",
]
THAI = ["ขอบคุณ", "สวัสดี", "กรุงเทพ", "นี่คือข้อความภาษาไทย", "บทที่ 1", "สวัสดีครับ ยินดีต้อนรับ"]

CASES = [
    *((text, codec, "gb18030") for text in SIMPLIFIED for codec in ("gb18030", "gbk")),
    *((text, "cp950", "big5") for text in TRADITIONAL),
    *((text, "gb18030", "gb18030") for text in TRADITIONAL),
    *((text, "cp932", "shift_jis") for text in JAPANESE),
    *((text, "euc_jp", "euc-jp") for text in JAPANESE),
    *((text, "iso2022_jp", "iso-2022-jp") for text in JAPANESE),
    *((text, "cp949", "euc-kr") for text in KOREAN),
    *((text, "cp1252", "windows-1252") for text in WESTERN),
    *((text, "cp1251", "windows-1251") for text in RUSSIAN),
    *((text, "koi8_r", "koi8-r") for text in RUSSIAN),
    (POLISH, "cp1250", "windows-1250"),
    (POLISH, "iso8859_2", "iso-8859-2"),
    (GREEK, "cp1253", "windows-1253"),
    *((text, "cp1253", "windows-1253") for text in ("Γεια", "καλημέρα", "βιβλίο", "όχι", "σπίτι", "Κεφάλαιο 1")),
    (TURKISH, "cp1254", "windows-1254"),
    ("İzmir'de güneşli bir gün", "cp1254", "windows-1254"),
    ("Işığı söndür", "cp1254", "windows-1254"),
    *((text, "cp1255", "windows-1255") for text in HEBREW),
    *((text, "cp1256", "windows-1256") for text in ARABIC),
    *((text, "cp874", "windows-874") for text in THAI),
    *((text, "cp932", "shift_jis") for text in ("ｱｲｳｴｵ テスト", "ﾊﾝｶｸ ｶﾅ ﾃｽﾄ")),
]
EVERY = [
    *SIMPLIFIED,
    *TRADITIONAL,
    *JAPANESE,
    *KOREAN,
    *WESTERN,
    *RUSSIAN,
    POLISH,
    GREEK,
    TURKISH,
    "👍🏽 emoji",
    "𠮷野家",
]


@pytest.mark.parametrize(("text", "codec", "name"), CASES)
def test_a_legacy_encoding_is_told_from_a_few_words(text: str, codec: str, name: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.encoding) == (text, name)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", EVERY)
def test_unicode_with_a_mark_is_read_as_it_is(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.warnings) == (text, ())


@pytest.mark.parametrize("codec", ["utf-16-be", "utf-32-be"])
def test_big_endian_marks_are_known(codec: str) -> None:
    assert decode(("\ufeff" + SIMPLIFIED[-1]).encode(codec)).text == SIMPLIFIED[-1]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [text for text in EVERY if len(text) >= 12])
def test_unicode_without_a_mark_is_found_from_a_sentence_on(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("before", [6, 9, 12, 15])
def test_short_utf8_with_bytes_of_nothing_is_refused(before: int) -> None:
    data = "好的内容更多。".encode()
    with pytest.raises(Unreadable, match="UTF-8 but damaged"):
        decode(data[:before] + b"\xff\xfe" + data[before:])


def test_a_reading_of_rare_words_is_never_told_as_certain() -> None:
    found = decode("饕餮".encode("gb18030"))
    assert (found.text, bool(found.warnings)) == ("饕餮", True)
    found = decode("龘靐齉靁犇羴鱻麤".encode("big5", "ignore") * 2)
    assert found.warnings != ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("windows-1257", "Ąžuolas šlama"),
        ("windows-1258", "Hà Nội".replace("ộ", "ô\u0323")),
        ("koi8-u", "Їжак"),
        ("ibm866", "Привет"),
        ("iso-8859-5", "Привет"),
        ("iso-8859-6", "سلام"),
        ("iso-8859-7", "Γεια"),
        ("iso-8859-8", "שלום"),
        ("iso-8859-15", "10 €"),
        ("macintosh", "“naïve”"),
    ],
)
def test_an_encoding_that_is_never_guessed_can_be_said(name: str, text: str) -> None:
    codec = CODECS[name][0]
    assert decode(text.encode(codec), forced=ImportEncoding(name)).text == text


def test_utf8_with_a_broken_byte_is_refused_not_guessed_at() -> None:
    data = SIMPLIFIED[-4].encode()
    with pytest.raises(Unreadable, match="UTF-8 but damaged: byte 30"):
        decode(data[:30] + b"\xff" + data[30:])


@pytest.mark.parametrize("data", [codecs.BOM_UTF16_LE + b"\x41", codecs.BOM_UTF8 + b"\xff\xfe", b"\x00\x00\xfe\xff123"])
def test_bytes_that_do_not_fit_their_mark_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="byte order mark"):
        decode(data)


def test_what_the_user_says_is_obeyed_or_refused() -> None:
    data = "中文".encode("big5")
    assert decode(data, forced="big5").text == "中文"
    with pytest.raises(Unreadable, match="as you said"):
        decode(data, forced="utf-8")


def test_a_close_guess_is_said_to_be_one() -> None:
    assert "import_encoding" in str(decode("鸡蛋灌饼".encode("gbk")).warnings[0])
    assert decode("我与父亲不相见已二年余了。".encode("gbk")).warnings == ()


@pytest.mark.parametrize(
    ("label", "name"),
    [("GB2312", "gb18030"), ("x-sjis", "shift_jis"), ("Shift_JIS", "shift_jis"), ("ISO-8859-1", "windows-1252")],
)
def test_labels_mean_what_browsers_take_them_for(label: str, name: str) -> None:
    assert usual_name(label) == name


@pytest.mark.parametrize("label", ["rot13", "zlib", "unicode_escape", "punycode", "no-such", "base64"])
def test_a_codec_that_is_no_encoding_is_not_used(label: str) -> None:
    assert usual_name(label) is None


def test_the_api_offers_the_encodings_that_are_known() -> None:
    assert {str(name) for name in ImportEncoding} == set(CODECS)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ReadingProblem):
        assert decode(data).text.encode("utf-8", "surrogatepass").decode("utf-8") == decode(data).text


@given(st.text(min_size=1, max_size=200).filter(lambda text: not any(ord(c) < 32 or ord(c) == 127 for c in text)))
def test_any_text_in_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")
