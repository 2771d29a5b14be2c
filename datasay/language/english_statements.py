"""Statements of an English passage that read as a title: who does what, what is to be done, how much of what."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from datasay.language.english_amounts import FIGURE, MANY, SHARES, UNITS, YEAR, how_many
from datasay.language.english_verbs import acts, finite, has_subject, is_passive, subject_starts
from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, Candidate
from datasay.language.words import CONTENT, Kind, Word, english_grammar

MOST_WORDS, MOST_LETTERS = 13, 68
LED, LONG_WORDS = 0.88, 11
WHOLE, CUT, TO_DO = 1.0, 0.7, 0.95
LEAST_WORDS = 3
_SPLIT = frozenset(",;:.!?…—–()[]")
_QUOTES = frozenset('"“”‘’')
_ABBREVIATED = re.compile(r"(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|vs|No|[ap]\.m|[A-Z])$")
_THEN = frozenset(["then", "now", "next", "first", "finally", "and", "so", "just", "please", "second", "third", "last"])
_WHENEVER = frozenset(
    {("every", "time"), ("each", "time"), ("the", "moment"), ("any", "time"), ("just", "as"), ("even", "if")}
)
_NEEDING = frozenset(
    {"expect", "expects", "expected", "want", "wants", "wanted", "ask", "asked", "allow", "allows", "allowed", "force"}
    | {"forces", "forced", "help", "helps", "helped", "plan", "plans", "planned", "hope", "hopes", "decided", "agreed"}
)
_PARTS_OF = frozenset({"half", "third", "quarter", "fifth", "tenth"})
_ONLY_IF = frozenset({"provided", "unless", "if"})
_DONE = frozenset({"written", "done", "gone", "taken", "given", "seen"})
_FINITE = CLASSES["en-finite"]
_HAVING = CLASSES["en-having"]
_PAST = CLASSES["en-past"]
_SUBJECT_PRONOUNS = CLASSES["en-who"]
_DANGLING = CLASSES["en-dangling"]
_OWNERS = CLASSES["en-owner"]
_TRUE_BEHIND = CLASSES["en-true-behind"]
_CONNECTING = CLASSES["en-connecting"]
_REPORTING = CLASSES["en-reporting"]
_CUT_BEFORE = CLASSES["en-cut-before"]
_DOERS = CLASSES["en-doer"]
_PHRASAL = CLASSES["en-phrasal"]
_TIME = re.compile(
    r"(?:[A-Z][a-z]+day|day|week|month|year|night|morning|evening|summer|winter|spring|autumn|fall|time|hour|minute|second)s?$"
)
_SAYING_END = re.compile(
    r"(?:said|says|say|asked|told|wrote|called|named|think|thinks|thought|means?|meant|believed?|believes?)$"
)
_TO_DO = CLASSES["en-to-do"]
_PLACED = CLASSES["en-placed"]
_BACKWARD = CLASSES["en-backward"]


def english_statements(words: Sequence[Word]) -> Iterator[Candidate]:
    """Statements, things to do and figures with what they count."""
    waiting: list[Word] = []
    clauses = list(_clauses(words))
    if clauses and words[-1].kind not in {Kind.MARK, Kind.SPACE} and _wants_more(clauses[-1][0]):
        clauses.pop()  # Officials expect the new lamps | to cut …
    for place, (clause, opens) in enumerate(clauses):
        after = clauses[place + 1][0] if place + 1 < len(clauses) else []
        if waiting and _one_sentence(words, waiting, clause):
            yield from _with_its_condition(waiting, clause, words)
            continue
        if after and after[0].text.lower() in _ONLY_IF and _one_sentence(words, clause, after):
            continue  # can walk anywhere, provided …
        waiting = clause if clause[0].text.lower() in {"if", "unless", "without"} else []
        yield from _statements(clause)
        if opens:
            yield from _to_do(clause)
        yield from how_many(clause)
    yield from _round_an_aside(words)


def _wants_more(clause: Sequence[Word]) -> bool:
    """Whether the scene ends before what its verb needs: expect somebody | to do something."""
    spoken = [word.text.lower() for word in clause]
    return any(word in _NEEDING for word in spoken) and not {"to", "that"} & set(spoken[-6:])


def _clauses(words: Sequence[Word]) -> Iterator[tuple[list[Word], bool]]:
    """What stands between two marks, without spaces and quotation marks, and whether a sentence opens with it."""
    clause: list[Word] = []
    first = next((word for word in words if word.kind not in {Kind.SPACE, Kind.MARK}), None)
    opens = starts = first is not None and not first.text[0].islower()
    for place, word in enumerate(words):
        if word.kind is Kind.MARK and word.text in _SPLIT and not _belongs(words, place):
            if clause:
                yield clause, opens
            led = opens and bool(clause) and clause[0].kind is Kind.PREPOSITION and word.text == ","
            starts = word.text in ".!?:;"
            opens, clause = starts or led, []
        elif word.kind is Kind.MARK and word.text in '"“' and place and words[place - 1].kind is Kind.SPACE:
            opens = opens or not clause
        elif word.kind not in {Kind.SPACE, Kind.MARK} or (word.kind is Kind.MARK and word.text not in _QUOTES):
            clause.append(word)
    if clause:
        yield clause, opens


def _one_sentence(words: Sequence[Word], first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Whether only a comma stands between two clauses."""
    return "".join(word.text for word in words if first[-1].end <= word.start < second[0].start).strip() == ","


