"""The local analyses: sentiment, keywords, summary, readability."""

from pathlib import Path

import pytest

from datasay.analysis.keyword import analyse_keywords
from datasay.analysis.readability import analyse_readability
from datasay.analysis.sentiment import analyse_sentiment, judge_by_rules
from datasay.analysis.shapes import (
    AdviceKind,
    KeywordResult,
    ReadabilityResult,
    SentimentResult,
    SummaryResult,
)
from datasay.analysis.summary import analyse_summary
from datasay.analysis.syllables import count_syllables
from datasay.language.sentences import split_sentences

DATA = Path(__file__).parents[1] / "data"
ARTICLES = sorted(DATA.glob("*.txt"))


def sentiment(text: str) -> SentimentResult:
    result = analyse_sentiment(text).result
    assert isinstance(result, SentimentResult)
    return result


def keywords(text: str, limit: int = 20) -> KeywordResult:
    result = analyse_keywords(text, limit=limit).result
    assert isinstance(result, KeywordResult)
    return result


def readability(text: str) -> ReadabilityResult:
    result = analyse_readability(text).result
    assert isinstance(result, ReadabilityResult)
    return result


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("这家店很好吃。", "positive"),
        ("这家店不好吃。", "negative"),
        ("从不推荐这种垃圾产品。", "negative"),  # one negation turns one of them round
        ("I would never recommend this terrible phone.", "negative"),
        ("It is not good or useful.", "negative"),
        ("这家店不太好吃。", "negative"),
        ("没有什么可抱怨的地方。", "positive"),
        ("贵是贵，但是非常好用。", "positive"),
        ("外观漂亮，但是质量太差。", "negative"),
        ("虽然有点贵，味道还是很鲜美。", "positive"),
        ("他不得不去一趟邮局。", "neutral"),
        ("会议改到星期三。", "neutral"),
        ("The staff was friendly.", "positive"),
        ("The staff was not friendly.", "negative"),
        ("It isn't bad at all.", "positive"),
        ("The room was lovely but the food was awful.", "negative"),
        ("Although the food was awful, I loved this place.", "positive"),
        ("The train leaves at nine.", "neutral"),
        ("今天 so happy 😍", "positive"),
        ("菜好吃，服务差劲。", "mixed"),
        ("Lovely screen, lousy speakers.", "mixed"),
        ("喜忧参半的一年。", "mixed"),
        ("It was a bittersweet evening.", "mixed"),
        ("The acting is superb while the script is dire.", "mixed"),
        ("味道並不輸給大飯店。", "positive"),  # traditional characters
        ("腰不酸背不疼，坐得舒服。", "positive"),  # each has its own negation
        ("谁说国产车不行？", "positive"),
        ("The fabric is neither soft nor warm.", "negative"),
        ("They have yet to say sorry, and the soup was far from hot.", "negative"),
        ("I can't recommend this dentist enough.", "positive"),
        ("I can't recommend this dentist.", "negative"),
        ("便宜是便宜，可三天就坏。", "negative"),
        ("Once a charming office, it is now a miserable place.", "negative"),
        ("真是好样的，考试又挂了三门。", "negative"),
        ("Brilliant, the printer has jammed again.", "negative"),
        ("唯一的缺点就是太好吃。", "positive"),
        ("《悲惨世界》是法国作家雨果的长篇小说。", "neutral"),
        ("垃圾分类从周一开始。", "neutral"),
        ("“恐惧”的英文怎么拼？", "neutral"),
        ("Death Valley lies mostly in California.", "neutral"),
        ("The word 'terrible' has three syllables.", "neutral"),
        ("A bad debt is one that is not expected to be paid.", "neutral"),
        ("这破天气，太那个了！", "negative"),
        ("也太那个了！", "unsure"),  # it judges, no word says which way
        ("Her performance is electrifying from the first whisper to the last scream.", "unsure"),
    ],
)
def test_negation_degree_and_contrast_are_read(text: str, label: str) -> None:
    (sentence,) = split_sentences(text)
    assert judge_by_rules(sentence)[0].label == label


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("这道菜有点咸。", "这道菜太咸。"),
        ("我高兴。", "我非常高兴。"),
        ("It was good.", "It was very good."),
        ("Bad.", "Bad!"),
    ],
)
def test_degree_makes_it_more(weaker: str, stronger: str) -> None:
    assert abs(sentiment(weaker).polarity) < abs(sentiment(stronger).polarity)


