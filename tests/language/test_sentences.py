"""Where sentences begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.language.detection import reading_language
from datasay.language.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("雨停了。太阳出来了！好吗？", ["雨停了。", "太阳出来了！", "好吗？"]),
        ("他说：“走吧。”我们走了。", ["他说：“走吧。”", "我们走了。"]),
        ("“你走吧。”他说。天黑了。", ["“你走吧。”他说。", "天黑了。"]),
        ("真的吗？！是的……也许吧。", ["真的吗？！", "是的……也许吧。"]),
        ("第一行\n第二行\n\n第三段", ["第一行", "第二行", "第三段"]),
        ("Mr. Day left the U.S. Senate. He paid $3.14.", ["Mr. Day left the U.S. Senate.", "He paid $3.14."]),
        ("He lived in the U.S. Then he left.", ["He lived in the U.S.", "Then he left."]),
        ('She said, "Go!" Then she left.', ['She said, "Go!"', "Then she left."]),
        ("See example.org for more. Bye.", ["See example.org for more.", "Bye."]),
        ("我用Python 3.12写的。It works.", ["我用Python 3.12写的。", "It works."]),
        ("   \n \t ", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences


def test_a_sentence_without_an_end_is_cut_at_its_weaker_marks() -> None:
    text = "，".join(["这一句话没有句号"] * 60)
    pieces = split_sentences(text)
    assert max(len(piece.text) for piece in pieces) <= 120
    assert all(piece.text.endswith("，") for piece in pieces[:-1])
    words = " ".join(["word"] * 500)
    assert max(len(piece.text) for piece in split_sentences(words)) <= 300
    assert {len(piece.text) for piece in split_sentences("长" * 250)} == {120, 10}


@given(st.text(st.sampled_from("我们走吧。！？…，；：“”（）\n .!?,'\"abMrUS3145 \u3000"), max_size=400))
def test_sentences_are_the_text_and_nothing_is_lost_between_them(text: str) -> None:
    place = 0
    for sentence in split_sentences(text):
        assert sentence.start >= place
        assert text[place : sentence.start].strip() == ""
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        place = sentence.end
    assert text[place:].strip() == ""


@given(st.text(max_size=200))
def test_any_text_has_sentences(text: str) -> None:
    assert "".join("".join(s.text.split()) for s in split_sentences(text)) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我用 Python 写代码。", "zh-CN"),
        ("He said 你好 to us all day.", "en-US"),
        ("1234", "zh-CN"),  # without letters: the design's default, as the text itself is kept
        ("背影", "zh-CN"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert reading_language(text) == language
