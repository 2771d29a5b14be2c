"""How long texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.language.counting import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("你好，世界！", 4),
        ("“你好”——他说……《背影》", 6),
        ("第3章，２０２６年", 5),
        ("人々は〇〆", 5),
        ("𠀀𪜶", 2),
        ("㈠①", 2),
        ("Hello, world", 2),
        ("don't stop, it’s well-known", 4),
        ("1,000.5 at 10:30 (or so) costs 5% more", 8),
        ("mail me@example.org or https://example.org/a?b=c", 4),
        ("one—two…three", 3),
        ("one\u200btwo\ufeffthree\u00a0four\u3000five", 5),
        ("co\u00adoperate", 1),
        ("cafe\u0301s naïve", 2),
        ("-- * / _ … ——", 0),
        ("用 GPT-4 写 3.14 行", 5),
        ("用GPT-4写3.14行", 5),
        ("他说“hello”吗", 4),
        ("ひらがな", 4),
        ("カタカナー・テスト", 8),
        ("ｶﾀｶﾅ", 4),
        ("か\u3099", 1),  # decomposed
        ("日本語 text です", 6),
        ("ㄅㄆㄇ", 3),
        ("안녕하세요 세계", 2),
        ("안녕하세요, 世界", 3),
        ("हिन्दी में", 2),
        ("مرحبا بالعالم", 2),
        ("Привет, мир!", 2),
        ("👍🎉", 0),
        ("👨‍👩‍👧 👍🏽 🇨🇳 ❤️ 1️⃣", 0),
        ("好👍好", 2),
        ("葛\U000e0100城", 2),  # a variant of a character is that character
    ],
)
def test_words_are_counted_as_writers_count(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.text(), st.text())
def test_counting_adds_up_over_lines(one: str, other: str) -> None:
    assert count_words(f"{one}\n{other}") == count_words(one) + count_words(other)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_every_ideograph_counts(text: str) -> None:
    assert count_words(text) == len(text)
