"""Where sentences end, and that no character of the text is lost between them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasay.engines.local.sentences import LATIN_WIDTH, LONGEST, detect_language, split_sentences


@given(st.text(alphabet="ab .,。！”“\n…一二，；A1", max_size=600) | st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_sentences_cover_all_but_white_space(text: str) -> None:
    place = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text
        assert sentence.text == sentence.text.strip()
        assert not text[place : sentence.start].strip()
        assert sum(1.0 if ord(c) > 0x2E7F else LATIN_WIDTH for c in sentence.text) <= LONGEST + 1e-6
        place = sentence.end
    assert not text[place:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("雨停了。太阳出来了！真的吗？是。", ["雨停了。", "太阳出来了！", "真的吗？", "是。"]),
        ("父亲说，“事已如此！”我哭了。", ["父亲说，“事已如此！”", "我哭了。"]),
        ("“走吧！”他说。再见。", ["“走吧！”他说。", "再见。"]),
        ("他……走了。真的吗？！", ["他……走了。", "真的吗？！"]),
        ("Mr. Smith paid $3.14. He left.", ["Mr. Smith paid $3.14.", "He left."]),
        ("The U.S. Senate met. So did we.", ["The U.S. Senate met.", "So did we."]),
        ("We live in the U.S. It is big.", ["We live in the U.S.", "It is big."]),
        ("J. R. Tolkien wrote. It was I. Done!", ["J. R. Tolkien wrote.", "It was I.", "Done!"]),
        ("He waited... then spoke. “Stop!” Silence.", ["He waited... then spoke.", "“Stop!”", "Silence."]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("版本 3.14 发布了。见 example.org 网站。", ["版本 3.14 发布了。", "见 example.org 网站。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == expected


def test_a_sentence_without_end_is_cut_at_its_commas() -> None:
    text = "，".join(["春天来了"] * 60)
    sentences = split_sentences(text)
    assert len(sentences) > 1
    assert all(sentence.text.endswith("，") for sentence in sentences[:-1])


@pytest.mark.parametrize(
    ("text", "language"),
    [("今天天气很好。", "zh-CN"), ("Hello there.", "en-US"), ("新的 iPhone 手机支持 USB-C。", "zh-CN"), ("", "en-US"),
     ("The word 茶 means tea in Chinese.", "en-US")],
)  # fmt: skip
def test_the_language_is_the_one_most_written(text: str, language: str) -> None:
    assert detect_language(text) == language