def _with_its_condition(first: Sequence[Word], second: Sequence[Word], words: Sequence[Word]) -> Iterator[Candidate]:
    """What holds only if something else does is said with it, or not at all."""
    both = [word for word in words if first[0].start <= word.start < second[-1].end and word.kind is not Kind.SPACE]
    spoken = [*first, *second]
    if _BACKWARD & {word.text.lower() for word in first[2:]}:
        return  # if you cannot fill it
    if len(spoken) <= MOST_WORDS and _length(spoken) <= MOST_LETTERS and finite(second) is not None:
        yield Candidate(tuple(both), 0.8)


def _belongs(words: Sequence[Word], place: int) -> bool:
    """Whether a mark is part of what it stands in: Mr., 7 a.m. to, 3.5, the dash of a range."""
    before = words[place - 1] if place else None
    after = words[place + 1] if place + 1 < len(words) else None
    if before is None or after is None:
        return False
    if words[place].text == "." and _ABBREVIATED.fullmatch(before.text):
        initial = len(before.text) == 1
        if initial and (place < 3 or words[place - 3].kind is not Kind.NAME):
            return False
        return before.text[-2:] != ".m" or (place + 2 < len(words) and words[place + 2].text[:1].islower())
    return after.kind not in {Kind.SPACE, Kind.MARK} and before.kind not in {Kind.SPACE, Kind.MARK}


def _statements(clause: Sequence[Word]) -> Iterator[Candidate]:
    words = list(clause)
    while words and (words[0].text.lower() in _TRUE_BEHIND or words[0].text.lower() in _CONNECTING):
        words.pop(0)
    starts = [0, *subject_starts(words)]
    opening = [word.text.lower() for word in words[:2]]
    if not opening or opening[0] in {"so", "that"} or opening[1:] == ["as"] or tuple(opening) in _WHENEVER:
        return
    for start in dict.fromkeys(starts):
        if any(FIGURE.match(one.text) and UNITS.match(two.text) for one, two in pairwise(words[:start])):
            continue  # at 40 degrees | it loses …
        said = words[start:]
        long = len(starts) > 1 and len(words) > LONG_WORDS  # with what says when, where or about how much
        yield from _stated(said, (LED if long else WHOLE) if start == 0 else WHOLE if long else 0.95)
    yield from _reported(words)


def _reported(words: Sequence[Word]) -> Iterator[Candidate]:
    """What somebody says, thinks or found: of "people think this job is about courage" the job and courage."""
    for at in range(1, len(words) - 3):
        word = words[at].text.lower()
        if word in _REPORTING and not _denied(words[:at]):
            said = words[at + 2 if words[at + 1].text.lower() == "that" else at + 1 :]
            yield from _stated(said, 0.95)
            return


def _denied(words: Sequence[Word]) -> bool:
    return any(
        word.text.lower() in {"not", "never", "no", "nobody"} or word.text.lower().endswith("n't") for word in words
    )


