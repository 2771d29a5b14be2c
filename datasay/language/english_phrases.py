"""Phrases of an English passage that read as a title."""

import re
from collections.abc import Iterator, Sequence

from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, MOST_WORDS, Candidate, clauses_of
from datasay.language.words import CONTENT, Kind, Word

LONGEST_WORDS, LONGEST_LETTERS = 8, 40  # of a whole statement of short words
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SUBJECTS = CLASSES["en-subject"]
_ANCHORS = CLASSES["en-anchor"]
_DROPPED = CLASSES["en-dropped"]
_OWNERS = CLASSES["en-owner"]
_ODD_STARTS = CLASSES["en-odd-start"]
_REPORTING = CLASSES["en-reporting"]
_MEASURING = {"deal", "lot", "number", "kind", "sort", "couple", "pair", "bit", "piece", "handful", "part"}
_BEING = {"be", "been", "being", "is", "are", "was", "were"}
_LAST = {"last", "next", "this", "every"}
_WHEN = re.compile(r"(?:year|week|month|summer|winter|spring|autumn|fall|night|morning|time|[A-Z][a-z]+day)s?")
_PAST = re.compile(
    r"went|fell|sent|made|kept|came|left|lost|began|became|took|gave|got|held|told|said|died|grew|rose|ran|led|found|met"
    r"|froze|drove|wrote|spoke|broke|chose|flew|knew|threw|drew|saw|heard|sold|bought|built|paid|won|stood|meant|felt"
    r"|brought|thought|caught|taught|spent"
)
_DENIES = re.compile(r"not|never|no|nobody|nothing|none|without|cannot|hardly|neither|nor|\w+n['’]t", re.IGNORECASE)
_CANNOT = re.compile(r"cannot|\w+n['’]t", re.IGNORECASE)
_PARTS = {"half", "third", "quarter"}


def english_candidates(words: Sequence[Word]) -> Iterator[Candidate]:
    for clause in clauses_of(words):
        bare = [word for word in clause if word.kind is not Kind.SPACE]
        states = any(word.kind in {Kind.PARTICLE, Kind.VERB} or _acts_as_verb(bare, at) for at, word in enumerate(bare))
        while bare and (
            (
                bare[0].kind in {Kind.CONJUNCTION, Kind.ADVERB, Kind.MARK}
                and bare[0].text.lower() not in {"last", "next"}
            )
            or (bare[0].text.lower() in _DROPPED and not states)
        ):
            bare.pop(0)
        if 2 <= len(bare) <= MOST_WORDS and _whole_english(bare):
            yield Candidate(tuple(bare), 0.8 if bare[0].kind is Kind.PRONOUN else 0.95)
        yield from _english_reported(bare)
        bare = [word for word in clause if word.kind is not Kind.SPACE]
        yield from _english_noun_phrases(bare)
        yield from _english_verb_phrases(bare)
        yield from _english_pairs(bare)
        yield from _english_statements(bare)
        yield from _english_clauses(bare)


def _english_reported(words: Sequence[Word]) -> Iterator[Candidate]:
    """What somebody thinks, says or found: of "people think this job is about courage" the job and courage."""
    for at in range(1, len(words) - 3):
        if any(_DENIES.fullmatch(word.text) for word in words[:at]):
            return
        if words[at - 1].text.lower() in _REPORTING or words[at].text.lower() == "that":
            said = words[at + 1 if words[at].text.lower() == "that" else at :]
            opens = said[0].kind in HEADS | {Kind.DETERMINER} and not said[0].text.lower().endswith("ed")
            states = any(
                _acts_as_verb(said, place) or said[place].kind is Kind.PARTICLE for place in range(1, len(said))
            )
            if opens and states and 3 <= len(said) <= MOST_WORDS and _whole_english(said):
                yield Candidate(tuple(said), 0.95)


def _whole_english(words: Sequence[Word]) -> bool:
    last = words[-1]
    if last.kind in {Kind.PREPOSITION, Kind.DETERMINER, Kind.CONJUNCTION, Kind.PARTICLE, Kind.PRONOUN}:
        return False
    return any(word.kind in CONTENT for word in words)


def _tells(word: Word) -> bool:
    """Whether a word at the end of a phrase is a verb in the past, of which the rest is missing."""
    lower = word.text.lower()
    return bool(_PAST.fullmatch(lower)) or (word.kind is Kind.VERB and lower.endswith("ed"))


