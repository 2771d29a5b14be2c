"""A text as subtitles: with the times a voice was measured at, or those it would take at the local engine's pace."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasay.composition.subtitles import cues_from_sentences, srt
from datasay.language.pace import LOCAL, spoken_seconds
from datasay.language.sentences import split_sentences
from datasay.text_exchange.document import Kind, has_words
from datasay.text_exchange.markup import blocks_of

_PARAGRAPH_SECONDS = 0.25  # more than a sentence's pause
_SPOKEN = frozenset((Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.QUOTE))
_WIDTH, _HEIGHT = 1920, 1080  # lines as on a wide screen: 22 Chinese characters


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence or a word and when it sounds, in seconds."""

    text: str
    start: float
    end: float
    words: tuple["Spoken", ...] = ()


def write_srt(sentences: Sequence[Spoken], language: str) -> str:
    """The sentences as a SubRip file."""
    return srt(cues_from_sentences(sentences, width=_WIDTH, height=_HEIGHT, language=language))


def estimate(content: str, language: str) -> list[Spoken]:
    """The sentences of a text with the times the local voice would need, pauses included. Empty without words."""
    sentences: list[Spoken] = []
    at = 0.0
    for each in blocks_of(content):
        if each.kind not in _SPOKEN:
            continue
        for sentence in split_sentences(each.text):
            if not has_words(sentence.text):
                continue
            seconds = max(spoken_seconds(sentence.text, language), LOCAL.sentence)
            sounding = seconds - LOCAL.sentence if seconds > 2 * LOCAL.sentence else seconds
            sentences.append(Spoken(sentence.text, round(at, 3), round(at + sounding, 3)))
            at += seconds
        at += _PARAGRAPH_SECONDS
    return sentences
