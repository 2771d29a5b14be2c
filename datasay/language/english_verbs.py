"""Where an English clause has its subject and its verb, as far as word lists and neighbours tell."""

import re
from collections.abc import Iterator, Sequence

from datasay.language.phrases import CLASSES, HEADS, MODIFIERS
from datasay.language.words import Kind, Word, english_grammar

_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_FINITE = CLASSES["en-finite"]
_BEING = CLASSES["en-being"]
_PAST = CLASSES["en-past"]
_PARTICIPLES = CLASSES["en-participle"]
_SUBJECT_PRONOUNS = CLASSES["en-who"]
_PLURAL = CLASSES["en-plural"]
_DANGLING = CLASSES["en-dangling"]
_OWNERS = CLASSES["en-owner"]
_SUBORDINATE = CLASSES["en-subordinate"]
_RELATIVE = CLASSES["en-relative"]
_TIME = re.compile(
    r"(?:[A-Z][a-z]+day|day|week|month|year|night|morning|evening|summer|winter|spring|autumn|fall|time|hour|minute|second)s?$"
)
_CONTRACTED = re.compile(r"(?:i|we|you|there|that|it|he|she|they)'(?:s|re|m|d|ve|ll)")
_NOUNS_IN_ED = frozenset(
    {"hundred", "kindred", "hatred", "sacred", "naked", "wicked", "moped", "biped", "shred", "thread"}
)
_SAID_AHEAD = frozenset({"is", "was", "takes", "took", "costs", "cost", "pays"})
_ONE = frozenset({"a", "an", "every", "each", "one"})
_MONTHS = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)$")


def finite(words: Sequence[Word]) -> int | None:
    """The verb of the main clause; None without one."""
    relative = 0
    if words and _CONTRACTED.fullmatch(words[0].text.lower().replace("’", "'")):
        return 0
    for at in range(1, len(words)):
        lower = words[at].text.lower()
        if lower in {"if", "unless", "because", "although", "while", "before", "until", "when", "whenever", "nor"}:
            return None
        if lower in _RELATIVE and at > 1:
            relative += 1
        if not acts(words, at):
            continue
        follows = acts(words, at - 1) or (words[at - 1].kind is Kind.ADVERB and at > 1 and acts(words, at - 2))
        if follows and at > 1:
            continue
        if relative:
            relative -= 1
            continue
        return at
    return None


def acts(words: Sequence[Word], at: int) -> bool:
    """Whether a finite verb stands there."""
    lower = words[at].text.lower().replace("’", "'")
    if at < 1 or lower in _FINITE or _CONTRACTED.fullmatch(lower):
        return at > 0
    place = at - 1
    while place > 0 and words[place].kind is Kind.ADVERB and at - place < 3:
        place -= 1
    before = words[place]
    after = words[at + 1] if at + 1 < len(words) else None
    previous, behind = before.text.lower(), after.text.lower() if after is not None else ""
    # behind "the", "of", "to" stands no finite verb, and behind an auxiliary the finite one is that
    tied = {Kind.DETERMINER, Kind.PREPOSITION, Kind.ADJECTIVE, Kind.PARTICLE}
    if before.kind in tied or previous in _OWNERS or previous == "to":
        return False
    if lower in _PAST:
        return lower not in _PARTICIPLES or behind not in {"by", "of"}
    if before.kind not in HEADS | {Kind.NUMBER, Kind.ADVERB, Kind.PRONOUN} or lower.endswith("ing"):
        return False
    if lower.endswith("ed") and (words[at].kind is Kind.VERB or (words[at].kind is Kind.NOUN and _is_past(lower))):
        counted = at + 2 < len(words) and words[at + 2].kind is Kind.NUMBER  # warmed by ten degrees
        named = words[0].kind is Kind.DETERMINER and at == len(words) - 1  # a certificate expired
        handled = at + 2 < len(words) and words[at + 2].text.lower() == "by"  # packed tightly by hand
        return counted if behind == "by" or handled else behind != "of" and (bool(behind) or named)
    return _in_the_present(words, at, before, after)


def _is_past(lower: str) -> bool:
    """Whether a word that no list knows looks like a past: voted, and not speed or hundred."""
    return len(lower) > 4 and not lower.endswith("eed") and lower not in _NOUNS_IN_ED


def _in_the_present(words: Sequence[Word], at: int, before: Word, after: Word | None) -> bool:
    """Whether a word that may be a noun, too, is a verb that agrees with the noun before it."""
    lower, previous = words[at].text.lower(), before.text.lower()
    grammar = english_grammar().get(lower)
    joined = any(word.text.lower() == "and" for word in words[1:at])
    many = joined or previous in _PLURAL or (previous.endswith("s") and not previous.endswith("ss"))
    agrees = (lower.endswith("s") and not lower.endswith("ss")) != many
    if grammar in {"base", "verb"}:
        return agrees
    behind = after.text.lower() if after is not None else ""
    objects = {Kind.DETERMINER, Kind.PRONOUN, Kind.ADVERB}
    takes = after is not None and (after.kind in objects or behind in {"to", "that"})
    if grammar == "either":
        placed = after is not None and after.kind in {Kind.PREPOSITION, Kind.NUMBER} and behind not in {"of", "for"}
        return agrees and (takes or placed or previous in _PLURAL)
    if words[at].kind is not Kind.NOUN or not agrees:
        return False
    if many:
        return after is not None and after.kind is Kind.DETERMINER
    of_one = all(word.kind in MODIFIERS | {Kind.VERB} for word in words[1:at])  # a crowded colony | splits
    return before.kind in HEADS and (takes or (at > 1 and words[0].text.lower() in _ONE and of_one))


