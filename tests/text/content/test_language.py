"""In which language a text is."""

import httpx
import pytest

from benchmarks.text.language import HARD, lines
from datasay.language.detection import detect_language, reading_language

# Everyday sentences, short ones too.
SENTENCES = {
    "zh-CN": [
        "我们明天去图书馆还书。", "这家店的面条很好吃", "请把会议纪要发给大家", "昨天下了一整天的雨",
        "用 GPT-4 写代码的体验怎么样？", "iPhone 和 Android 你选哪个", "学习资料汇总", "「直播间」三点开播",
    ],
    "zh-TW": [
        "我們明天去圖書館還書。", "這家店的麵條很好吃", "請把會議紀錄發給大家", "昨天下了一整天的雨，街道都濕了",
        "學習資料彙總", "臺灣的夜市真熱鬧",
    ],
    "ja": [
        "明日は図書館へ本を返しに行きます。", "このラーメンはとても美味しい", "会議の議事録を送ってください",
        "東京タワー", "昨日は一日中雨でした", "お知らせ",
    ],
    "ko": ["내일 도서관에 책을 반납하러 가요.", "이 집 국수는 정말 맛있어요", "안녕하세요", "회의록을 보내 주세요"],
    "en-US": [
        "We are going to return the books tomorrow.", "The noodles in this shop are delicious.",
        "Please send the minutes to everybody.", "It rained all day yesterday", "Quarterly report", "Hello",
        "Travel tips for your first trip to Japan", "Don't forget to subscribe!",
    ],
    "fr": [
        "Nous allons rendre les livres demain.", "Les nouilles de ce restaurant sont délicieuses.",
        "Merci d'envoyer le compte rendu à tout le monde.", "Il a plu toute la journée hier",
        "Bonjour à tous", "Où est la gare ?",
    ],
    "de": [
        "Morgen bringen wir die Bücher zurück in die Bibliothek.", "Die Nudeln in diesem Laden sind köstlich.",
        "Bitte schicken Sie das Protokoll an alle.", "Gestern hat es den ganzen Tag geregnet", "Guten Morgen",
        "Wie komme ich zum Bahnhof?",
    ],
    "es": [
        "Mañana vamos a devolver los libros.", "Los fideos de esta tienda son deliciosos.",
        "Por favor, envía el acta a todos.", "Ayer llovió todo el día", "Hola a todos", "¿Dónde está la estación?",
    ],
    "ru": ["Завтра мы вернём книги в библиотеку.", "Лапша в этом кафе очень вкусная", "Привет всем", "Отчёт за год"],
    "it": ["Domani riportiamo i libri in biblioteca con gli amici.", "Il gatto dorme sul divano"],
    "pt": ["Amanhã vamos devolver os livros à biblioteca.", "Não sei o que você quer dizer"],
    "nl": ["Morgen brengen wij de boeken terug naar de bibliotheek.", "Het regent hier al de hele dag"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in SENTENCES.items() for text in texts])
def test_a_single_sentence_is_enough(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Summer Palace (颐和园)", "en-US"),
        ("The Beijing Olympics (北京奥运会)", "en-US"),
        ("人工智能 (artificial intelligence)", "zh-CN"),
        ("iPhone 15 (国行) 评测", "zh-CN"),
        ("苹果 (Apple) 发布新机", "zh-CN"),
        ("Buonanotte a tutti", "it"),
    ],
)
def test_a_word_for_it_in_brackets_tells_nothing(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("", "", "zh-CN"),
        ("123 … 👍", "", "zh-CN"),
        ("123", "Quarterly report", "en-US"),
        ("2026：300", "圖書館", "zh-TW"),
        ("x", "背影", "en-US"),  # the words themselves come first
        ("他用日语说了一句「ありがとう」，然后转身离开了这座住了很多年的城市。", "", "zh-CN"),
        ("В статье о Python и Java рассказано много интересного", "", "ru"),
        ("Он сказал: 你好", "", "ru"),
        # One small word, or a name, decides nothing.
        ("I love Beijing", "", "en-US"),
        ("I woke up. I ran ten miles. I ate breakfast. I drove home. I slept well.", "", "en-US"),
        ("iPhone 15 Pro Max review", "", "en-US"),
        ("CO2 emissions rise. Climate scientists warn governments. Sea levels rise.", "", "en-US"),
        ("Los Angeles fires", "", "en-US"),
        ("Che Guevara and Las Vegas", "", "en-US"),
        ("El Niño effect", "", "en-US"),
        ("Coup d'état in Niger", "", "en-US"),
        ("iPhone 15 Pro Max 评测", "", "zh-CN"),
        ("进度 100% 完成，文件 a_b.txt 在 C:\\temp\\x 里。C++ 与 C# 与 .NET 与 Node.js。", "", "zh-CN"),
        ("这首歌的名字叫 ロミオとシンデレラ", "", "zh-CN"),
        ("本文讲 React 和 Docker。先装 Node.js、npm、Git，再跑 docker compose up -d。", "", "zh-CN"),
        ("跑 5 km 用 30 min", "", "zh-CN"),
        ("How do I say 谢谢 in English?", "", "en-US"),
        ("PLEASE SEND THE MINUTES TO EVERYBODY", "", "en-US"),
    ],
)
def test_mixed_and_wordless_texts(text: str, title: str, language: str) -> None:
    assert detect_language(text, title) == language


async def test_a_language_is_detected_when_none_is_given_and_anew_when_asked(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/texts", json={"text_title": "図書館", "text_content": SENTENCES["ja"][0]})
    assert made.json()["text_language"] == "ja"
    where = made.headers["Location"]
    assert (await client.patch(where, json={"text_content": "Bonjour à tous"})).json()["text_language"] == "ja"
    assert (await client.patch(where, json={"text_language": None})).json()["text_language"] == "fr"
    said = {"text_title": "t", "text_content": "Bonjour à tous", "text_language": "de-AT"}
    assert (await client.post("/api/v1/texts", json=said)).json()["text_language"] == "de-AT"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Bonjour à tous", "en-US"), ("書を読む", "en-US"), ("用 React 写", "zh-CN"), ("這個", "zh-CN")],
)
def test_what_reads_a_text_goes_by_the_same_detection(text: str, language: str) -> None:
    assert reading_language(text) == language
    assert detect_language(text).startswith("zh") == (language == "zh-CN")


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_chinese_and_english_lines_are_found(language: str) -> None:
    rows = [(detect_language(text), text) for wanted, text in lines() if wanted == language]
    wrong = [text for found, text in rows if found != language]
    assert len(wrong) <= len(rows) * 0.01, wrong


def test_hard_lines_are_found() -> None:
    found = [(text, detect_language(text), language) for path in HARD.values() for language, text in lines(path)]
    wrong = [one for one in found if one[1] != one[2]]
    assert len(wrong) <= 13, wrong  # of 144: Das Auto; ideographs that Chinese writes just so
    assert not [one for one in wrong if one[2] == "en-US" and one[0] != "Über drivers strike"]
