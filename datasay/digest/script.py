"""An article becomes a script of a wanted length in the article's own words.

Extractive: it chooses, shortens at clause borders and orders, and never writes a word of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datasay.digest.article import Article, read_article
from datasay.digest.concepts import Concepts, find_concepts
from datasay.digest.dialogue import has_speaker, speakers, without_speakers
from datasay.digest.emphasis import (
    COUNTED_LEANS,
    COUNTED_WORTH,
    closings,
    counted_points,
    merits,
    openings,
    points,
    sections,
    shorten_item,
)
from datasay.digest.errors import NothingToRead
from datasay.digest.genre import Genre, find_genre, without_small_print
from datasay.digest.headlines import write_headline
from datasay.digest.improvement import improve
from datasay.digest.keywords import Salience, find_keywords, measure_salience
from datasay.digest.passages import Passage, closed, find_passages, is_sentence_end
from datasay.digest.ranking import Floats
from datasay.digest.selection import Taken, Wish, choose_passages
from datasay.digest.storyboard import Stretch, cut_scenes
from datasay.language.detection import reading_language
from datasay.language.pace import READ_ALOUD, Clock, clock_for
from datasay.language.words import Kind, read_words
from datasay.wording.told import Told

SHORTEST_SCRIPT, LONGEST_SCRIPT = 5.0, 3600.0  # seconds

_ANSWER_SECONDS = 2.5  # "Nine thousand dollars." says nothing without its question
_AIM = 1.003  # of the wished length
NEAR = 0.012  # of the wished length: scripts nearer than this are not chosen anew
MOST_WEIGHED = 2000  # passages; of longer articles only the merits count
_TELLING = 30  # words that a script should name


@dataclass(frozen=True, slots=True)
class ExtractedScene:
    """One picture's worth of script: what is said, a title ("" if none says enough), the words that tell most."""

    narration: str
    headline: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtractedScript:
    """Scenes in order; the first opens with the hook, the last closes with the ending."""

    title: str
    scenes: tuple[ExtractedScene, ...]
    language: str
    seconds: float  # of speech, estimated


@dataclass(frozen=True, slots=True)
class Reading:
    """The article taken apart: what the later steps work on."""

    article: Article
    language: str
    passages: list[Passage]
    salience: Salience
    clock: Clock
    genre: Genre

    @property
    def chinese(self) -> bool:
        return self.language.lower().startswith("zh")


def extract_script(text: str, target_seconds: float) -> ExtractedScript:
    """A script of about that length, or of the whole article when it is shorter. Raises NothingToRead, ValueError."""
    check_length(target_seconds)
    reading = read_source(text)
    return write_scenes(reading, choose(reading, judge(reading), target_seconds))


def check_length(target_seconds: float) -> None:
    """Raises ValueError for an impossible length."""
    if not SHORTEST_SCRIPT <= target_seconds <= LONGEST_SCRIPT:
        raise ValueError(
            f"target_seconds is {target_seconds:g}; "
            f"a script can be {SHORTEST_SCRIPT:g} to {LONGEST_SCRIPT:g} seconds long."
        )


def read_source(text: str, title: str | None = None, language: str | None = None) -> Reading:
    """Take the article apart. Raises NothingToRead."""
    article = read_article(text, title, language)
    language = language or reading_language("\n".join(article.paragraphs)[:20_000])
    genre = find_genre(article)
    if genre is Genre.PRODUCT:
        plain = tuple(map(without_small_print, article.paragraphs))
        article = replace(article, paragraphs=plain if any(plain) else article.paragraphs)
    clock = clock_for(sum(map(len, article.paragraphs)), chinese=language.lower().startswith("zh"))
    passages = find_passages(article.paragraphs, chinese=language.lower().startswith("zh"))
    if genre is Genre.LIST:
        passages = [shorten_item(one, clock) if one.paragraph in article.items else one for one in passages]
    if genre is not Genre.LIST:
        counted = counted_points(passages)
        passages = [
            replace(one, leans=min(one.leans, COUNTED_LEANS)) if at in counted else one
            for at, one in enumerate(passages)
        ]
    if genre is Genre.TALK:
        passages = _in_turns(passages, article)
    passages = [passage for passage in passages if any(c.isalnum() for c in passage.text)]
    if not passages:
        raise NothingToRead(
            Told(
                "The article holds no words that can be spoken. Paste its text in Chinese or English.",
                "文章里没有可以念的文字。请粘贴中文或英文文章。",
            )
        )
    salience = measure_salience((passage.words for passage in passages), read_words(article.title))
    return Reading(article, language, passages, salience, clock, genre)


def _in_turns(passages: list[Passage], article: Article) -> list[Passage]:
    """Passages of a dialogue: what somebody goes on to say needs the name, and a word in answer its question."""
    found: list[Passage] = []
    for number, passage in enumerate(passages):
        goes_on = not passage.opens_paragraph and has_speaker(article.paragraphs[passage.paragraph])
        asked = number > 0 and passages[number - 1].text.endswith(("?", "？"))
        answers = asked and passage.seconds < _ANSWER_SECONDS
        found.append(replace(passage, leans=max(passage.leans, 0.75)) if goes_on or answers else passage)
    return found


