"""Reading a pasted text: what is title, what is credit, what is mark-up, what is said."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datasay.digest.article import read_article
from datasay.digest.errors import NothingToRead
from datasay.language.words import read_words


def test_markdown_leaves_only_its_words() -> None:
    article = read_article(
        "---\ntitle: x\n---\n# The *Old* Harbour\n\nBy Jane Roe\n\n"
        "Ships **left** at dawn, see [the log](http://a.b/c).\n\n"
        "![plan](plan.png)\n\n```sh\nrm -rf /\n```\n\n"
        "> The sea was `calm` that day.[1]\n\n| a | b |\n|---|---|\n\n---\n"
    )
    assert article.title == "The Old Harbour"
    assert article.paragraphs == ("Ships left at dawn, see the log.", "The sea was calm that day.")


def test_html_leaves_only_its_words() -> None:
    article = read_article("<p>雨下了一夜。</p><script>alert(1)</script><p>河水&nbsp;涨了&amp;退了。</p>")
    assert article.paragraphs == ("雨下了一夜。", "河水涨了&退了。")


def test_a_short_first_line_is_the_title_and_the_byline_is_dropped() -> None:
    article = read_article("背影\n朱自清（1925）\n\n我与父亲不相见已二年余了。")
    assert (article.title, article.paragraphs) == ("背影", ("我与父亲不相见已二年余了。",))


def test_a_first_line_that_is_a_sentence_is_no_title() -> None:
    article = read_article("雨停了。\n太阳出来了。")
    assert (article.title, article.paragraphs) == ("", ("雨停了。", "太阳出来了。"))


def test_list_items_that_are_no_sentences_become_one() -> None:
    article = read_article(
        "做一碗面\n\n食材：\n- 面条 200 克\n- 鸡蛋 1 个\n\n1. 水烧开后下面条，煮三分钟。\n2. 打入鸡蛋，关火。"
    )
    assert article.paragraphs == ("食材：面条 200 克、鸡蛋 1 个。", "水烧开后下面条，煮三分钟。", "打入鸡蛋，关火。")


def test_a_line_that_announces_stays_with_what_it_announces() -> None:
    article = read_article("有一天，爷爷对我说：\n\n“这条河从前是没有桥的。”")
    assert article.paragraphs == ("有一天，爷爷对我说：“这条河从前是没有桥的。”",)


def test_wrapped_lines_are_joined() -> None:
    article = read_article(
        "The harbour was built in the year of the great storm by the\nmen of three villages.\n\nIt still stands."
    )
    assert article.paragraphs[0].endswith("by the men of three villages.")


def test_a_poem_of_short_lines_is_not_mistaken_for_headings() -> None:
    article = read_article("静夜思\n\n床前明月光\n疑是地上霜\n举头望明月\n低头思故乡")
    assert article.paragraphs == ("床前明月光", "疑是地上霜", "举头望明月", "低头思故乡")


def test_numbers_at_the_start_of_a_line_are_not_taken_for_list_marks() -> None:
    assert read_article("3.5 million people live here.\n\n2026年的雪来得很早。").paragraphs == (
        "3.5 million people live here.",
        "2026年的雪来得很早。",
    )


@given(st.text(max_size=400))
@example(">\r0")
@settings(max_examples=200, deadline=None)
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        article = read_article(text)
    except NothingToRead:
        return
    assert article.paragraphs
    assert all(paragraph.strip() == paragraph and paragraph for paragraph in article.paragraphs)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=200, deadline=None)
def test_words_put_together_are_the_text(text: str) -> None:
    words = read_words(text)
    assert "".join(word.text for word in words) == text
    assert all(text[word.start : word.end] == word.text for word in words)


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        (
            "今天天气很好 我们去公园 看到了很多花 还有小鸟在唱歌 大家都很开心",
            "今天天气很好，我们去公园，看到了很多花，还有小鸟在唱歌，大家都很开心",
        ),
        ("天晴了 我们出门。", "天晴了，我们出门。"),
        ("目 录\n\n先说 第一件事。", "先说第一件事。"),
        ("通 知\n\n明天放假 后天上班 大家知悉。", "明天放假，后天上班，大家知悉。"),
        ("第一章 总则\n\n本法自明年施行。", "本法自明年施行。"),
        ("用 Python 写的 程序。", "用 Python 写的程序。"),
    ],
)
def test_spaces_between_phrases_are_commas(text: str, paragraph: str) -> None:
    assert read_article(text).paragraphs == (paragraph,)
