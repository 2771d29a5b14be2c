"""What an editor may take from an article or leave: passages that stand on their own, and what each leans on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from datasay.language.breath import draw_breath
from datasay.language.pace import Clock, clock_for, speech_seconds
from datasay.language.sentences import split_sentences
from datasay.language.words import CJK, Kind, Word, read_words, word_classes

LONG_SECONDS = 9.0  # a sentence longer than this is parted at its semicolons
SHORT_SECONDS = 1.3  # "唉！" says nothing alone
QUOTE_SECONDS = 20.0  # sentences of one quotation stay together up to this length
WHOLE_SECONDS = 45.0  # the longest sentence seen as one
_OPENING, _CLOSING = "“「『（《(", "”」』）》)"
_END_MARK = re.compile(r"[.!?。！？…][”’」』\"'）)\]]*$")
_SOFT_END = re.compile(r"\s*(?:[，,、；;：:]|—+|--)$")
_SEMICOLON = re.compile(r"(?<=；)(?![”’」』）)])|(?<=;)\s+")
_DASH = re.compile(r"\s+—\s+|——")
_ASIDE = re.compile(r"\s*（[^（）]{1,60}）|\s*\((?![A-Z]{2,6}\))[^()]{1,120}\)")

_SOURCE = re.compile(  # who says so, of what nobody disputes
    r"^(?:据(?!说)[^，。“”]{1,20}|[^，。“”]{2,24}(?:介绍|通报|透露|证实|测算)|(?:[^，。“”]{0,6}(?:结果|数据|调查|研究)|数据还)(?:还)?(?:显示|表明))，"
    r"(?=[^“]{8})"
    r"|^(?:Engineers|Officials|Researchers|Scientists|Biologists|Doctors|Police|They) (?:say|said|found|estimate)"
    r"(?: that)? (?=\w[^\"“]{24})"
    r"|,? according to [^,.;“\"\d]{3,60}(?=[,.;])"
)
_APPOSITION = re.compile(  # Rowland Hill, a schoolmaster's son, became …; a boiler room, which was cold, served …
    r"(?<=[A-Za-z]), which [^,.;:“\"\d]{8,90},(?= [a-z])|, which [^,.;:“\"\d]{10,120}(?=\.$)"
)
_NAMED = re.compile(r"^((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w'’-]+), (?:a|an|the) [^,.;:“\"\d]{8,90},(?= [a-z])")

_LEANS = {word: float(degree) for degree, words in word_classes("leaning.txt").items() for word in words}
_BACKWARD = re.compile(r"^.{0,5}(?:此处|此事|这话|这事|这一点|上述|前述|如上|如此|与此)")
_POINTS_BACK = re.compile(  # "Engineers have used this since", "In between come"
    r"^(?:in between|by then|at that|of these|each of (?:them|these)|both of)\b"
    r"|\b(?<!like )(?:this|these)\s+(?:since|for|by|with|when|because|and|too|as well)\b",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(  # "The walks cost six": of what, the sentence before says
    r"\b(?:costs?|were|was|had|took|gets?|got|gave|gives?|needs?) (?:only |about |just )?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})(?=[,.;])",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\b(?:as well|too)[.!]$", re.IGNORECASE)
_ANSWER = re.compile(r"因为|由于|答案|原因|because|the (?:answer|reason)", re.IGNORECASE)
_TEASER = re.compile(
    r"\b(?:problem|reason|question|answer|difference|secret|catch)s?\.$|(?:原因|问题|答案|秘密|办法|几点|方面)。$"
)
_EARLY_PRONOUN = re.compile(r"^[^他她它，]{1,10}，[他她它](?!人)")  # 过铁道时，他先 …
_EXPLETIVE = re.compile(r"^it(?:'s| is| was| has been)\b(?! not| n't)|^there (?:is|are|was|were)\b", re.IGNORECASE)
_MESSAGE = re.compile(
    r"^最后，?(?:我|送|想|请|一句|再说)|^finally, (?:i\b|let me\b|remember\b)", re.IGNORECASE
)  # a speaker's last words
_ORDINAL = re.compile(
    r"^(?:第[二三四五六七八九十\d]|其[二三四五]|[二三四五六七八九十]是|second|third|fourth|next)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, part of a long one, or a few that cannot be parted.

    `leans` is how badly it reads without the passage before it, `leads` without the one after it, both 0 to 1.
    `shorter` are forms of it with an aside or a parallel clause left out.
    """

    text: str
    paragraph: int
    opens_paragraph: bool
    seconds: float
    leans: float
    leads: float
    words: tuple[Word, ...]
    shorter: tuple[str, ...] = ()


def find_passages(paragraphs: Sequence[str], *, chinese: bool) -> list[Passage]:
    """The passages of an article in order."""
    passages: list[Passage] = []
    clock = clock_for(sum(map(len, paragraphs)), chinese=chinese)
    for number, paragraph in enumerate(paragraphs):
        texts = list(_parts([sentence.text for sentence in split_sentences(paragraph)], chinese=chinese))
        passages.extend(
            _passage(text, number, opens=place == 0, follows=texts[place - 1] if place else "", clock=clock)
            for place, text in enumerate(texts)
        )
    return [
        replace(passage, leads=0.0) if place + 1 == len(passages) else passage for place, passage in enumerate(passages)
    ]