def _acts_as_verb(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    lower = word.text.lower()
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    named = before is not None and (before.kind is Kind.DETERMINER or before.text.lower() in {"of", "in", "for"})
    if word.kind is Kind.VERB and not lower.endswith(("ed", "ing")):
        return not named or word.weight <= 0.2
    if before is None:
        return False
    if after is not None and not named and word.kind is Kind.NOUN and before.kind in HEADS:
        turns = word.weight == 0.3 and after.kind is Kind.PREPOSITION
        if turns or after.kind in {Kind.DETERMINER, Kind.PRONOUN}:
            return True  # the satellites circle the Earth; lets the phone work out
    if before.text.lower() in _SUBJECTS or before.kind in {Kind.PARTICLE, Kind.PRONOUN}:
        return word.kind is not Kind.NAME
    return before.kind is Kind.ADVERB and at > 1 and words[at - 2].kind in {Kind.PARTICLE, Kind.PRONOUN}


def _nominal(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    noun = word.kind in MODIFIERS or (word.kind is Kind.VERB and not word.text.lower().endswith(("ed", "ing")))
    return (
        noun
        and not _acts_as_verb(words, at)
        and not (at > 0 and words[at - 1].kind in HEADS and _PAST.fullmatch(word.text.lower()))
    )


def _run(words: Sequence[Word], at: int) -> int:
    """End of the run of nouns, names and their modifiers that starts at `at`."""
    end = at
    while end < len(words):
        word = words[end]
        if end > at and _YEAR.fullmatch(words[end - 1].text):
            break  # the winter of 1895 | three towns
        modifier = word.kind is Kind.VERB and word.weight > 0.2 and end + 1 < len(words) and _nominal(words, end + 1)
        if _nominal(words, end) or (
            modifier and (end == at or _nominal(words, end - 1)) and not _acts_as_verb(words, end)
        ):
            end += 1
        else:
            break
    return end


def _english_noun_phrases(words: Sequence[Word]) -> Iterator[Candidate]:
    at = 0
    while at < len(words):
        anchored = words[at].text.lower() in _ANCHORS
        start = at + 1 if anchored else at
        end = _run(words, start)
        if end > start + 1 and _YEAR.fullmatch(words[start].text):  # In 2011 South Korea's …
            at = start = start + 1
            anchored = False
        if start and end > start + 1 and words[start - 1].text.lower() in _LAST and _WHEN.fullmatch(words[start].text):
            at = start = start + 1  # last year | meltwater
            anchored = False
        if end == start:
            at += 1
            continue
        if words[start].text.lower() not in _ODD_STARTS:
            yield from _extended(words, at if anchored else start, start, end, anchored=anchored)
        at = end


def _extended(words: Sequence[Word], first: int, start: int, end: int, *, anchored: bool) -> Iterator[Candidate]:
    """The run itself and the run with what `of`, `for`, `in`, `and` adds to it."""
    begin = start if words[first].text.lower() in _DROPPED and end - start >= 2 else first
    form = 1.0 if anchored or words[start].kind is Kind.NAME else 0.85
    before = words[first - 1] if first else None
    if before is not None and (before.kind is Kind.NUMBER or (before.text == "and" and words[start].text in _PARTS)):
        return  # 27 | miles long; two and | a half
    if words[start].text.lower() in _MEASURING and end < len(words) and words[end].text == "of":
        return  # a great | deal of company
    while True:
        phrase = words[begin:end]
        stops = bool(phrase) and not (len(phrase) > 1 and _tells(phrase[-1]))
        if 1 <= len(phrase) <= MOST_WORDS and phrase[-1].kind in HEADS | {Kind.VERB} and stops:
            owned = phrase[0].text.lower() in _OWNERS
            yield Candidate(tuple(phrase), form * (0.75 if owned else 1.0))
        if end >= len(words) or words[end].text.lower() not in {"of", "for", "in", "and"}:
            return
        link = end + 1
        if link < len(words) and words[link].text.lower() in _ANCHORS:
            link += 1
        further = _run(words, link)
        if further == link:
            return
        form *= 1.0 if words[end].text.lower() == "of" else 0.9
        begin = min(begin, first + (1 if words[first].text.lower() in _DROPPED else 0))
        end = further


def _english_verb_phrases(words: Sequence[Word]) -> Iterator[Candidate]:
    """A verb and the rest of its clause, or as much as there is room for; a "not" keeps its auxiliary, and what is
    denied is never said as if it were so.
    """
    for at, word in enumerate(words):
        if word.kind not in {Kind.VERB, Kind.NOUN} or at == 0:
            continue
        related = word.kind is Kind.VERB and words[at - 1].text.lower() in {"that", "which", "who"}
        past = _did(words, at)
        if not related and not past and not _acts_as_verb(words, at):
            continue
        start = at
        while start > 0 and (words[start - 1].kind is Kind.ADVERB):
            start -= 1
        denied = words[start].text.lower() == "not" and words[start - 1].kind is Kind.PARTICLE
        if start > 0 and (denied or _CANNOT.fullmatch(words[start - 1].text)):
            start -= 1
        phrase = words[start:]
        if phrase[0].text.lower() in _REPORTING and len(phrase) > 3:
            continue  # think this job is about courage
        if any(_DENIES.fullmatch(one.text) for one in words[:start]) or (
            len(phrase) > 1 and phrase[1].kind is Kind.PARTICLE  # what we first noticed | was the silence
        ):
            continue
        done = words[start - 1].text.lower() in _BEING and _tells(word)
        if 3 <= len(phrase) <= MOST_WORDS and _whole_english(phrase):
            yield Candidate(tuple(phrase), 0.55 if done else 0.8)
        elif len(phrase) > MOST_WORDS and (past or done) and (cut := _roomy(phrase)):
            yield Candidate(tuple(cut), 0.55 if done else 0.75)


def _did(words: Sequence[Word], at: int) -> bool:
    """Whether a past form tells what the noun before it did: a ferry crossed the harbour."""
    lower = words[at].text.lower()
    past = bool(_PAST.fullmatch(lower)) or (words[at].kind is Kind.VERB and lower.endswith("ed"))
    after = words[at + 1] if at + 1 < len(words) else None
    return (
        past and words[at - 1].kind in HEADS | {Kind.NUMBER} and after is not None and after.kind is not Kind.PARTICLE
    )


def _roomy(words: Sequence[Word]) -> Sequence[Word]:
    """The longest beginning that ends before a preposition and is short enough for a title; or none."""
    ends = [at for at in range(3, MOST_WORDS + 1) if at < len(words) and words[at].kind is Kind.PREPOSITION]
    fitting = [at for at in ends if words[at].text.lower() not in {"of", "to"} and _whole_english(words[:at])]
    return words[: fitting[-1]] if fitting else ()


def _english_statements(words: Sequence[Word]) -> Iterator[Candidate]:
    """Who does what, up to the first preposition: the Moon pulls harder."""
    if len(words) > 2 and words[0].kind is Kind.PREPOSITION and _YEAR.fullmatch(words[1].text):
        words = words[2:]  # in 1839
    stop = next((at for at, word in enumerate(words) if word.kind is Kind.PREPOSITION), len(words))
    phrase = words[:stop]
    if not (3 <= stop < len(words) and stop <= MOST_WORDS and _whole_english(phrase)):
        return
    if words[stop].text == "of" and phrase[-1].text.lower() not in {"million", "billion", "thousand"}:
        return
    verb = next((at for at in range(1, stop) if _says(words, at)), 0)
    form = 1.0
    if verb and _says(words, stop - 1) and words[stop - 2].kind is not Kind.PARTICLE:
        end = next((at for at in range(stop + 1, len(words)) if words[at].kind is Kind.PREPOSITION), len(words))
        longer = words[:end]  # goes | on the road: with where, if there is room
        if end <= MOST_WORDS and _whole_english(longer) and words[stop].text.lower() != "from":
            phrase = longer
        elif _tells(words[stop - 1]):
            return
        else:
            form = 0.75
    if verb and phrase[0].kind in HEADS | {Kind.DETERMINER} and any(word.kind in HEADS for word in phrase[:verb]):
        yield Candidate(tuple(phrase), form)


def _english_clauses(words: Sequence[Word]) -> Iterator[Candidate]:
    """Who does what to whom, where and when, as far as a title has room: the repair will take eleven months."""
    start = 0
    while start < len(words) and (
        words[start].kind in {Kind.CONJUNCTION, Kind.ADVERB} or words[start].text.lower() == "about"
    ):
        start += 1
    if start + 1 < len(words) and words[start].text.lower() in _LAST and _WHEN.fullmatch(words[start + 1].text):
        start += 2  # last year | meltwater
    said = words[start:]
    verb = next((at for at in range(1, min(len(said), MOST_WORDS)) if _states(said, at)), 0)
    if not verb or said[0].kind not in HEADS | MODIFIERS | {Kind.DETERMINER, Kind.PRONOUN, Kind.NUMBER}:
        return
    if not any(word.kind in HEADS for word in said[:verb]) and said[0].kind is not Kind.PRONOUN:
        return
    if any(word.text.lower() in _REPORTING for word in said[: verb + 1]):
        return
    ends = [at for at in range(verb + 1, len(said)) if said[at].kind in {Kind.PREPOSITION, Kind.CONJUNCTION}]
    for end in [*ends, len(said)]:
        phrase = said[:end]
        bound = end < len(said) and said[end].text.lower() in {"of", "to", "than", "as"}
        room = 4 <= len(phrase) <= LONGEST_WORDS and phrase[-1].end - phrase[0].start <= LONGEST_LETTERS
        if room and end > verb + 1 and not bound and _whole_english(phrase) and not _tells(phrase[-1]):
            yield Candidate(tuple(phrase), 0.6 if said[0].kind is Kind.PRONOUN else 1.0)


def _states(words: Sequence[Word], at: int) -> bool:
    """Whether a verb or its auxiliary stands there."""
    return words[at].kind is Kind.PARTICLE or _says(words, at) or _did(words, at)


def _says(words: Sequence[Word], at: int) -> bool:
    return bool(_PAST.fullmatch(words[at].text.lower())) or (words[at].kind is Kind.VERB and _acts_as_verb(words, at))


def _english_pairs(words: Sequence[Word]) -> Iterator[Candidate]:
    """Two words made one phrase: fitting and proper."""
    for at in range(1, len(words) - 1):
        first, link, second = words[at - 1 : at + 2]
        if {first.kind, second.kind} & {Kind.NUMBER} or (first.kind is Kind.VERB) != (second.kind is Kind.VERB):
            continue
        if link.text.lower() in {"and", "or"} and first.weight > 0.3 and second.weight > 0.3:
            yield Candidate((first, link, second), 0.7)