def _stated(words: Sequence[Word], form: float) -> Iterator[Candidate]:
    """The statement as a whole, or up to where what follows only says how, when or where."""
    verb = finite(words)
    if verb is None or not has_subject(words, verb):
        return
    if _is_open(words, verb) or _points_back(words):
        return
    form *= 0.75 if any(word.text.lower() in _BACKWARD for word in words[1:]) else 1.0
    pronoun = words[0].text.lower() in _SUBJECT_PRONOUNS
    form *= 0.85 if pronoun else 1.0
    if _complete(words, verb, natural=True):
        yield Candidate(tuple(words), form)
    yield from _second_verb(words, verb, form)
    if _denied(words[: verb + 2]) and "longer" not in {word.text.lower() for word in words}:
        return  # nobody would sign an invoice | for that
    for end in range(verb + 2, len(words)):
        if words[end].text.lower() == "than" and _is_more(words, verb, end):
            yield Candidate(tuple(words[:end]), form * CUT)
        if words[end].text.lower() in _CUT_BEFORE and _complete(words[:end], verb, natural=False):
            if _parts(words, end) or _is_unplaced(words, verb, end):
                continue
            passive = is_passive(words, verb, end)
            if passive and words[end].text.lower() in _DOERS:
                continue
            lost = any(FIGURE.match(word.text) for word in words[end:])
            shared = any(SHARES.match(word.text) or word.text.lower() in _PARTS_OF for word in words[:end])
            if shared and words[end].text.lower() in {"in", "within", "at"}:
                continue  # loses a fifth of its strength | in 500 full charges
            yield Candidate(tuple(words[:end]), form * CUT * (0.8 if lost else 1.0))


def _is_open(words: Sequence[Word], verb: int) -> bool:
    """Whether its subject was told before, or what it compares with or adds to is not told."""
    first = words[0].text.lower()
    same = any(one.text.lower() == "the" and two.text.lower() == "same" for one, two in pairwise(words))
    pointed = first in {"this", "these", "those"} and not _TIME.search(words[1].text)
    added = words[verb].text.lower() in {"add", "adds", "added"} and not any(word.text == "to" for word in words)
    counted = verb == 2 and words[1].text.lower() in _THEN | {"fourth", "fifth"}  # the second is children
    return same or pointed or added or counted or first in _OWNERS


def _second_verb(words: Sequence[Word], verb: int, form: float) -> Iterator[Candidate]:
    """The subject with the second of two things that are said of it: The river (begins in … and) runs 2,850 km."""
    for at in range(verb + 2, len(words) - 2):
        if words[at].text.lower() != "and" or not _is_parallel(words, verb, at + 1):
            continue
        joined = [*words[:verb], *words[at + 1 :]]
        if any(FIGURE.match(word.text) for word in words[at:]) and _complete(joined, verb, natural=True):
            yield Candidate(tuple(joined), form * 0.9)
        first = words[:at]
        if _complete(first, verb, natural=True):
            yield Candidate(tuple(first), form * CUT)
        return


def _is_parallel(words: Sequence[Word], verb: int, at: int) -> bool:
    """Whether the word behind an "and" is a verb in the form of the first one: begins … and runs."""
    first, second, behind = words[verb].text.lower(), words[at].text.lower(), words[at + 1]
    if second in _PAST or (second.endswith("ed") and words[at].kind is Kind.VERB):
        return first in _PAST or first.endswith("ed")
    follows = behind.kind in {Kind.DETERMINER, Kind.PREPOSITION, Kind.NUMBER, Kind.PRONOUN}
    return first.endswith("s") and second.endswith("s") and not second.endswith("ss") and follows


def _is_more(words: Sequence[Word], verb: int, end: int) -> bool:
    """Whether a figure tells how much more: 6 percent higher | than …"""
    told = any(FIGURE.match(word.text) or word.text.lower() in MANY for word in words[verb:end])
    return told and words[end - 1].text.lower().endswith("er") and len(words[:end]) <= MOST_WORDS


def _points_back(words: Sequence[Word]) -> bool:
    """Whether "it" or "them" stands for what was named before, and not in the same statement: before it was built."""
    for at, word in enumerate(words[1:], 1):
        if word.text.lower() == "one" and words[at - 1].text.lower() in {"new", "old", "a", "keep", "keeps", "each"}:
            return True  # a new one
        if word.text.lower() == "those" and words[at - 1].text.lower() == "of":
            return words[at + 1 : at + 2] == [] or words[at + 1].text.lower() not in {"who", "that"}
        if word.text.lower() in {"it", "them", "him", "his", "her"} and not any(
            one.kind is Kind.CONJUNCTION or one.text.lower() in {"before", "after", "since", "until", "when", "that"}
            for one in words[1:at]
        ):
            owned = word.text.lower() == "her" and at + 1 < len(words) and words[at + 1].kind in MODIFIERS
            return word.text.lower() != "his" and not owned
    return False


