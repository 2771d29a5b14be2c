"""Speaking a text with espeak-ng, sentence by sentence, with the time of each word measured on the sound."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from datasay.engines.local.speaking.espeak_client import EspeakClient, open_espeak
from datasay.engines.local.speaking.espeak_library import Utterance
from datasay.engines.local.speaking.espeak_runs import Run, piece_samples, plan_runs
from datasay.engines.local.speaking.espeak_voices import LANGUAGE_FILES, LocalVoiceInfo
from datasay.engines.protocols import (
    Progress,
    Speech,
    SpeechRequest,
    SpokenSentence,
    SpokenWord,
)
from datasay.engines.speech_requests import (
    MIME_TYPES,
    needing_sound,
    needing_words,
    pauses_behind,
    sentence_language,
)
from datasay.language.sentences import Sentence, split_sentences
from datasay.media.speech import DELIVERED_RATE, Laid, Timeline, master

_REVISION = "datasay-local-2"  # grows when the same request would sound different
_RATES = {"zh": 205.0, "en": 149.0}  # words a minute as espeak-ng counts them, at speed 1.0
_GAINS = {"zh": 1.0, "en": 1.0}
_PAUSES = (0.36, 0.55, 0.75)  # seconds at speed 1.0 behind a sentence, a line and a paragraph
_FIRST_SILENCE, _LAST_SILENCE = 0.12, 0.30
_SPEAKING = 0.8  # of the progress; the rest is mastering
_TONE = (  # takes off rumble and the buzz of formant synthesis, adds body, evens out loud vowels
    "highpass=f=60,equalizer=f=190:t=q:w=0.7:g=3.5,equalizer=f=1500:t=q:w=0.6:g=-4,equalizer=f=5200:t=q:w=1:g=1.5,"
    "acompressor=threshold=0.08:ratio=2.2:attack=8:release=160:knee=6"
)
_VOLUME = 70  # leaves the library room: at 100 loud voices clip


@dataclass(frozen=True, slots=True)
class _Planned:
    """A sentence, what to say for it, and the silence behind it in seconds at normal speed."""

    sentence: Sentence
    runs: list[Run]
    pause: float


async def speak(
    request: SpeechRequest, voice: LocalVoiceInfo, data_path: Path | None, folder: Path, progress: Progress
) -> Speech:
    """Speak a checked request; the sound is laid out in `folder`. Tells progress below 1.0. Raises BadInput."""
    planned = needing_words(await asyncio.to_thread(_plan, request))
    raw, made = folder / "speech.raw", folder / f"speech.{request.audio_format}"
    sentences: list[SpokenSentence] = []
    async with open_espeak(data_path) as espeak:
        rate, version = espeak.sample_rate, espeak.version
        with raw.open("wb") as file:
            speaker = _Speaker(espeak, Timeline(file, rate), request, voice)
            speaker.rest(_FIRST_SILENCE * request.speed)
            for number, plan in enumerate(planned):
                spoken = await speaker.say(plan)
                if spoken is not None:
                    sentences.append(spoken)
                await progress(_SPEAKING * (number + 1) / len(planned))
            speaker.rest(_LAST_SILENCE * request.speed)
            duration = speaker.seconds
    heard = needing_sound(sentences)
    highest = _SPEAKING

    async def on_seconds(seconds: float) -> None:
        nonlocal highest  # mastering passes over the sound twice or more; progress never falls
        highest = max(highest, _SPEAKING + (0.99 - _SPEAKING) * min(1.0, seconds / duration))
        await progress(highest)

    loudness = await master(
        raw, rate, made, tone=_TONE, volume=request.volume, audio_format=request.audio_format, on_seconds=on_seconds
    )
    audio = await asyncio.to_thread(made.read_bytes)
    return Speech(
        audio=audio,
        mime_type=MIME_TYPES[request.audio_format],
        duration=round(duration, 4),
        sample_rate=DELIVERED_RATE,
        sentences=heard,
        loudness=loudness.integrated,
        model_version=f"espeak-ng {version} · {_REVISION}",
    )


class _Speaker:
    """Says planned sentences one after another on a timeline."""

    def __init__(self, espeak: EspeakClient, timeline: Timeline, request: SpeechRequest, voice: LocalVoiceInfo) -> None:
        self._espeak = espeak
        self._timeline = timeline
        self._request = request
        self._voice = voice
        self._descriptions = {name: voice.timbre.description(name, request.pitch) for name in ("zh", "en")}
        self._pause = 0.0  # owed before the next sound

    @property
    def seconds(self) -> float:
        """How long the timeline is."""
        return self._timeline.position / self._espeak.sample_rate

    def rest(self, seconds: float) -> None:
        """Silence of so many seconds at speed 1.0, in place of any that is owed."""
        self._timeline.pause(seconds / self._request.speed)
        self._pause = 0.0

    async def say(self, plan: _Planned) -> SpokenSentence | None:
        """Speak a sentence; None when it makes no sound."""
        words: list[SpokenWord] = []
        start = end = 0
        for run in plan.runs:
            said = await self._espeak.say(self._utterance(run))
            samples = np.frombuffer(said.samples, "<i2")
            if self._pause and len(samples):
                self.rest(self._pause)
            laid = self._timeline.lay(samples, _GAINS[run.language])
            if laid is None:
                continue
            start, end = start or laid.start, laid.end
            words += self._words(run, piece_samples(run, said), laid)
            self._pause = run.pause
        if not words:
            return None
        self._pause = plan.pause
        sentence = plan.sentence
        return SpokenSentence(
            sentence.text, sentence.start, sentence.end, self._time(start), self._time(end), tuple(words)
        )

    def _utterance(self, run: Run) -> Utterance:
        language = LANGUAGE_FILES[self._voice.english if run.language == "en" else "zh"]
        rate = round(_RATES[run.language] * self._request.speed * self._voice.timbre.pace)
        return Utterance(self._descriptions[run.language], language, run.text, run.language == "zh", rate, _VOLUME)

    def _words(self, run: Run, begins: Sequence[int], laid: Laid) -> list[SpokenWord]:
        # The first word begins where it is heard, not where the library begins to prepare it.
        places = [laid.start, *(min(max(begin + laid.shift, laid.start), laid.end) for begin in begins[1:])]
        ends = [*places[1:], laid.end]
        return [
            SpokenWord(self._request.text[piece.start : piece.end], self._time(begin), self._time(end))
            for piece, begin, end in zip(run.pieces, places, ends, strict=True)
        ]

    def _time(self, sample: int) -> float:
        return round(sample / self._espeak.sample_rate, 4)


def _plan(request: SpeechRequest) -> list[_Planned]:
    sentences = split_sentences(request.text)
    planned: list[_Planned] = []
    pauses = pauses_behind(request.text, sentences, _PAUSES)
    for sentence, pause in zip(sentences, pauses, strict=True):
        runs = plan_runs(sentence.text, sentence_language(sentence.text, request.language), request.text)
        runs = [_moved(run, sentence.start) for run in runs]
        if runs:
            planned.append(_Planned(sentence, runs, pause))
    return planned


def _moved(run: Run, by: int) -> Run:
    pieces = tuple(type(piece)(piece.start + by, piece.end + by, piece.at) for piece in run.pieces)
    return Run(run.language, run.text, pieces, run.phonemes, run.pause)