def has_subject(words: Sequence[Word], verb: int) -> bool:
    """Whether what stands before the verb says who or what, and not only "he" or "which"."""
    first, subject = words[0].text.lower().replace("’", "'"), words[:verb]
    if first in _SUBJECT_PRONOUNS or (_CONTRACTED.fullmatch(first) and first.split("'")[0] in _SUBJECT_PRONOUNS):
        return True
    if words[0].kind is Kind.PREPOSITION and first not in _SUBORDINATE | _DANGLING:
        starts = [at for at in subject_starts(words) if at < verb]
        return bool(starts) and has_subject(words[starts[-1] :], verb - starts[-1])
    if first == "it" and _is_said_ahead(words, verb):
        return True
    bound = words[0].kind in {Kind.CONJUNCTION, Kind.PARTICLE, Kind.MARK} or first in _SUBORDINATE
    acting = words[0].kind is Kind.VERB and not first.endswith("ing")
    back = (first in _DANGLING and not _is_with_its_noun(words, verb)) or any(
        word.text.lower() in {"he", "she", "it", "they"} for word in subject
    )
    if bound or acting or back:
        return False
    verbal = words[0].kind is Kind.DETERMINER and any(word.kind is Kind.VERB for word in subject)
    return verbal or any(word.kind in HEADS | {Kind.NUMBER} or word.text.lower().endswith("ing") for word in subject)


def _is_said_ahead(words: Sequence[Word], verb: int) -> bool:
    """Whether "it" stands for what comes behind: it is hard to get lost, it takes a year to learn."""
    rest = [word.text.lower() for word in words[verb + 1 :]]
    link = next((at for at, word in enumerate(rest) if word in {"to", "that"}), 0)
    return verb == 1 and words[1].text.lower() in _SAID_AHEAD and 0 < link < len(rest) - 1 and link < 4


def _is_with_its_noun(words: Sequence[Word], verb: int) -> bool:
    """Whether a word that may stand alone has its noun with it: this job, most of the talking, more than a thousand."""
    first = words[0].text.lower()
    if words[1].text.lower() in {"of", "than"}:
        return verb > 2
    pointing = first in _OWNERS or words[0].kind is Kind.DETERMINER or first in {"one", "this", "that"}
    return pointing and verb > 1 and words[1].kind in MODIFIERS | {Kind.ADVERB, Kind.VERB}


def subject_starts(words: Sequence[Word]) -> Iterator[int]:
    """Where the subject begins behind what says when or where: In 1895 | the canal froze; Last year | meltwater ran."""
    if not words:
        return
    at = 0
    if words[0].text.lower() in {"about", "over", "around"} and len(words) > 2 and words[1].kind is Kind.NUMBER:
        if words[2].text.lower() != "to":
            yield 1
        return
    if (
        words[0].text.lower() in {"last", "next", "every", "one", "that", "this"}
        and len(words) > 2
        and (_TIME.search(words[1].text) or _MONTHS.match(words[1].text))
    ):
        yield 2
        at = 2
    elif words[0].kind is Kind.PREPOSITION:
        at = 1
    while at and at < len(words):
        end = noun_run(words, at)
        if end == at:
            return
        if end < len(words) and words[end].kind in {Kind.DETERMINER, Kind.PRONOUN, Kind.NAME, Kind.NUMBER}:
            yield end
        for inside in range(at + 1, end):
            timed = _TIME.search(words[inside - 1].text) and words[inside].kind is Kind.NAME
            if _YEAR.fullmatch(words[inside - 1].text) or timed or _is_behind_a_time(words, inside):
                yield inside
        if end < len(words) and words[end].text.lower() in {"of", "in", "on", "and"}:
            at = end + 1
        else:
            return


def _is_behind_a_time(words: Sequence[Word], at: int) -> bool:
    """Whether a plural stands behind "last year" or "fifty years": last year | residents voted."""
    which = words[at - 2] if at > 1 else None
    told = which is not None and (which.kind is Kind.NUMBER or which.text.lower() in {"last", "this", "next", "that"})
    many = words[at].text.lower() in _PLURAL or (words[at].kind is Kind.NOUN and words[at].text.endswith("s"))
    return told and bool(_TIME.search(words[at - 1].text)) and many


def noun_run(words: Sequence[Word], at: int) -> int:
    """The end of the article, nouns and their modifiers that begin there."""
    end = at + 1 if at < len(words) and words[at].kind is Kind.DETERMINER else at
    while end < len(words) and (
        words[end].kind in MODIFIERS or words[end].text.lower() in {"few", "last", "same", "spring", "fall"}
    ):
        end += 1
    return end


def is_passive(words: Sequence[Word], verb: int, end: int) -> bool:
    """Whether only a participle stands between a form of "be" and the end."""
    chain = [word.text.lower() for word in words[verb:end]]
    return (
        len(chain) <= 3
        and any(one in _BEING for one in chain[:-1])
        and (chain[-1].endswith("ed") or chain[-1] in _PARTICIPLES or chain[-1] in _PAST)
    )
