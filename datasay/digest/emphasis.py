"""What of an article matters most, by its sort: merits of passages, what opens and closes well, what must be said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datasay.digest.genre import Genre
from datasay.digest.keywords import Salience
from datasay.digest.passages import Passage
from datasay.digest.ranking import Floats, centrality, percentiles, term_matrix, without_repeats
from datasay.language.pace import Clock
from datasay.language.words import CJK, Word

OPENING_WORTH = 9.0  # seconds' worth of a perfect first sentence
CENTRAL, TELLING, EARLY, TITLED = 0.55, 0.3, 0.6, 0.05
FIGURED, FELT, TURNED, OPENS, ASKED = 0.55, 0.05, 0.25, 0.15, 0.6
COUNTED, CLAIMED = 0.4, 0.25
DECAY = 6.0  # of an early place's worth over the whole article
MERIT_SUM = 1.7
POINT_WORTH, LEFT_OUT = 25.0, -60.0  # seconds' worth of saying a point of a list, and of one there is no time for
COUNTED_WORTH = 15.0  # seconds' worth of saying each of the points that an author counts
COUNTED_LEANS = 0.2  # how badly the second point reads without what was said of the first
SECTION_WORTH = 6.0  # seconds' worth of saying the first sentence of an announcement's section
OPENED_SECONDS = 3.0  # what it costs to open a subject and stop
POINTS_SHARE = 0.95  # of the time that the points of a list may take
WHOLE_SECONDS = 4.0  # an item's first sentence that is no longer than this is not shortened

_QUESTION = re.compile(r"[?？]")
_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万亿两]+(?:倍|年|天|岁|个|万|亿|成|次|公里|元|小时|分钟|米|度|名|户|人|台)|百分之"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|thousand|million"
    r"|billion|percent|first)\b",
    re.IGNORECASE,
)
_FIGURE_RUN = re.compile(
    r"\d[\d,.]*|[一二三四五六七八九十百千万亿两半]+(?:分之|(?=[倍年天岁个成次公里元小时分米度名户人台月]))"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|third)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"不是.{1,20}而是|不等于|应该|不该|必须|真正|其实|说到底|归根|我(?:认为|相信|主张|不同意)|缺的是|因为|请|要看"
    r"|\b(?:should|must|ought|i (?:believe|think|am (?:not )?arguing)|not [^.]{1,40} but"
    r"|the (?:best|real|strongest|point)|what we need|because|we treat|closer to)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"却|竟|反而|不是.{1,20}而是|最|从未|从来|第一|唯一|never|only|most|but|yet|instead|\bnot\b", re.IGNORECASE
)
_FEELING = re.compile(
    r"泪|哭|笑|爱|恨|怕|痛|梦|忘|死|惊|奇迹|秘密|love|fear|dream|death|dead|tears?\b|hope|secret|lost|liberty|free",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"突然|忽然|没想到|谁知|竟然?|终于|原来|那一刻|从那(?:以后|时起)|第二天|直到"
    r"|\b(?:suddenly|at last|finally|until|turned out|for the first time|the next (?:day|morning)|never again)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"欢迎(?:收听|收看|来到|回到)|大家[早上中下午晚]{0,2}好|感谢(?:收听|邀请)|下期再见"
    r"|\bwelcome (?:back )?to\b|\bthanks? (?:you )?for (?:having|joining|listening)\b|\bhi,? everyone\b"
    r"|\bgood (?:morning|afternoon|evening),? (?:everyone|everybody|all)\b|\blet's,? get started\b"
    r"|^i'm [A-Z]\w+ [A-Z]\w+\.",
    re.IGNORECASE,
)
_GREETING_SECONDS = 5.0  # what is longer says more than a greeting
_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            ("一", "first", "firstly"),
            ("二", "second", "secondly"),
            ("三", "third", "thirdly"),
            ("四", "fourth"),
            ("五", "fifth"),
        ),
        start=1,
    )
    for word in words
}
_POINT = re.compile(  # not 第一次, 第二天, "the first time"
    r"^[^，。]{0,9}第([一二三四五])(?:件事|点|条|个(?:原因|理由|办法|道理|习惯|教训))?[，：、是]|^其([一二三四五])[，：]"
    r"|^(first|second|third|fourth|fifth|firstly|secondly|thirdly)[,:]"
    r"|^the (first|second|third|fourth|fifth) (?:is|thing|lesson|reason|point|rule|question|idea|objection)\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(  # who may be asked, who signs
    r"^[^，。]{0,6}(?:咨询|联系|服务)(?:电话|热线|方式)|敬请谅解|特此(?:公告|通知|通告)"
    r"|^questions\b|\bregistered (?:charity|office)\b"
    r"|^[A-Z][^.]{4,40}, \d+ [A-Z]\w+ (?:Row|Street|Road|Avenue|Lane|Square)\.?$",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"^(?:(?:不过|但|然而|当然|需要注意|值得注意|此外|另外|敬请|如遇|如需"
    r"|however|but|though|although|still,|also|in addition))"
    r"|谢谢|感谢|敬请谅解|[?？]$|\b(?:thank you|thanks|leave us a review)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(  # what a speaker says when all has been said
    r"^(?:最后，?)?(?:再次|衷心)?(?:谢谢|感谢|祝(?:愿|福)?(?:你们|大家|各位|同学)|辛苦了?)[^，]{0,12}[。！]$"
    r"|^(?:thank you|thanks|good (?:night|luck|evening)|congratulations)\b[^.!,]{0,40}[.!]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Taste:
    """How much an early place, a turn and the author's ending count in one sort of text; 1 is the usual measure."""

    early: float = 1.0
    turn: float = 0.0
    closing: float = 5.0  # seconds' worth of the last sentence
    opens: float = 1.0  # the first sentence of a paragraph
    counts: float = 0.0  # many figures in little time
    claims: float = 0.0  # what is held, and why


