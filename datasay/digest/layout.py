"""A text that is said as it stands, laid out in scenes: nothing is left out, nothing is put in another order."""

from dataclasses import dataclass

from datasay.digest.headlines import write_headline
from datasay.digest.keywords import find_keywords, measure_salience
from datasay.digest.passages import find_passages
from datasay.digest.storyboard import Stretch, cut_scenes
from datasay.language.words import read_words

_NEW_PARAGRAPH = 1.2  # how far the next one lies from what was said before


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What is said while one picture is shown, a few words for the picture, and the words that tell most."""

    narration: str
    headline: str
    keywords: tuple[str, ...]


def lay_out(text: str, *, title: str, chinese: bool) -> list[LaidOut]:
    """The scenes of a text whose lines are its paragraphs; none of a text without words."""
    lines = [line.strip() for line in text.splitlines() if any(c.isalnum() for c in line)]
    passages = find_passages(lines, chinese=chinese)
    salience = measure_salience((passage.words for passage in passages), read_words(title))
    stretches = [
        Stretch(passage.text, _NEW_PARAGRAPH if number and passage.opens_paragraph else 0.0)
        for number, passage in enumerate(passages)
    ]
    scenes: list[LaidOut] = []
    for narration in cut_scenes(stretches, chinese=chinese):
        words = read_words(narration)
        keywords = find_keywords(words, salience)
        used = [scene.headline for scene in scenes]
        headline = write_headline(words, salience, chinese=chinese, used=used)
        scenes.append(LaidOut(narration, headline, keywords))
    return scenes
