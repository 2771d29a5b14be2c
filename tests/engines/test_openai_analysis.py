"""Analyses by the openai engine against a server of the protocol over real HTTP: parts, cut answers, odd answers."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from datasay.analysis.shapes import KeywordResult, ReadabilityResult, SentimentResult, SummaryResult
from datasay.engines.errors import ContentRefused, EngineRejected
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.judging import Judging
from datasay.engines.openai.profile import profile_of
from datasay.engines.openai.quotes import Quotes, occurrences
from datasay.engines.protocols import Desk
from datasay.engines.usage import Unit, UsageMeter
from datasay.language.sentences import split_sentences
from datasay.templating.limits import PROMPT_OUTPUT_LIMIT
from datasay.text.template.builtin import read_builtins
from datasay.text.template.rendering import render_template
from tests.simulators.openai import KEY, MODEL, OpenAISimulator, Reply, serving

LONG = "\n".join(f"第{n}天，村里的人修好了第{n}座桥，大家都很高兴。" for n in range(1, 401))
Json = dict[str, Any]  # Any: JSON


async def _prompts(name: str, variables: Mapping[str, object]) -> str:
    template = read_builtins()[f"prompt_{name}_zh"]
    rendered = await render_template(
        template.content, template.variables, variables, known=True, output_limit=PROMPT_OUTPUT_LIMIT
    )
    return rendered.text


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    profile_of.cache_clear()
    async with serving(OpenAISimulator()) as running:
        yield running


def _account(**given: object) -> OpenAiAccount:
    return OpenAiAccount.model_validate({"model": MODEL, "platform_app_secret": KEY} | given, context={"private": True})


def _engine(simulator: OpenAISimulator, meter: UsageMeter | None = None, **options: object) -> Judging:
    account = _account(platform_app_id=simulator.base_url, **options)
    return Judging(account, Desk(account=account, private=True, prompts=_prompts, meter=meter or UsageMeter()))


class Heard:
    """Progress as it is told."""

    def __init__(self) -> None:
        self.fractions: list[float] = []

    async def __call__(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def check(self) -> None:
        assert self.fractions == sorted(self.fractions)
        assert self.fractions[-1] == 1.0


def _numbers(body: Json) -> list[int]:
    """Of the sentences a prompt shows."""
    return [int(found) for found in re.findall(r"^\[(\d+)\] ", body["messages"][0]["content"], re.MULTILINE)]


def _said(answer: Json) -> Reply:
    return Reply(json.dumps(answer, ensure_ascii=False))


async def test_every_sentence_of_a_long_text_is_judged_once_by_parts(simulator: OpenAISimulator) -> None:
    def judge(body: Json) -> Reply:
        words = [{"quote": "高兴", "valence": 2, "counted": 3}]
        return _said(
            {"polarity": 0.5, "sentences": [{"number": n, "polarity": 0.6, "words": words} for n in _numbers(body)]}
        )

    simulator.answer = judge
    heard, meter = Heard(), UsageMeter()
    found = await _engine(simulator, meter, context_tokens=6000).analyse_sentiment(LONG, heard)
    shown = [number for body in simulator.requests for number in _numbers(body)]
    assert shown == list(range(1, 401))
    assert len(simulator.requests) > 3
    assert isinstance(found.result, SentimentResult)
    assert (found.result.sentence_count, found.result.positive_count) == (400, 400)
    assert found.score == 75
    assert [
        word for one in found.result.sentences for word in one.evidence if LONG[word.start : word.end] != "高兴"
    ] == []
    heard.check()
    assert [usage.units[Unit.REQUESTS] for usage in meter.totals] == [len(simulator.requests)]


async def test_a_part_whose_answer_is_cut_off_is_asked_about_in_halves(simulator: OpenAISimulator) -> None:
    text = "".join(f"第{n}句很好。" for n in range(1, 9))

    def judge(body: Json) -> Reply:
        if len(_numbers(body)) > 2:
            return Reply('{"polarity": 0.5, "sent', finish="length")
        return _said({"polarity": 0.5, "sentences": []})

    simulator.answer = judge
    heard = Heard()
    found = await _engine(simulator).analyse_sentiment(text, heard)
    assert [_numbers(body) for body in simulator.requests if len(_numbers(body)) <= 2] == [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
    ]
    assert found.score == 75
    heard.check()
    simulator.answer = lambda _body: Reply("{", finish="length")
    with pytest.raises(EngineRejected, match="longer than the model may answer"):
        await _engine(simulator).analyse_sentiment("很好。", Heard())


async def test_the_best_sentences_of_the_parts_are_ranked_together(simulator: OpenAISimulator) -> None:
    def rank(body: Json) -> Reply:
        return _said({"sentences": [{"number": n, "weight": n / 400} for n in _numbers(body)[-3:]]})

    simulator.answer = rank
    heard = Heard()
    found = await _engine(simulator, context_tokens=8000).analyse_summary(LONG, heard, sentences=3)
    sentences = split_sentences(LONG)
    assert isinstance(found.result, SummaryResult)
    assert [(one.number, one.text) for one in found.result.sentences] == [
        (number, sentences[number - 1].text) for number in (398, 399, 400)
    ]
    parts = [_numbers(body) for body in simulator.requests]
    assert [number for part in parts[:-1] for number in part] == list(range(1, 401))
    assert parts[-1] == [number for part in parts[:-1] for number in part[-3:]]
    heard.check()


async def test_a_summary_is_filled_up_to_its_share(simulator: OpenAISimulator) -> None:
    simulator.answer = lambda body: _said({"sentences": [{"number": n, "weight": 0.5} for n in _numbers(body)]})
    found = await _engine(simulator).analyse_summary(LONG[:2000], Heard(), ratio=0.25)
    assert isinstance(found.result, SummaryResult)
    assert found.result.ratio == pytest.approx(0.25, abs=0.03)


async def test_a_summary_of_sentences_that_do_not_exist_is_refused(simulator: OpenAISimulator) -> None:
    simulator.answer = lambda _body: _said({"sentences": [{"number": 500, "weight": 1}]})
    with pytest.raises(EngineRejected, match="no sentence of the text"):
        await _engine(simulator).analyse_summary("村里修好了桥。", Heard(), sentences=1)


async def test_keywords_of_parts_are_added_up(simulator: OpenAISimulator) -> None:
    def name(body: Json) -> Reply:
        last = _numbers(body)[-1]
        words = [("桥", "term", 0.6), ("村里", "place", 0.5), (f"第{last}座", "odd", 1.0), ("隧道", "term", 1.0)]
        return _said({"keywords": [{"word": w, "kind": k, "weight": x} for w, k, x in words]})

    simulator.answer = name
    found = await _engine(simulator, context_tokens=6000).analyse_keywords(LONG, Heard(), limit=3)
    assert isinstance(found.result, KeywordResult)
    first = found.result.keywords[0]
    assert (first.word, first.weight, first.count, len(first.spans)) == ("桥", 1, 400, 100)
    assert len(found.result.keywords) == 3
    assert "隧道" not in {one.word for one in found.result.keywords}


@pytest.mark.parametrize("text", ["。。。！？", "👍🎉", "x"])
async def test_a_text_with_next_to_nothing_in_it_is_analysed(simulator: OpenAISimulator, text: str) -> None:
    simulator.answer = lambda _body: _said({"polarity": 0, "sentences": [], "keywords": [], "advice": []})
    engine = _engine(simulator)
    assert (await engine.analyse_sentiment(text, Heard())).score == 50
    assert (await engine.analyse_keywords(text, Heard(), limit=5)).score == 0
    readable = (await engine.analyse_readability(text, Heard())).result
    assert isinstance(readable, ReadabilityResult)
    if text != "x":
        assert (await engine.analyse_summary(text, Heard())).score == 0


@pytest.mark.parametrize("formats", [{"json_object"}, set[str]()])
async def test_a_server_without_schemas_is_asked_in_words(simulator: OpenAISimulator, formats: set[str]) -> None:
    simulator.formats = formats
    simulator.answer = lambda _body: Reply('好的：\n```json\n{"polarity": -0.5, "sentences": []}\n```')
    found = await _engine(simulator).analyse_sentiment("下雨了。", Heard())
    assert found.score == 25


async def test_a_refusal_is_told(simulator: OpenAISimulator) -> None:
    simulator.replies.append(Reply("", refusal="不分析这篇。"))
    with pytest.raises(ContentRefused, match="不分析这篇"):
        await _engine(simulator).analyse_sentiment("下雨了。", Heard())


def test_versions_fit_and_name_both() -> None:
    account = _account(platform_app_id="http://127.0.0.1:1/v1", model="m" * 90)
    engine = Judging(account, Desk(account=account))
    assert len(engine.version) == len(engine.readability_version) == 50
    assert engine.readability_version.endswith("+local-formulas-1")


def test_quotes_are_found_one_after_another_and_words_as_whole_words() -> None:
    quotes = Quotes("好，很好，好。")
    assert [quotes.find("好") for _ in range(4)] == [(0, 1), (3, 4), (5, 6), None]
    assert (quotes.find("坏"), quotes.find("")) == (None, None)
    assert list(occurrences("Art, article and ART.", "art")) == [(0, 3), (17, 20)]
    assert list(occurrences("杭州和杭州湾", "杭州")) == [(0, 2), (3, 5)]