TASTES = {
    Genre.NEWS: Taste(early=2.8, closing=8.0, counts=1.0),
    Genre.LIST: Taste(early=0.5, closing=3.0),
    Genre.TALK: Taste(early=1.0, closing=4.0, counts=0.5),
    Genre.NOTICE: Taste(early=0.7, closing=0.0, opens=2.5),
    Genre.PRODUCT: Taste(early=0.8, closing=2.0, counts=0.5),
    Genre.OPINION: Taste(early=0.8, closing=5.0, claims=1.0, counts=0.5),
    Genre.STORY: Taste(early=0.6, turn=1.0, closing=25.0),
    Genre.ESSAY: Taste(counts=0.5),
}


def merits(passages: Sequence[Passage], title: Sequence[Word], salience: Salience, genre: Genre) -> Floats:
    """The merit of each passage, 0 to 1: centrality, figures, an early place, telling words; less for what repeats."""
    taste = TASTES[genre]
    matrix = term_matrix([[(word.key, word.weight) for word in passage.words if word.weight] for passage in passages])
    ends = np.cumsum([passage.seconds for passage in passages])
    place = (ends - ends[0]) / max(float(ends[-1]), 1e-9)
    titled = {word.key for word in title if word.weight}
    named = np.array([any(word.key in titled for word in passage.words) for passage in passages])
    merit = CENTRAL * percentiles(centrality(matrix, np.ones(len(passages))))
    merit += TELLING * percentiles(np.array([_density(passage, salience) for passage in passages]))
    merit += EARLY * taste.early * np.exp(-place * DECAY)
    merit += TITLED * named * max(0.0, 1.0 - float(named.mean()))  # a word that is everywhere sets nothing apart
    merit += FIGURED * _having(_FIGURE, passages) + FELT * _having(_FEELING, passages)
    merit += TURNED * taste.turn * _having(_TURN, passages) * (place > 0.25)
    merit += OPENS * taste.opens * np.array([passage.opens_paragraph for passage in passages])
    merit += COUNTED * taste.counts * _figures_a_second(passages) if taste.counts else 0.0
    merit += CLAIMED * taste.claims * _having(_CLAIM, passages)
    merit -= ASKED * _having(_QUESTION, passages)
    merit = np.clip(merit / MERIT_SUM, 0.02, 1.0)
    if genre is Genre.NOTICE:
        merit *= np.where(_having(_IMPRINT, passages) > 0, 0.2, 1.0)
    merit *= np.where(copies(passages), 0.02, 1.0) * np.where([_greets(one) for one in passages], 0.1, 1.0)
    return without_repeats(matrix, merit)


def _having(pattern: re.Pattern[str], passages: Sequence[Passage]) -> Floats:
    return np.array([float(bool(pattern.search(passage.text))) for passage in passages])


def _figures_a_second(passages: Sequence[Passage]) -> Floats:
    """How many figures there are for each second of speech, up to one in a second and a quarter."""
    counts = [len(_FIGURE_RUN.findall(passage.text)) / (1.0 + passage.seconds) for passage in passages]
    return np.array([min(count, 0.8) for count in counts])


def _density(passage: Passage, salience: Salience) -> float:
    """News per second of speech, so that long sentences do not win by length alone."""
    keys = {word.key: salience.of(word) for word in passage.words if word.weight}
    return float(sum(keys.values()) / (1.5 + passage.seconds) ** 0.8)