def closed(text: str, *, chinese: bool) -> str:
    """`text` as a whole sentence: a comma, semicolon or dash at its end becomes a full stop."""
    text = text.strip()
    if _END_MARK.search(text):
        return text
    return _SOFT_END.sub("", text) + ("。" if chinese else ".")


def is_sentence_end(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_END_MARK.search(text))


def join(first: str, second: str) -> str:
    """Two pieces of text side by side, with a space where the script wants one."""
    if not first or not second:
        return first or second
    touching = CJK.search(first[-1]) or CJK.search(second[0]) or first[-1] in "，。；：！？”’」』）】、…"
    wide = bool(touching) or (second[0] in "“「《" and bool(CJK.search(second[1:3])))
    return first + second if wide and not (first[-1] in "”’" and second[0].isascii()) else f"{first} {second}"


def _parts(sentences: list[str], *, chinese: bool) -> Iterator[str]:
    """Sentences mended (pieces of one sentence, of one quotation, mere cries) and long ones parted again."""
    for whole in _mended(sentences, chinese=chinese):
        if speech_seconds(whole, chinese=chinese) <= LONG_SECONDS:
            yield whole
            continue
        if not is_sentence_end(whole):  # cut from a text without full stops
            yield from (part.strip() for part in draw_breath(whole, chinese=chinese))
            continue
        held = ""
        for part in _SEMICOLON.split(whole):
            held = join(held, part.strip())
            if _balance(held) == 0 and speech_seconds(held, chinese=chinese) >= SHORT_SECONDS:
                yield held
                held = ""
        if held:
            yield held


def _mended(sentences: list[str], *, chinese: bool) -> Iterator[str]:
    held = ""
    for sentence in sentences:
        held = join(held, sentence)
        seconds = speech_seconds(held, chinese=chinese)
        if _balance(held) > 0 and seconds < QUOTE_SECONDS:
            continue
        if not is_sentence_end(held) and seconds < WHOLE_SECONDS:
            continue  # cut for the voice's sake; here the whole sentence counts
        if seconds < SHORT_SECONDS:
            continue
        yield held
        held = ""
    if held:
        yield held


def _balance(text: str) -> int:
    """How many quotation marks and brackets are still open."""
    return sum(text.count(mark) for mark in _OPENING) - sum(text.count(mark) for mark in _CLOSING)


def _passage(text: str, paragraph: int, *, opens: bool, follows: str, clock: Clock) -> Passage:
    words = tuple(read_words(text))
    leans = _leaning(text, words)
    if follows and not is_sentence_end(follows):
        leans = max(leans, 0.8)  # the rest of a sentence that was parted
    if re.search(r"[?？]$", follows):
        leans = max(leans, 0.7 if _ANSWER.match(text) else 0.35)
    leads = (
        1.0
        if text.rstrip().endswith((":", "："))
        else 0.6
        if re.search(r"[?？]$", text) or _TEASER.search(text)
        else 0.0
    )
    if re.search(r"(?:说|道|问|写道|表示|认为)，?$", text):
        leads = 1.0
    return Passage(
        text=text,
        paragraph=paragraph,
        opens_paragraph=opens,
        seconds=clock(text),
        leans=leans * (0.7 if opens else 1.0),
        leads=leads,
        words=words,
        shorter=tuple(_shorter(text)),
    )


def _leaning(text: str, words: Sequence[Word]) -> float:
    bare = text.lstrip("“‘\"'「『（( ")
    if _EXPLETIVE.match(bare):
        return 0.25
    if _POINTS_BACK.search(bare) or _MESSAGE.match(bare):
        return 0.2 if _MESSAGE.match(bare) else 1.0
    if _ORDINAL.match(bare) or _BACKWARD.match(bare):
        return 0.8
    if _ADDS.search(bare) or _COUNTED_BEFORE.search(bare):
        return 0.5 if _ADDS.search(bare) else 0.75
    first = next((word for word in words if word.kind not in {Kind.MARK, Kind.SPACE}), None)
    if first is None:
        return 1.0
    known = _LEANS.get(first.text.lower())
    if known is None and first.text[:1] in "但这那此":
        known = _LEANS.get(first.text[:1])
    if known is None and _EARLY_PRONOUN.match(bare):
        known = 0.45
    if known is None:
        unsaid = first.kind in {Kind.ADVERB, Kind.VERB} and CJK.search(first.text)  # its subject stands before
        known = 0.4 if unsaid else 0.0
    return known


def _shorter(text: str) -> Iterator[str]:
    """Forms of a sentence that leave something out and still read as one, the longest first."""
    without = _ASIDE.sub("", text)
    if without != text and _balance(without) == 0:
        yield without
    plain = _SOURCE.sub("", _NAMED.sub(r"\1", _APPOSITION.sub("", without, count=1)), count=1).strip()
    if plain not in {text, without} and _balance(plain) == 0:
        yield plain[:1].upper() + plain[1:]
    if _balance(text):
        return
    clauses = _DASH.split(text)
    if len(clauses) < 4:
        return
    dash = "——" if "——" in text else " — "
    head, rows = clauses[0], clauses[1:]
    openings = [re.sub(r"^(?:and|or|和|以及)\s*", "", row).split(" ")[0].lower() for row in rows]
    if len(set(openings)) == 1 and not _LEANS.get(rows[-1].split(" ")[0], 0.0) > 0.9:  # that … — that … — and that …
        for kept in range(len(rows) - 1, 0, -1):
            yield dash.join([head, *rows[-kept:]])