def _parts(words: Sequence[Word], end: int) -> bool:
    """Whether a cut there would part what belongs together: two | and a half, important | and hearty talks."""
    link, after = words[end].text.lower(), words[end + 1] if end + 1 < len(words) else None
    if after is None or after.text.lower() == "which":
        return True
    if link == "and" and words[end - 1].kind is Kind.NUMBER:
        return after.kind is Kind.NUMBER or after.text.lower() in {"a", "half"}
    if link == "and" and any(word.text.lower() == "between" for word in words[:end]):
        return True  # between midnight | and 5 a.m.
    named = after.kind in {Kind.DETERMINER, Kind.PRONOUN, Kind.NUMBER, Kind.NAME}
    begins = after.kind in {Kind.VERB, Kind.PARTICLE} or (named and finite(words[end + 1 :]) is not None)
    return link == "and" and not (begins or after.text.lower() in _PAST)


def _is_unplaced(words: Sequence[Word], verb: int, end: int) -> bool:
    """Whether a cut there would leave out where something is put, or after what it is."""
    last, link = words[end - 1], words[end].text.lower()
    if link in {"after", "before", "since", "until"} and _TIME.search(last.text):
        return True  # in the two hours | after sunset
    verb = max((at for at in range(verb, end) if words[at].text.lower() in _PLACED), default=verb)
    where = any(one.kind is Kind.PREPOSITION and one.text.lower() != "of" for one in words[verb + 1 : end])
    return words[verb].text.lower() in _PLACED and words[end].text.lower() != "and" and not where


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) + 1 for word in words) - 1


def _complete(words: Sequence[Word], verb: int, *, natural: bool) -> bool:
    """Whether nothing is missing at the end; `natural` is where the author's own clause ends."""
    fits = LEAST_WORDS <= len(words) <= MOST_WORDS and _length(words) <= MOST_LETTERS
    if not fits or not any(word.kind in CONTENT and word.weight > 0.2 for word in words):
        return False
    if not natural and len(words) == LEAST_WORDS and words[verb].kind is Kind.PARTICLE:
        return False  # crews will work
    if _hangs(words, verb, natural=natural) or (not natural and _is_half_told(words, verb)):
        return False
    more = {Kind.PRONOUN, Kind.ADVERB, Kind.PREPOSITION} if natural else set[Kind]()
    told = any(word.kind in CONTENT | {Kind.NUMBER} | more for word in words[verb + 1 :])
    return told or (natural and words[verb].text.lower() not in _FINITE)


def _hangs(words: Sequence[Word], verb: int, *, natural: bool) -> bool:
    """Whether the last word waits for another."""
    last, lower, rest = words[-1], words[-1].text.lower(), words[verb + 1 :]
    each = natural and lower == "each" and words[-2].kind in HEADS  # give 24 kilos each
    bound = (last.kind in {Kind.DETERMINER, Kind.CONJUNCTION, Kind.MARK} and not each) or bool(
        _SAYING_END.search(lower)
    )
    bound = bound or (lower == "one" and words[-2].text.lower() == "with")
    auxiliary = last.kind is Kind.PARTICLE and (not natural or verb == len(words) - 1)
    preposition = last.kind is Kind.PREPOSITION and not (natural and lower in _PHRASAL)
    opened = any(one.text.lower() == "that" and two.kind is Kind.PREPOSITION for one, two in pairwise(rest))
    undone = (
        len(rest) == 1 and rest[0].kind is Kind.VERB and words[verb].text.lower() in _HAVING and verb == 1
    )  # I have counted
    until = last.text[-2:] == ".m" and "from" in {word.text.lower() for word in words[-4:]}  # from 7 a.m. | to 5 p.m.
    bare = last.kind is Kind.NUMBER and not YEAR.fullmatch(last.text) and _is_bare(words, verb)
    return bound or auxiliary or preposition or opened or until or bare or undone  # gets 11


def _is_bare(words: Sequence[Word], verb: int) -> bool:
    """Whether the number at the end counts nothing: gets 11, gave Mama ten; not at 6:10, 412 to 187."""
    last, before = words[-1].text, words[-2]
    if last.isdigit():
        return verb == len(words) - 2
    return (
        last.isalpha() and before.kind in {Kind.VERB, Kind.NAME, Kind.NOUN, Kind.PRONOUN} and last.lower() not in MANY
    )


