"""Speaking a text with the model: calls side by side, laid on one timeline, with the time of each word."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import numpy as np

from datasay.engines.kokoro.checking import Attempt, say_well
from datasay.engines.kokoro.hearing import Ear, open_ear
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.phrases import Call, Unit, plan_calls
from datasay.engines.kokoro.saying import SaidClause
from datasay.engines.kokoro.voices import VOICES, KokoroVoice
from datasay.engines.protocols import Progress, Speech, SpeechRequest, SpokenSentence, SpokenWord
from datasay.engines.speech_requests import (
    MIME_TYPES,
    needing_sound,
    needing_words,
    pauses_behind,
    sentence_language,
)
from datasay.language.sentences import Sentence, split_sentences
from datasay.media.speech import DELIVERED_RATE, Laid, Timeline, master

_REVISION = "datasay-kokoro-4"  # grows when the same request would sound different
MODEL_VERSION = f"Kokoro-82M 1.0 int8 · {_REVISION}"
PAUSES = (0.45, 0.60, 0.85)  # seconds at speed 1.0 behind a sentence, a line and a paragraph
_FIRST_SILENCE, _LAST_SILENCE = 0.12, 0.30
_SPEAKING = 0.9  # of the progress; the rest is mastering
_TONE = "highpass=f=50"


async def speak(request: SpeechRequest, voice: KokoroVoice, folder: Path, progress: Progress) -> Speech:
    """Speak a checked request; the sound is laid out in `folder`. Tells progress below 1.0. Raises BadInput."""
    sentences = await asyncio.to_thread(split_sentences, request.text)
    languages = [sentence_language(sentence.text, request.language) for sentence in sentences]
    british = (voice if voice.language == "en" else VOICES[voice.partner]).british
    pauses = pauses_behind(request.text, sentences, PAUSES)
    calls = needing_words(await plan_calls(sentences, languages, pauses, british, request.text))
    raw, made = folder / "speech.raw", folder / f"speech.{request.audio_format}"
    with raw.open("wb") as file:
        timeline = Timeline(file, SAMPLE_RATE)
        narrator = _Narrator(timeline, request, sentences)
        timeline.pause(_FIRST_SILENCE)
        done = 0
        async with open_ear() as ear, aclosing(_all_said(calls, voice, request.text, ear)) as spoken_calls:
            async for attempt in spoken_calls:
                await asyncio.to_thread(narrator.lay, attempt)
                done += 1
                await progress(_SPEAKING * done / len(calls))
        timeline.pause(_LAST_SILENCE)
        duration = timeline.position / SAMPLE_RATE / request.speed
    spoken = needing_sound(narrator.sentences())
    highest = _SPEAKING

    async def on_seconds(seconds: float) -> None:
        nonlocal highest  # mastering passes over the sound twice or more; progress never falls
        highest = max(highest, _SPEAKING + (0.99 - _SPEAKING) * min(1.0, seconds / duration))
        await progress(highest)

    tone = _tone(request, round(duration * SAMPLE_RATE * request.speed))
    loudness = await master(
        raw, SAMPLE_RATE, made,
        tone=tone, volume=request.volume, audio_format=request.audio_format, on_seconds=on_seconds,
    )  # fmt: skip
    return Speech(
        audio=await asyncio.to_thread(made.read_bytes),
        mime_type=MIME_TYPES[request.audio_format],
        duration=round(duration, 4),
        sample_rate=DELIVERED_RATE,
        sentences=spoken,
        loudness=loudness.integrated,
        model_version=MODEL_VERSION,
    )


def _tone(request: SpeechRequest, length: int) -> str:
    """Filters for what is asked for: the model speaks best at its own speed and pitch, so both are changed after it."""
    tone = _TONE
    if request.pitch != 1.0:
        tone += f",rubberband=pitch={request.pitch:.4f}:formant=preserved:pitchq=quality"
    if request.speed != 1.0:
        wanted = round(length / request.speed)  # the filter keeps a little at the end to itself
        tone += f",atempo={request.speed:.4f},apad=whole_len={wanted},atrim=end_sample={wanted}"
    return tone


async def _all_said(
    calls: Sequence[Call], voice: KokoroVoice, text: str, ear: Ear | None
) -> AsyncGenerator[Attempt, None]:
    """The calls in order; while one is listened to, the next is said."""
    at_once = len(os.sched_getaffinity(0))
    waiting = deque(calls)
    under_way: deque[asyncio.Task[Attempt]] = deque()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < at_once:
                under_way.append(asyncio.create_task(say_well(waiting.popleft(), voice, text, ear)))
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


class _Narrator:
    """Lays what was said on a timeline and notes when each word and sentence sounds."""

    def __init__(self, timeline: Timeline, request: SpeechRequest, sentences: Sequence[Sentence]) -> None:
        self._timeline = timeline
        self._request = request
        self._sentences = sentences
        self._words: dict[int, list[SpokenWord]] = {}
        self._clarity: dict[int, float] = {}
        self._pause = 0.0  # owed before the next sound

    def lay(self, attempt: Attempt) -> None:
        """Clauses, one after another."""
        for each in attempt.said:
            if attempt.clarity is not None:
                sentence = each.clause.sentence
                self._clarity[sentence] = min(attempt.clarity, self._clarity.get(sentence, 1.0))
            samples = np.clip(np.rint(each.samples * 32767), -32768, 32767).astype(np.int16)
            if self._pause:
                self._timeline.pause(self._pause)
                self._pause = 0.0
            laid = self._timeline.lay(samples, 1.0)
            if laid is None:
                continue
            self._words.setdefault(each.clause.sentence, []).extend(self._spoken(each, laid))
            self._pause = each.clause.pause

    def sentences(self) -> tuple[SpokenSentence, ...]:
        """Those that sound."""
        return tuple(
            SpokenSentence(
                sentence.text,
                sentence.start,
                sentence.end,
                words[0].start,
                words[-1].end,
                tuple(words),
                self._clarity.get(number),
            )
            for number, sentence in enumerate(self._sentences)
            if (words := self._words.get(number))
        )

    def _spoken(self, said: SaidClause, laid: Laid) -> list[SpokenWord]:
        """The words of a clause; the first begins where it is heard, each ends where the next begins."""
        owners: list[tuple[Unit, int]] = []
        for unit, begin in zip(said.clause.units, said.begins, strict=True):
            if not owners or (owners[-1][0].start, owners[-1][0].end) != (unit.start, unit.end):
                owners.append((unit, begin))
        places = [laid.start, *(min(max(begin + laid.shift, laid.start), laid.end) for _, begin in owners[1:])]
        places = [int(place) for place in np.maximum.accumulate(places)]
        return [
            SpokenWord(self._request.text[unit.start : unit.end], self._time(begin), self._time(end))
            for (unit, _), begin, end in zip(owners, places, [*places[1:], laid.end], strict=True)
        ]

    def _time(self, sample: int) -> float:
        return round(sample / SAMPLE_RATE / self._request.speed, 4)