def test_the_evidence_says_what_turned_a_word_round() -> None:
    text = "味道我并不喜欢，服务非常热情。"
    words = {word.text: word for word in sentiment(text).sentences[0].evidence}
    assert (words["喜欢"].negated_by, words["喜欢"].strengthened_by) == ("并不", None)
    assert (words["热情"].negated_by, words["热情"].strengthened_by) == (None, "非常")
    assert words["喜欢"].valence > 0 > words["喜欢"].counted


def test_sentiment_is_told_by_sentence_and_as_a_whole() -> None:
    result = sentiment("客房很干净。早餐难吃极了。服务员态度很差。我们住在三楼。")
    assert [one.label for one in result.sentences] == ["positive", "negative", "negative", "neutral"]
    assert (result.positive_count, result.negative_count, result.neutral_count) == (1, 2, 1)
    assert result.label == "negative"


def test_a_text_that_leans_both_ways_alike_is_mixed_and_one_where_few_sentences_lean_is_neutral() -> None:
    both = sentiment("客房很干净。早餐难吃极了。风景很美。服务员态度很差。")
    assert (both.label, both.mixed_count, both.unsure_count) == ("mixed", 0, 0)
    notice = "停水时间为周三。" + "请各户储水。" * 9 + "施工可能造成损失。"
    assert sentiment(notice).label == "neutral"


def test_names_and_places_are_told_apart() -> None:
    text = "张伟昨天从北京到了上海。张伟在北京大学教书，他说上海的冬天比北京潮湿。北京大学的图书馆有一张张伟捐的书桌。"
    kinds = {keyword.word: keyword.kind for keyword in keywords(text).keywords}
    assert (kinds["张伟"], kinds["北京"], kinds["北京大学"]) == ("person", "place", "organisation")


