"""What stands on each scene's page, when each part of it is said, and how one scene gives way to the next."""

import asyncio
import re
from collections.abc import Sequence

from datasay.composition.transition import Transition, choose
from datasay.digest.pages.page import ScenePage
from datasay.digest.pages.plan import PICTURED, SceneWords, changed, plan_pages
from datasay.engines.protocols import SpokenSentence
from datasay.mixall.content.models import MixallContentScene

_ENTERS_BY = 1.5  # seconds of a scene: nobody looks at an empty page for longer
_NEW_PART = re.compile(
    r"^(?:后来|多年|如今|今天|现在|另一方面|除此之外|接下来|第二天|与此同时|同时|(?:18|19|20)\d\d年|一年后|那么"
    r"|(?:In (?:1[5-9]|20)\d\d|Later|Today|Now|Meanwhile|After|Next|Then|Years)\b)"
)
_CLAUSE = re.compile(r"[，。；：！？,;:.!?]\s*(?=\S)")
_BEAT_SECONDS = 2.5
_EVERY = 5  # without such a word, a new part begins at every so many scenes


async def read_pages(scenes: Sequence[MixallContentScene], title: str, language: str) -> list[ScenePage]:
    """The pages of a work's scenes, as they are planned from what is said."""
    words = [
        SceneWords(scene.scene_narration, scene.scene_headline or "", tuple(scene.scene_keywords or ()))
        for scene in scenes
    ]
    chinese = language.lower().startswith("zh")
    return await asyncio.to_thread(plan_pages, words, title, chinese=chinese)


def page_as_drawn(page: ScenePage, layout: str) -> ScenePage | None:
    """The page that goes with a picture: as it was asked for or as the engine changed it; none without a layout."""
    return changed(page, layout) if layout else None


def moments_of(page: ScenePage, offset: int, sentences: Sequence[SpokenSentence]) -> tuple[float, ...]:
    """When the figure or each entry is said, in seconds of the speech; `offset` is where the scene stands in it."""
    if page.items:
        return tuple(said_at(offset + item.at, sentences) for item in page.items)
    return (said_at(offset + page.figure.at, sentences),) if page.figure else ()


def enters_at(
    narration: str, keywords: Sequence[str], offset: int, sentences: Sequence[SpokenSentence], start: float
) -> float:
    """When the thing a scene shows comes in: on the word that tells most, but soon."""
    at = next((narration.find(word) for word in keywords if word in narration), 0)
    return min(max(said_at(offset + at, sentences), start + 0.3), start + _ENTERS_BY)


def beats_of(
    narration: str, offset: int, sentences: Sequence[SpokenSentence], start: float, end: float
) -> tuple[float, ...]:
    """When the camera steps on in a long scene: where a clause begins, some three seconds after the last time."""
    beats: list[float] = []
    for match in _CLAUSE.finditer(narration):
        at = said_at(offset + match.end(), sentences)
        if at - (beats[-1] if beats else start) >= _BEAT_SECONDS and end - at >= _BEAT_SECONDS * 0.7:
            beats.append(round(at, 3))
    return tuple(beats)


def said_at(place: int, sentences: Sequence[SpokenSentence]) -> float:
    """When what stands at a place of the spoken text is said."""
    before = 0.0
    for sentence in sentences:
        if place < sentence.text_start:
            return sentence.start
        before = sentence.start
        if place < sentence.text_end:
            return _within(sentence, place - sentence.text_start)
    return before


def _within(sentence: SpokenSentence, place: int) -> float:
    if not sentence.words:
        share = place / max(len(sentence.text), 1)
        return sentence.start + (sentence.end - sentence.start) * share
    best, position = sentence.start, 0
    for word in sentence.words:
        at = sentence.text.find(word.text.strip(), position)
        if at < 0:
            continue
        if at > place:
            break
        best, position = word.start, at + len(word.text.strip())
    return best


def transitions_of(pages: Sequence[ScenePage | None], narrations: Sequence[str]) -> list[Transition]:
    """How each scene comes. Pictures without pages are faded into one another."""
    if not any(pages):
        return [Transition.FADE for _ in pages]
    layouts = [page.layout if page else "" for page in pages]
    turns = [bool(_NEW_PART.match(said)) or number % _EVERY == _EVERY - 1 for number, said in enumerate(narrations)]
    pictured = [layout in {*PICTURED, "title", "map"} for layout in layouts]
    return choose(layouts, turns, pictured)