def _is_half_told(words: Sequence[Word], verb: int) -> bool:
    """Whether a statement that was cut ends with what has its own object or place behind it."""
    last, lower = words[-1], words[-1].text.lower()
    if last.kind is Kind.ADVERB or lower.endswith("ing"):
        return True
    if last.kind is Kind.PRONOUN and lower not in {"everything", "nothing", "something"}:
        return True
    past = (
        english_grammar().get(lower) == "base"
        or lower in _PAST
        or lower in _DONE
        or (last.kind is Kind.VERB and lower.endswith("ed"))
    )
    return (past or acts(words, len(words) - 1)) and not is_passive(words, verb, len(words))


def _to_do(clause: Sequence[Word]) -> Iterator[Candidate]:
    """What the reader is told to do: use two rear lights."""
    words = list(clause)
    while words and words[0].text.lower() in _THEN:
        words.pop(0)
    if len(words) < LEAST_WORDS or not _commands(words) or _points_back(words):
        return
    if _complete(words, 0, natural=True):
        yield Candidate(tuple(words), TO_DO)
    for end in range(LEAST_WORDS, len(words)):
        if _parts(words, end) or _is_unplaced(words, 0, end):
            continue
        if words[end].text.lower() in _CUT_BEFORE - {"until", "before"} and _complete(words[:end], 0, natural=False):
            lost = any(FIGURE.match(word.text) for word in words[end:])
            yield Candidate(tuple(words[:end]), TO_DO * CUT * (0.8 if lost else 1.0))


def _commands(words: Sequence[Word]) -> bool:
    first, second = words[0].text.lower().replace("’", "'"), words[1]
    grammar = english_grammar().get(first)
    if first in {"don't", "never", "always"} or (first == "do" and second.text.lower() == "not"):
        return len(words) > 2 and words[2 if first == "do" else 1].kind in {Kind.VERB, Kind.NOUN, Kind.ADVERB}
    if first.endswith("s") and not first.endswith("ss"):
        return False
    follows = second.kind in {Kind.DETERMINER, Kind.NUMBER} or second.text.lower() in {
        "it",
        "them",
        "yourself",
        "everything",
        "everyone",
        "something",
    }
    if first == "open" and second.kind is Kind.NUMBER:
        return False  # the hours of a shop
    if first in _PAST - {"put", "set", "cut", "let", "hit", "shut", "split"} or first in {"said", "made"}:
        return False
    if (
        (grammar in {"base", "either"} or first in _TO_DO)
        and not first.endswith(("ed", "ing"))
        and first not in _FINITE
    ):
        return finite(words) is None and (
            follows or grammar == "base" or first in _TO_DO or second.kind is Kind.PREPOSITION
        )
    plain = words[0].kind is Kind.NOUN and not first.endswith(("ed", "ing", "ly"))
    return plain and follows and second.kind is not Kind.NUMBER and finite(words) is None


def _round_an_aside(words: Sequence[Word]) -> Iterator[Candidate]:
    """A statement round what is said by the way between two commas: Solberg(, 61,) has spent thirty-three summers …"""
    clauses = [clause for clause, _ in _clauses(words)]
    for first, aside, rest in zip(clauses, clauses[1:], clauses[2:], strict=False):
        if len(first) > 7 or len(aside) > 9 or not rest or first[0].text.lower() in _DANGLING:
            continue
        gaps = [
            "".join(word.text for word in words if one[-1].end <= word.start < other[0].start).strip()
            for one, other in ((first, aside), (aside, rest))
        ]
        both = [*first, *rest]
        if (
            gaps != [",", ","]
            or finite(first) is not None
            or first[0].kind in {Kind.PREPOSITION, Kind.CONJUNCTION, Kind.ADVERB, Kind.VERB}
        ):
            continue
        if not acts(both, len(first)) or finite(both) != len(first) or rest[0].kind in HEADS:
            continue
        opens = aside[0].kind in {Kind.NUMBER, Kind.DETERMINER} or aside[0].text.lower() in {
            "which",
            "who",
            "born",
            "once",
            "then",
        }
        if opens:
            yield from ((Candidate(one.words, one.form)) for one in _stated(both, 0.95))