def copies(passages: Sequence[Passage]) -> list[bool]:
    """Which passages say word for word what an earlier one said."""
    seen: set[str] = set()
    found = []
    for passage in passages:
        letters = "".join(filter(str.isalnum, passage.text)).lower()
        found.append(letters in seen)
        seen.add(letters)
    return found


def openings(passages: Sequence[Passage], merit: Floats) -> Floats:
    """How well each passage opens a script, in seconds' worth: the author's own first sentence, or one that grips."""
    return np.array([_opening(passage, number, float(merit[number])) for number, passage in enumerate(passages)])


def _greets(passage: Passage) -> bool:
    return passage.seconds < _GREETING_SECONDS and bool(_GREETING.search(passage.text))


def _opening(passage: Passage, number: int, merit: float) -> float:
    text = passage.text
    if _greets(passage):
        return 0.0
    grip = 0.35 * bool(_QUESTION.search(text)) + 0.2 * bool(_FIGURE.search(text)) + 0.2 * bool(_CONTRAST.search(text))
    grip += 0.2 * bool(_FEELING.search(text)) + 0.15 * bool(re.search(r"[!！“「]", text)) + 0.3 * merit
    first = 1.0 if number == 0 else 0.3 if passage.paragraph == 0 else 0.0
    long = max(0.0, passage.seconds - 9.0) * 0.04
    return OPENING_WORTH * (first + min(grip, 1.0) * 0.6 - long)


def closings(passages: Sequence[Passage], genre: Genre) -> Floats:
    """How well each passage closes a script, in seconds' worth: the author's last words, unless they are a caveat."""
    worth = np.zeros(len(passages))
    again = copies(passages)
    spoken = [number for number, one in enumerate(passages) if not _COURTESY.match(one.text)]
    last = spoken[-1] if spoken else len(passages) - 1
    for number, passage in enumerate(passages):
        back = last - number
        share = (
            1.0 if back == 0 else 0.35 if back == 1 else 0.1 if passage.paragraph == passages[last].paragraph else 0.0
        )
        if back < 0:
            share = 0.0
        if _CAVEAT.search(passage.text):
            share = -0.5
        if not again[number]:
            worth[number] = TASTES[genre].closing * share
        if passage.opens_paragraph and back > 0 and not passages[number + 1].opens_paragraph:
            worth[number] -= OPENED_SECONDS
    return worth


def points(passages: Sequence[Passage], items: frozenset[int], seconds: float, clock: Clock) -> Floats:
    """What saying each passage at all is worth: the first sentence of every point of a list, as many as there is time
    for, from the first on; those behind them are left out, for a list with a gap is none.
    """
    bonus = np.zeros(len(passages))
    left = seconds * POINTS_SHARE
    full = False
    for number, passage in enumerate(passages):
        if passage.paragraph not in items:
            continue
        if passage.opens_paragraph:
            left -= min(clock(text) for text in (passage.text, *passage.shorter))
            full = full or left < 0
        if full:
            bonus[number] = LEFT_OUT
        elif passage.opens_paragraph:
            bonus[number] = POINT_WORTH
    return bonus


def counted_points(passages: Sequence[Passage]) -> frozenset[int]:
    """The numbers of the points that the author counts: 第一件事 … 第二件事, first … second."""
    found: set[int] = set()
    last, rank = -1, 0
    for number, passage in enumerate(passages):
        match = _POINT.search(passage.text)
        said = _RANKS.get(next(filter(None, match.groups())).lower(), 0) if match else 0
        if said == rank + 1 and rank:
            found |= {last, number}
        if said == 1 or (rank and said == rank + 1):
            last, rank = number, said
    return frozenset(found)


def sections(passages: Sequence[Passage], merit: Floats) -> Floats:
    """What saying each passage at all is worth in an announcement: the first sentence of every section."""
    return np.array([SECTION_WORTH * one.opens_paragraph * bool(merit[at] > 0.25) for at, one in enumerate(passages)])


def shorten_item(passage: Passage, clock: Clock) -> Passage:
    """An item's first sentence also in its first clauses, where what is left out holds no figure."""
    if not passage.opens_paragraph or passage.seconds <= WHOLE_SECONDS or not CJK.search(passage.text):
        return passage
    clauses = re.split(r"(?<=[，；])", passage.text)
    forms = []
    for count in range(len(clauses) - 1, 0, -1):
        kept, rest = "".join(clauses[:count]), "".join(clauses[count:])
        balanced = kept.count("“") == kept.count("”") and kept.count("（") == kept.count("）")
        if not _FIGURE.search(rest) and balanced and clock(kept) >= WHOLE_SECONDS / 2:
            forms.append(re.sub(r"[，；]$", "。", kept))
    return replace(passage, shorter=(*passage.shorter, *forms))
