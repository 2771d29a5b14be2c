"""How much of a text the voices of this machine can say."""

import pytest

from datasay.language.sayable import TOO_MUCH, refusal, unsaid_note, unsaid_share, unsaid_words
from datasay.wording.languages import Language


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは。これは日本語のテストです。今日は天気がいいです。",
        "普京说：Спасибо большое，然后离开。",
        "Привет всем",
        "안녕하세요, AI 시대입니다.",
        "مرحبا بالعالم",
        "สวัสดีครับ",
        "नमस्ते दुनिया",
        "Ελληνικά είναι",
        "Շնորհակալություն",
        "გამარჯობა",
    ],
)
def test_a_text_that_would_be_said_in_part_is_too_much(text: str) -> None:
    assert unsaid_share(text) >= TOO_MUCH
    assert unsaid_words(text)[0][:20] in refusal(text).told(Language.ZH)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Korean word 사랑 means love in the language of that land.", ["사랑"]),
        ("我喜欢吃寿司（すし）和拉面，周末常去那家店。", ["すし"]),
        ("第 α 组的 Δt 是 π 的两倍，温度 5 ℃，长 3 km²。", []),
        ("Café, naïve, Å, ﬁne, nǐ hǎo, Łódź", []),
        ("本日休業", []),
        ("123 ー ・ 。", []),
    ],
)
def test_single_words_are_left_out_with_a_note(text: str, words: list[str]) -> None:
    assert unsaid_words(text) == words
    assert unsaid_share(text) < TOO_MUCH
    note = unsaid_note(text)
    assert (note is None) == (not words)
    assert all(word in (note or "") for word in words)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le prix est de 12,50 € et il est plus cher que les autres, mais nous le prenons.", "French"),
        ("Der Zug ist heute nicht gekommen, und wir haben auf dem Bahnhof gewartet.", "German"),
        ("El tren no llega hasta las ocho y todos están en la estación con frío.", "Spanish"),
        ("The train is late, and we wait at the station in the cold, c'est la vie.", None),
        ("火车晚点了，我们在车站等着，天气很冷，大家都想回家，c'est la vie。这就是今天的全部故事，明天再说吧。", None),
    ],
)
def test_a_language_that_no_voice_here_has_is_told(text: str, name: str | None) -> None:
    note = unsaid_note(text)
    assert (note is None) == (name is None)
    assert (name or "") in (note or "")