def test_english_names_of_several_words_are_one_keyword() -> None:
    text = "Dr. Jane Goodall lived in Tanzania. Chimpanzees knew Jane Goodall. The Ministry told Jane Goodall to stay."
    found = {keyword.word: keyword for keyword in keywords(text).keywords}
    assert (found["Jane Goodall"].count, found["Jane Goodall"].kind) == (3, "person")
    assert found["Tanzania"].kind == "place"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_keywords_are_weighed_in_order_and_found_where_they_say(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = keywords(text, 15).keywords
    weights = [keyword.weight for keyword in found]
    assert len(found) == 15
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 1.0
    for keyword in found:
        assert keyword.count >= len(keyword.spans) >= 1
        assert all(text[span.start : span.end] == span.text for span in keyword.spans)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
@pytest.mark.parametrize("ratio", [0.1, 0.3, 0.6])
def test_a_summary_is_verbatim_in_order_and_about_as_long_as_wished(path: Path, ratio: float) -> None:
    text = path.read_text(encoding="utf-8")
    result = analyse_summary(text, ratio=ratio).result
    assert isinstance(result, SummaryResult)
    starts = [sentence.start for sentence in result.sentences]
    assert starts == sorted(set(starts))
    assert all(text[one.start : one.end] == one.text for one in result.sentences)
    longest = max(len(sentence.text) for sentence in split_sentences(text))
    assert abs(result.ratio - ratio) * len(text) <= longest


def test_a_longer_summary_names_more() -> None:
    text = (DATA / "beiying.zh.txt").read_text(encoding="utf-8")
    scores = [analyse_summary(text, sentences=count).score for count in (1, 4, 12)]
    assert scores[0] < scores[1] < scores[2]


def test_the_english_formulas_agree_with_a_count_by_hand() -> None:
    # 2 sentences, 12 words, 15 syllables (ve-ry, hap-py, to-day have two), 41 letters.
    values = {
        one.name: one.value for one in readability("The cat sat on the mat. It was very happy there today.").formulas
    }
    assert values["Flesch Reading Ease"] == pytest.approx(206.835 - 1.015 * 6 - 84.6 * 15 / 12, abs=0.01)
    assert values["Flesch–Kincaid grade"] == pytest.approx(0.39 * 6 + 11.8 * 15 / 12 - 15.59, abs=0.01)
    assert values["Gunning Fog"] == pytest.approx(0.4 * 6, abs=0.01)
    assert values["SMOG"] == pytest.approx(3.13, abs=0.01)
    assert values["ARI"] == pytest.approx(4.71 * 41 / 12 + 0.5 * 6 - 21.43, abs=0.01)


def test_the_chinese_coefficient_is_words_a_sentence_and_difficult_words() -> None:
    result = readability("我喜欢喝茶。他每天去学校。")
    assert result.features["sentences"] == 2
    assert result.features["difficult_words_percent"] == 0
    assert result.formulas[0].name == "CLDC"
    assert result.formulas[0].value == pytest.approx(result.features["words_per_sentence"], abs=0.01)
    hard = readability("量子纠缠悖论颠覆了经典力学的定域实在论。其哲学意涵迄今聚讼纷纭。")
    assert hard.formulas[0].value > 2 * result.formulas[0].value
    assert (result.level_en, hard.level_en) == ("easy", "difficult")


def test_advice_says_which_sentence_is_too_long_and_by_how_much() -> None:
    long = (
        "我们昨天下午在学校门口的那家新开的小饭馆里一边吃着热气腾腾的饺子，一边说起了小时候在河边放牛的那些事情，"
        "还说起了已经很多年没有见过面的老同学，后来又说到了各自的孩子和工作。"
    )
    advice = readability("今天很冷。" + long + "他笑了。").advice
    found = next(one for one in advice if one.kind is AdviceKind.LONG_SENTENCE)
    size = sum(character.isalnum() for character in long)
    assert f"第 2 句有 {size} 个字" in found.advice_zh
    assert f"Sentence 2 has {size} characters" in found.advice_en
    assert found.text == long
    clause = next(one for one in advice if one.kind is AdviceKind.LONG_CLAUSE)
    assert clause.text == long.split("，", maxsplit=1)[0]
    english = readability("Short one. " + "This is the house that Jack built and " * 8 + "so on.").advice
    assert "Sentence 2 has 66 words" in english[0].advice_en


@pytest.mark.parametrize(
    ("word", "count"),
    [("table", 2), ("baked", 1), ("wanted", 2), ("idea", 3), ("rhythm", 2), ("beautiful", 3), ("make", 1), ("the", 1)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert count_syllables(word) == count


@pytest.mark.parametrize(
    "text", ["", "。。。", "😀😀", "\n \n", "12345", "!?", "a", "字", "\u200b", "ﷺ", "한국어 문장입니다."]
)
def test_next_to_nothing_is_no_error(text: str) -> None:
    for analysis in (analyse_sentiment(text), analyse_keywords(text), analyse_summary(text), analyse_readability(text)):
        assert 0 <= analysis.score <= 100
        assert len(analysis.model_version) <= 50


def test_both_languages_in_one_text_are_read() -> None:
    text = "这个 app 太好用了。The support team was awful. 我们都很喜欢。"
    assert [one.label for one in sentiment(text).sentences] == ["positive", "negative", "positive"]
    assert {"app", "support team", "support", "team"} & {one.word for one in keywords(text).keywords}


@pytest.mark.slow
def test_a_megabyte_is_analysed_and_its_answer_stays_small() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ARTICLES)
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    assert len(analyse_readability(text).model_dump_json()) < 1_000_000
    for analyse in (analyse_sentiment, analyse_keywords, analyse_summary):
        assert len(analyse(text[:100_000]).model_dump_json()) < 1_000_000
