"""Analyses by a language model: it judges and quotes; places, counts and lengths are worked out here in the text."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from pydantic import BaseModel

from datasay.analysis import readability, summary
from datasay.analysis.advice import MOST as MOST_ADVICE
from datasay.analysis.keyword import MOST_SPANS
from datasay.analysis.sentiment import compose_sentiment, label_of
from datasay.analysis.shapes import (
    Advice,
    AdviceKind,
    Analysis,
    Keyword,
    KeywordKind,
    KeywordResult,
    OpinionWord,
    ReadabilityResult,
    SentenceSentiment,
    Span,
)
from datasay.engines.errors import EngineRejected
from datasay.engines.openai import analysis_answer as answers
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.asking import AnswerCutOff, ask_form
from datasay.engines.openai.opening import connected
from datasay.engines.openai.parts import group_sentences
from datasay.engines.openai.quotes import Quotes, occurrences
from datasay.engines.protocols import Desk, Progress
from datasay.language.detection import reading_language
from datasay.language.sentences import Sentence, split_sentences
from datasay.language.words import read_words
from datasay.wording.told import Told

_LONGEST_VERSION = 50
_SAMPLE = 20_000  # characters that tell the language
_PROMPT_TOKENS, _ANSWER_TOKENS = 1_500, 3_000
_MOST_JUDGED, _MOST_READ = 80, 400  # sentences of a part: each judged one is written about, read ones are not
_JUDGED_TOKENS = 50
_SUMMARY_ROUNDS = 4
_MODEL_ADVICE = MOST_ADVICE // 2

Numbered = tuple[int, Sentence]
Part = Sequence[Numbered]
Answer = TypeVar("Answer", bound=BaseModel)
Wishes = Callable[[Part], Mapping[str, object]]


class Judging:
    """One text's analyses by the account's model, in the shapes of the local ones.

    Every analysis raises EngineError: EngineRejected when the model twice answers in another form.
    """

    def __init__(self, account: OpenAiAccount, desk: Desk) -> None:
        self._account = account
        self._desk = desk

    @property
    def version(self) -> str:
        """Names the model; a very long name is cut."""
        return f"openai/{self._account.model}"[:_LONGEST_VERSION]

    @property
    def readability_version(self) -> str:
        """Names both who advises and who measures."""
        local = "+" + readability.VERSION.replace("-readability", "")
        return f"openai/{self._account.model}"[: _LONGEST_VERSION - len(local)] + local

    async def analyse_sentiment(self, text: str, progress: Progress) -> Analysis:
        """The model judges the sentences and each part as a whole; parts count by their length."""
        sentences = await asyncio.to_thread(_numbered, text)
        most = _MOST_JUDGED
        if self._account.max_tokens is not None:
            most = min(most, max(self._account.max_tokens // _JUDGED_TOKENS, 1))
        parts = group_sentences(sentences, self._readable(), most)
        answered = await self._each("sentiment", parts, answers.SENTIMENT_SCHEMA, answers.SentimentAnswer, progress)
        quotes = Quotes(text)
        judged: list[SentenceSentiment] = []
        whole = 0.0
        for part, answer in answered:
            whole += answer.polarity * _length(part)
            said = {one.number: one for one in reversed(answer.sentences)}
            judged += [_judged(quotes, number, sentence, said.get(number)) for number, sentence in part]
        polarity = whole / max(_length(sentences), 1)
        return compose_sentiment(_language(text), judged, polarity, self.version)

    async def analyse_keywords(self, text: str, progress: Progress, *, limit: int) -> Analysis:
        """The model names words, their kinds and weights; each place is looked up, and what has none is dropped."""
        parts = group_sentences(await asyncio.to_thread(_numbered, text), self._readable(), _MOST_READ)
        answered = await self._each(
            "keyword", parts, answers.KEYWORD_SCHEMA, answers.KeywordAnswer, progress, lambda _part: {"limit": limit}
        )
        weights: dict[str, float] = defaultdict(float)
        named: dict[str, answers.AnsweredKeyword] = {}
        for part, answer in answered:
            for key, word in {one.word.casefold(): one for one in reversed(answer.keywords)}.items():
                weights[key] += word.weight * _length(part)
                named.setdefault(key, word)
        ordered = sorted((key for key in weights if weights[key] > 0), key=lambda key: -weights[key])
        return await asyncio.to_thread(
            _keywords, text, [(named[key], weights[key]) for key in ordered], limit, self.version
        )

    async def analyse_summary(
        self, text: str, progress: Progress, *, ratio: float | None = None, sentences: int | None = None
    ) -> Analysis:
        """The model ranks numbered sentences; the best that fit are taken from the text as they stand."""
        everything, telling = await asyncio.to_thread(summary.read_telling, text)
        if not telling:
            await progress(1.0)
            return summary.compose_summary(text, {}, self.version)
        pool = [(number, one.sentence) for number, one in telling]
        share = summary.DEFAULT_RATIO if ratio is None else ratio
        count = min(sentences or max(round(len(pool) * min(share * 1.5, 1.0)), 1), len(pool))
        ranked = await self._ranked(pool, count, progress)
        numbers = sorted(ranked, key=lambda number: (-ranked[number], number))
        if sentences is None:
            lengths = {number: len(sentence.text) for number, sentence in pool}
            total = sum(len(sentence.text) for sentence in everything)
            merit = np.array([ranked[number] for number in numbers])
            taken = summary.fill_up(merit, [lengths[number] for number in numbers], share * total)
            numbers = [numbers[place] for place in taken]
        chosen = {number: ranked[number] for number in numbers[:sentences]}
        return await asyncio.to_thread(summary.compose_summary, text, chosen, self.version)

    async def _ranked(self, pool: Part, count: int, progress: Progress) -> dict[int, float]:
        """Weights of about `count` sentences or more; of several parts the best are ranked again together."""
        begin = 0.0
        for round_number in range(_SUMMARY_ROUNDS):
            parts = group_sentences(pool, self._readable(), _MOST_READ)
            wanted = count if len(parts) == 1 else 2 * count

            def wishes(part: Part, wanted: int = wanted, size: int = len(pool)) -> Mapping[str, object]:
                return {"count": min(max(-(-wanted * len(part) // size), 1), len(part))}

            end = 1.0 if len(parts) == 1 else 1 - 0.4 ** (round_number + 1)
            schema, form = answers.SUMMARY_SCHEMA, answers.SummaryAnswer
            answered = await self._each("summary", parts, schema, form, _within(progress, begin, end), wishes)
            ranked: dict[int, float] = {}
            for part, answer in answered:
                known = {number for number, _ in part}
                ranked |= {one.number: one.weight for one in reversed(answer.sentences) if one.number in known}
            if not ranked:
                raise EngineRejected(
                    Told(
                        "The model named no sentence of the text for its summary; use another model.",
                        "模型的摘要没有选出文中的任何一句，请换一个模型。",
                    )
                )
            best = [one for one in pool if one[0] in ranked]
            if len(parts) == 1 or len(best) <= count or len(best) > 0.9 * len(pool):
                break
            pool, begin = best, end
        await progress(1.0)
        return ranked

    async def analyse_readability(self, text: str, progress: Progress) -> Analysis:
        """The published measures are computed as ever; the model adds advice for places it quotes."""
        measured = await asyncio.to_thread(readability.analyse_readability, text)
        result = measured.result
        assert isinstance(result, ReadabilityResult)
        parts = group_sentences(await asyncio.to_thread(_numbered, text), self._readable(), _MOST_READ)
        limit = max(_MODEL_ADVICE // max(len(parts), 1), 2)
        answered = await self._each(
            "readability",
            parts,
            answers.READABILITY_SCHEMA,
            answers.ReadabilityAnswer,
            progress,
            lambda _part: {"limit": limit},
        )
        quotes = Quotes(text)
        found = [
            (rank, advice)
            for part, answer in answered
            for rank, one in enumerate(answer.advice)
            if (advice := _advice(quotes, part, one)) is not None
        ]
        by_rank = [advice for _, advice in sorted(found, key=lambda one: one[0])][:_MODEL_ADVICE]
        said = {(one.kind, one.start, one.end) for one in by_rank}
        measures = [one for one in result.advice if (one.kind, one.start, one.end) not in said]
        whole = result.model_copy(update={"advice": (by_rank + measures)[:MOST_ADVICE]})
        return Analysis(result=whole, score=measured.score, model_version=self.readability_version)

    def _readable(self) -> int:
        """Tokens of a text that fit beside our own words and the answer."""
        reserved = _PROMPT_TOKENS + max(self._account.max_tokens or 0, _ANSWER_TOKENS)
        return max(self._account.context_tokens - reserved, self._account.context_tokens // 4)

    async def _each(
        self,
        name: str,
        parts: Sequence[Part],
        schema: Mapping[str, object],
        form: type[Answer],
        progress: Progress,
        wishes: Wishes = lambda _part: {},
    ) -> list[tuple[Part, Answer]]:
        """The parts with the model's answers, in order; a part whose answer is cut off is asked about in halves."""
        waiting = list(parts)
        done: list[tuple[Part, Answer]] = []
        await progress(0.0)
        async with connected(self._account, self._desk) as connection:
            while waiting:
                part = waiting.pop(0)
                lines = "\n".join(f"[{number}] {sentence.text}" for number, sentence in part)
                prompt = await self._desk.prompts(f"analyse_{name}", {"source": lines, **wishes(part)})
                try:
                    answer = await ask_form(connection, self._desk.prompts, self._account, prompt, schema, form)
                except AnswerCutOff:
                    if len(part) == 1:
                        raise
                    waiting[:0] = [part[: len(part) // 2], part[len(part) // 2 :]]
                    continue
                done.append((part, answer))
                left = sum(map(_length, waiting))
                await progress(1.0 - left / max(left + sum(_length(part) for part, _ in done), 1))
        await progress(1.0)
        return done


def _within(progress: Progress, begin: float, end: float) -> Callable[[float], Awaitable[None]]:
    async def part(fraction: float) -> None:
        await progress(begin + (end - begin) * fraction)

    return part


def _numbered(text: str) -> list[Numbered]:
    return list(enumerate(split_sentences(text), start=1))


def _language(text: str) -> str:
    return reading_language(text[:_SAMPLE])


def _length(part: Part) -> int:
    return sum(len(sentence.text) for _, sentence in part)


def _judged(quotes: Quotes, number: int, sentence: Sentence, said: answers.JudgedSentence | None) -> SentenceSentiment:
    polarity = said.polarity if said is not None else 0.0
    evidence: list[OpinionWord] = []
    for word in said.words if said is not None else ():
        place = quotes.find(word.quote, sentence.start, sentence.end)
        if place is not None:
            start, end = place
            evidence.append(
                OpinionWord(
                    start=start,
                    end=end,
                    text=word.quote,
                    valence=round(word.valence, 2),
                    counted=round(word.counted, 3),
                    negated_by=None,
                    strengthened_by=None,
                )
            )
    return SentenceSentiment(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        number=number,
        label=label_of(polarity),
        polarity=round(polarity, 4),
        evidence=sorted(evidence, key=lambda word: word.start),
    )


def _keywords(text: str, named: Sequence[tuple[answers.AnsweredKeyword, float]], limit: int, version: str) -> Analysis:
    found = ((one, weight, list(occurrences(text, one.word))) for one, weight in named)
    standing = list(islice((one for one in found if one[2]), limit))
    heaviest = standing[0][1] if standing else 1.0
    covered = np.zeros(len(text) + 1, dtype=bool)
    keywords: list[Keyword] = []
    for one, weight, places in standing:
        for start, end in places:
            covered[start:end] = True
        spans = [Span(start=start, end=end, text=text[start:end]) for start, end in places[:MOST_SPANS]]
        kind = KeywordKind(one.kind) if one.kind in set(KeywordKind) else KeywordKind.TERM
        keywords.append(
            Keyword(word=one.word, kind=kind, weight=round(weight / heaviest, 4), count=len(places), spans=spans)
        )
    words = [
        (word.key, word.weight, sentence.start + word.start)
        for sentence in split_sentences(text)
        for word in read_words(sentence.text)
        if word.weight
    ]
    carried = sum(weight for _, weight, start in words if covered[start]) / max(sum(w for _, w, _ in words), 1e-9)
    result = KeywordResult(
        language=_language(text),
        word_count=len(words),
        different_count=len({key for key, _, _ in words}),
        keywords=keywords,
    )
    return Analysis(result=result, score=round(min(carried, 1.0) * 100, 2), model_version=version)


def _advice(quotes: Quotes, part: Part, said: answers.QuotedAdvice) -> Advice | None:
    place = quotes.find(said.quote, part[0][1].start, part[-1][1].end)
    if place is None or said.kind not in set(AdviceKind):
        return None
    return Advice(
        kind=AdviceKind(said.kind),
        start=place[0],
        end=place[1],
        text=said.quote,
        advice_zh=said.advice_zh,
        advice_en=said.advice_en,
    )
