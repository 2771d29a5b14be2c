"""An article becomes a script of a wanted length in the article's own words.

Extractive: it chooses, shortens at clause borders and orders, and never writes a word of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datasay.digest.article import Article, read_article
from datasay.digest.errors import NothingToRead
from datasay.digest.headlines import write_headline
from datasay.digest.keywords import Salience, find_keywords, measure_salience
from datasay.digest.passages import Passage, closed, find_passages, is_sentence_end
from datasay.digest.ranking import Floats, centrality, percentiles, term_matrix, without_repeats
from datasay.digest.selection import Taken, Wish, choose_passages
from datasay.digest.storyboard import Stretch, cut_scenes
from datasay.language.detection import reading_language
from datasay.language.pace import Clock, clock_for
from datasay.language.words import Kind, read_words

SHORTEST_SCRIPT, LONGEST_SCRIPT = 5.0, 3600.0  # seconds

_OPENING_WORTH = 7.0  # seconds' worth of a perfect first sentence
_CLOSING_WORTH = 13.0
_TELLING = 30  # words that a script should name
CENTRAL, TELLING, EARLY, TITLED = 0.55, 0.25, 0.4, 0.15
FIGURED, FELT, OPENS, ASKED = 0.25, 0.2, 0.05, 0.35
MERIT_SUM = 1.4
_QUESTION = re.compile(r"[?？]")
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万亿两]+(?:倍|年|天|岁|个|万|亿|成|次|公里|元)|\b(?:one|two|three|four|five|seven|ten|hundred|thousand|million|billion|percent|first)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"却|竟|反而|不是.{1,20}而是|最|从未|从来|第一|唯一|never|only|most|but|yet|instead|\bnot\b", re.IGNORECASE
)
_FEELING = re.compile(
    r"泪|哭|笑|爱|恨|怕|痛|梦|忘|死|惊|奇迹|秘密|love|fear|dream|death|dead|tears?\b|hope|secret|lost|liberty|free",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"第一|首次|首个|唯一|最[^近后初]|\b(?:first|only|largest|biggest|best|most|never before)\b", re.IGNORECASE
)
_QUOTATION = re.compile(r"[“「\"][^“”「」\"]{4,}[”」\"]")


@dataclass(frozen=True, slots=True)
class ExtractedScene:
    """One picture's worth of script: what is said, a few words for the picture, and the words that tell most."""

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
    article = read_article(text, title)
    language = language or reading_language("\n".join(article.paragraphs)[:20_000])
    passages = find_passages(article.paragraphs, chinese=language.lower().startswith("zh"))
    passages = [passage for passage in passages if any(c.isalnum() for c in passage.text)]
    if not passages:
        raise NothingToRead("The article holds no words that can be spoken. Paste its text in Chinese or English.")
    salience = measure_salience((passage.words for passage in passages), read_words(article.title))
    clock = clock_for(sum(map(len, article.paragraphs)), chinese=language.lower().startswith("zh"))
    return Reading(article, language, passages, salience, clock)


def judge(reading: Reading) -> Floats:
    """The merit of each passage, 0 to 1: centrality, figures, an early place, telling words; less for what repeats."""
    passages = reading.passages
    matrix = term_matrix([[(word.key, word.weight) for word in passage.words if word.weight] for passage in passages])
    ends = np.cumsum([passage.seconds for passage in passages])
    place = (ends - ends[0]) / max(float(ends[-1]), 1e-9)
    central = percentiles(centrality(matrix, np.ones(len(passages))))
    telling = percentiles(np.array([_density(passage, reading.salience) for passage in passages]))
    titled = {word.key for word in read_words(reading.article.title) if word.weight}
    named = np.array([any(word.key in titled for word in passage.words) for passage in passages])
    merit = CENTRAL * central + TELLING * telling + EARLY * np.exp(-place * 6)
    merit += TITLED * named * max(0.0, 1.0 - float(named.mean()))  # a word that is everywhere sets nothing apart
    merit += FIGURED * np.array([bool(_NUMBER.search(passage.text)) for passage in passages])
    merit += FELT * np.array([bool(_FEELING.search(passage.text)) for passage in passages])
    merit += OPENS * np.array([passage.opens_paragraph for passage in passages])
    merit -= ASKED * np.array([bool(_QUESTION.search(passage.text)) for passage in passages])
    merit = np.clip(merit / MERIT_SUM, 0.02, 1.0)
    merit *= np.where(_copies(passages), 0.02, 1.0)
    return without_repeats(matrix, merit)