def judge(reading: Reading) -> Floats:
    """The merit of each passage, 0 to 1."""
    return merits(reading.passages, read_words(reading.article.title), reading.salience, reading.genre)


def choose(reading: Reading, merit: Floats, target_seconds: float) -> list[Taken]:
    """The passages that make the best script of that length."""
    passages = reading.passages
    bonus = None
    if reading.genre is Genre.LIST:
        bonus = points(passages, reading.article.items, target_seconds, reading.clock)
    elif reading.genre is Genre.NOTICE:
        bonus = sections(passages, merit)
    counted = counted_points(passages) if reading.genre is not Genre.LIST else frozenset[int]()
    if counted:
        bonus = np.zeros(len(passages)) if bonus is None else bonus
        bonus[list(counted)] += COUNTED_WORTH
    wish = Wish(
        target_seconds * _AIM,
        merit,
        openings(passages, merit),
        closings(passages, reading.genre),
        _telling_words(reading),
        reading.clock,
        bonus,
    )
    concepts = None
    if len(passages) <= MOST_WEIGHED:
        title = read_words(reading.article.title)
        concepts = find_concepts(passages, merit, reading.salience, title, chinese=reading.chinese)
    return _to_length(reading, wish, _best(reading, wish, concepts), concepts)


def _best(reading: Reading, wish: Wish, concepts: Concepts | None) -> list[Taken]:
    taken = choose_passages(reading.passages, wish)
    return improve(taken, reading.passages, wish, concepts) if concepts else taken


def _to_length(reading: Reading, wish: Wish, taken: list[Taken], concepts: Concepts | None) -> list[Taken]:
    """What was taken, or what is taken for a little more or less, if that comes nearer: a change of scene is a pause
    too, and where scenes change is not known before.
    """
    if sum(len(passage.text) for passage in reading.passages) > READ_ALOUD or len(taken) == len(reading.passages):
        return taken
    off = _spoken(reading, taken) - wish.seconds
    if abs(off) <= NEAR * wish.seconds or wish.seconds - off <= 0:
        return taken
    again = _best(reading, replace(wish, seconds=wish.seconds - off), concepts)
    nearer = abs(_spoken(reading, again) - wish.seconds) < abs(off)
    return again if nearer else taken


def _spoken(reading: Reading, taken: Sequence[Taken]) -> float:
    """Seconds of speech, each scene a line of its own."""
    return reading.clock("\n".join(cut_scenes(_stretches(taken, reading), chinese=reading.chinese)))


def _telling_words(reading: Reading) -> list[dict[str, float]]:
    """For each passage, those of the article's most telling words it holds, with their shares of 1."""
    scores = sorted(reading.salience.scores.items(), key=lambda entry: (-entry[1], entry[0]))[:_TELLING]
    total = sum(score for _, score in scores) or 1.0
    shares = {key: score / total for key, score in scores}
    return [
        {word.key: shares[word.key] for word in passage.words if word.key in shares} for passage in reading.passages
    ]


def write_scenes(reading: Reading, taken: Sequence[Taken]) -> ExtractedScript:
    """What was chosen, cut into scenes with their headlines and keywords."""
    chinese = reading.chinese
    narrations = cut_scenes(_stretches(taken, reading), chinese=chinese)
    scenes: list[ExtractedScene] = []
    names = speakers(reading.article.paragraphs) if reading.genre is Genre.TALK else frozenset[str]()
    for narration in narrations:
        words = read_words(without_speakers(narration, names))
        keywords = find_keywords(words, reading.salience)
        used = [scene.headline for scene in scenes]
        headline = write_headline(words, reading.salience, chinese=chinese, used=used)
        scenes.append(ExtractedScene(narration, headline, keywords))
    seconds = sum(map(reading.clock, narrations))
    return ExtractedScript(
        title=reading.article.title or _title(reading, taken),
        scenes=tuple(scenes),
        language=reading.language,
        seconds=round(seconds, 2),
    )


def _stretches(taken: Sequence[Taken], reading: Reading) -> list[Stretch]:
    """What was taken, each piece closed as a sentence where the source went on with something left out."""
    stretches: list[Stretch] = []
    paragraphs = [reading.passages[piece.number].paragraph for piece in taken]
    for place, piece in enumerate(taken):
        last = place + 1 == len(taken)
        goes_on = (
            not last and taken[place + 1].number == piece.number + 1 and paragraphs[place + 1] == paragraphs[place]
        )
        text = piece.text if goes_on or is_sentence_end(piece.text) else closed(piece.text, chinese=reading.chinese)
        follows = place == 0 or taken[place - 1].number == piece.number - 1
        turn = 2.0 if not follows else 1.2 if place and paragraphs[place - 1] != paragraphs[place] else 0.0
        stretches.append(Stretch(text, turn))
    return stretches


def _title(reading: Reading, taken: Sequence[Taken]) -> str:
    """The most telling phrase of what was chosen, for an article without a title."""
    words = [
        word for piece in taken[:12] for word in reading.passages[piece.number].words if word.kind is not Kind.SPACE
    ]
    for piece in taken:
        headline = write_headline(reading.passages[piece.number].words, reading.salience, chinese=reading.chinese)
        if headline:
            return headline
    return "".join(word.text for word in words)[:20]
