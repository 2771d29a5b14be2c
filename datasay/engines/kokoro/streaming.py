"""Speaking a text so that its beginning is heard while the rest is still said."""

import asyncio
import io
import math
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

import numpy as np

from datasay.engines.kokoro.checking import say_well
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.opening import Portion, portions
from datasay.engines.kokoro.phrases import plan_calls
from datasay.engines.kokoro.saying import SaidClause, say_call, without_the_first
from datasay.engines.kokoro.voice import PAUSES
from datasay.engines.kokoro.voices import LOUDNESS, VOICES, KokoroVoice
from datasay.engines.protocols import PARTS_RATE, SpeechRequest
from datasay.engines.speech_requests import needing_words, pauses_behind, sentence_language
from datasay.language.sentences import Sentence, split_sentences
from datasay.media.sound_stream import ENCODINGS, raw_sound, through_ffmpeg
from datasay.media.speech import PEAK, TARGET_LOUDNESS, Timeline

_FIRST_SILENCE, _LAST_SILENCE = 0.03, 0.30
_OPENING = 12  # characters: the sentences that are looked at before anything is said
_AT_A_TIME = 200  # characters of the others


async def speak_in_parts(request: SpeechRequest, voice: KokoroVoice) -> AsyncGenerator[bytes, None]:
    """The sound of a checked request, piece by piece. Raises BadInput, MediaError."""
    filters = ["highpass=f=50"]
    if request.pitch != 1.0:
        filters.append(f"rubberband=pitch={request.pitch:.4f}:formant=preserved")
    if request.speed != 1.0:
        filters.append(f"atempo={request.speed:.4f}")
    if SAMPLE_RATE != PARTS_RATE:
        filters.append(f"aresample={PARTS_RATE}")
    # Nobody has heard the whole yet, so it is made as loud as the voice usually needs.
    level = TARGET_LOUDNESS - LOUDNESS + 20 * math.log10(request.volume) if request.volume else -200.0
    filters += [f"volume={level:.2f}dB", f"alimiter=limit={10 ** (PEAK / 20):.5f}:attack=4:release=60:level=0"]
    made = ("-af", ",".join(filters), *ENCODINGS["pcm"])
    spoken = _spoken(request, voice)
    async with aclosing(spoken), aclosing(through_ffmpeg(spoken, raw_sound(SAMPLE_RATE), made)) as pieces:
        async for piece in pieces:
            yield piece


async def _spoken(request: SpeechRequest, voice: KokoroVoice) -> AsyncGenerator[bytes, None]:
    """Samples at SAMPLE_RATE as the model makes them, with the pauses between them."""
    buffer = io.BytesIO()
    timeline = Timeline(buffer, SAMPLE_RATE)
    timeline.pause(_FIRST_SILENCE)
    pause = 0.0
    async for portion in _planned(request, voice):
        for each in await _said(portion, voice, request.text):
            samples = np.clip(np.rint(each.samples * 32767), -32768, 32767).astype(np.int16)
            if pause:
                timeline.pause(pause)
                pause = 0.0
            if timeline.lay(samples, 1.0) is not None:
                pause = each.clause.pause
        yield _taken(buffer)
    timeline.pause(_LAST_SILENCE)
    yield _taken(buffer)


def _taken(buffer: io.BytesIO) -> bytes:
    made = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return made


async def _said(portion: Portion, voice: KokoroVoice, text: str) -> list[SaidClause]:
    if portion.soon:
        return await asyncio.to_thread(say_call, portion.call, voice, soon=True)
    attempt = await say_well(portion.call, voice, text, None)
    return without_the_first(attempt.said, portion.heard)


async def _planned(request: SpeechRequest, voice: KokoroVoice) -> AsyncIterator[Portion]:
    """What is to be said, each part of the text planned only when the one before has been said."""
    sentences = await asyncio.to_thread(split_sentences, request.text)
    pauses = pauses_behind(request.text, sentences, PAUSES)
    british = (voice if voice.language == "en" else VOICES[voice.partner]).british
    said = 0
    for some in _batches(sentences):
        batch = sentences[some]
        languages = [sentence_language(sentence.text, request.language) for sentence in batch]
        for call in await plan_calls(batch, languages, pauses[some], british, request.text):
            for portion in portions(call, said, request.text):
                yield portion
            said += call.size
    needing_words([said] if said else [])


def _batches(sentences: Sequence[Sentence]) -> list[slice]:
    """The sentences that are planned together: first a few."""
    found: list[slice] = []
    begin = size = 0
    for number, sentence in enumerate(sentences, 1):
        size += len(sentence.text)
        if size >= (_AT_A_TIME if found else _OPENING):
            found.append(slice(begin, number))
            begin, size = number, 0
    return [*found, slice(begin, len(sentences))] if begin < len(sentences) else found