def _copies(passages: Sequence[Passage]) -> list[bool]:
    """Which passages say word for word what an earlier one said."""
    seen: set[str] = set()
    copies = []
    for passage in passages:
        letters = "".join(filter(str.isalnum, passage.text)).lower()
        copies.append(letters in seen)
        seen.add(letters)
    return copies


def _density(passage: Passage, salience: Salience) -> float:
    """News per second of speech, so that long sentences do not win by length alone."""
    keys = {word.key: salience.of(word) for word in passage.words if word.weight}
    return float(sum(keys.values()) / (1.5 + passage.seconds) ** 0.8)


def choose(reading: Reading, merit: Floats, target_seconds: float) -> list[Taken]:
    """The passages that make the best script of that length."""
    passages = reading.passages
    opening = np.array([_opening_worth(passage, number, merit[number]) for number, passage in enumerate(passages)])
    closing = np.zeros(len(passages))
    copies = _copies(passages)
    last = passages[-1].paragraph
    for number, passage in enumerate(passages):
        back = len(passages) - 1 - number
        if not copies[number] and (passage.paragraph == last or back < 3):
            closing[number] = _CLOSING_WORTH * (1.0 if back == 0 else 0.35 if back == 1 else 0.1)
    wish = Wish(target_seconds, merit, opening, closing, _telling_words(reading), reading.clock)
    return choose_passages(passages, wish)


def _telling_words(reading: Reading) -> list[dict[str, float]]:
    """For each passage, those of the article's most telling words it holds, with their shares of 1."""
    scores = sorted(reading.salience.scores.items(), key=lambda entry: (-entry[1], entry[0]))[:_TELLING]
    total = sum(score for _, score in scores) or 1.0
    shares = {key: score / total for key, score in scores}
    return [
        {word.key: shares[word.key] for word in passage.words if word.key in shares} for passage in reading.passages
    ]


def _opening_worth(passage: Passage, number: int, merit: float) -> float:
    """How well a passage opens a script, in seconds' worth: the author's own first sentence, or one that grips."""
    text = passage.text
    grip = (
        0.35 * bool(re.search(r"[?？]", text)) + 0.2 * bool(_NUMBER.search(text)) + 0.2 * bool(_CONTRAST.search(text))
    )
    grip += 0.2 * bool(_FEELING.search(text)) + 0.15 * bool(re.search(r"[!！“「]", text)) + 0.3 * float(merit)
    first = 0.75 if number == 0 else 0.3 if passage.paragraph == 0 else 0.0
    long = max(0.0, passage.seconds - 9.0) * 0.04
    return _OPENING_WORTH * (first + min(grip, 1.0) * 0.6 - long)


def write_scenes(reading: Reading, taken: Sequence[Taken]) -> ExtractedScript:
    """What was chosen, cut into scenes with their headlines and keywords."""
    chinese = reading.chinese
    narrations = cut_scenes(_stretches(taken, reading), chinese=chinese)
    scenes: list[ExtractedScene] = []
    for narration in narrations:
        words = read_words(narration)
        keywords = find_keywords(words, reading.salience)
        used = [scene.headline for scene in scenes]
        headline = write_headline(words, reading.salience, chinese=chinese, used=used)
        scenes.append(ExtractedScene(narration, headline or " ".join(keywords[:2]), keywords))
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
