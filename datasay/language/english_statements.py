"""Statements of an English passage that read as a title: who does what, what is to be done, how much of what."""

import re
from collections.abc import Iterator, Sequence

from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, Candidate
from datasay.language.words import CONTENT, Kind, Word, english_grammar

MOST_WORDS, MOST_LETTERS = 11, 64
LEAST_WORDS = 3
WHOLE, CUT, OWNED, TO_DO, HOW_MANY = 1.0, 0.7, 0.6, 0.95, 0.3

_SPLIT = frozenset(",;:.!?…—–()[]")
_QUOTES = frozenset('"“”‘’')
_ABBREVIATED = re.compile(r"(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|vs|No|[ap]\.m|[A-Z])$")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_FIGURE = re.compile(r"[$€£¥\-−+]?\d")
_MANY = {"hundred", "thousand", "million", "billion", "trillion", "dozen"}
_FINITE = frozenset(
    "am is are was were do does did has have had will would shall should can could may might must cannot can't won't"
    " don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't wouldn't couldn't shouldn't".split()
)
_BEING = frozenset("am is are was were be been being isn't aren't wasn't weren't".split())
_HAVING = frozenset("has have had hasn't haven't hadn't".split())
_PAST = frozenset(
    "ate went fell sent made kept came left lost began became took gave got held told said died grew rose ran led found met"
    " froze drove wrote spoke broke chose flew knew threw drew saw heard sold bought built paid won stood meant felt brought"
    " thought caught taught spent sank slept sat shook struck swam swung tore wore woke hid laid lay lent dug fed fought forgot"
    " hung stole stuck swept wound shot sang sought rode bent bit blew dealt crept leapt split cut put set cost hit let shut".split()
)
_PARTICIPLES = frozenset(
    "made kept left lost held told found met built paid sold bought brought caught taught spent cut put set".split()
)
_SUBJECT_PRONOUNS = frozenset("i we you there nobody everybody everyone somebody someone nothing everything".split())
_PLURAL = frozenset("i we you they people men women children police".split())
_DANGLING = frozenset(
    "he she it they him them this that these those his its her their who whom which what here such another others both neither either one ones"
    " none some any each all most many few several more same other".split()
)
_OWNERS = frozenset("his her its their".split())
_SUBORDINATE = frozenset(
    "if unless until till whether before lest when whenever where wherever as once than after so how why what whatever who which that".split()
)
_TRUE_BEHIND = frozenset("because although though while since where and but yet so".split())
_CONNECTING = frozenset(
    "also then thus hence therefore however moreover furthermore meanwhile instead otherwise now soon still even too indeed yes".split()
)
_RELATIVE = frozenset("that which who whom whose where when".split())
_REPORTING = CLASSES["en-reporting"]
_CUT_BEFORE = frozenset(
    "in on at by with from for during after since across through along because while and but until before into over under near beneath between around toward behind inside outside where".split()
)
_CHANGES = frozenset("if unless except without than to of as only not until till before".split())
_DOERS = frozenset("by with in into from for of to as at".split())
_PHRASAL = frozenset("off up out down away back over in on through around along apart together home".split())
_TIME = re.compile(
    r"(?:[A-Z][a-z]+day|day|week|month|year|night|morning|evening|summer|winter|spring|autumn|fall|time|hour|minute|second)s?$"
)
_UNITS = re.compile(
    r"(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?|miles?|(?:kilo|centi|milli)?met(?:er|re)s?|feet|foot|inch(?:es)?|times?|degrees?"
    r"|(?:kilo)?grams?|kilos?|pounds?|tons?|tonnes?|lit(?:er|re)s?|gallons?|percent|per|cent|celsius|fahrenheit|dollars?|euros?|kroner|[ap]\.m|o'clock|kg|km|g|m|cm|mm|ml)$",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)$")
_SAYING_END = re.compile(
    r"(?:said|says|say|asked|told|wrote|called|named|think|thinks|thought|means?|meant|believed?|believes?)$"
)
_TO_DO = frozenset(
    "do don't never always let keep make put use take get leave set give go come try bring hold ask add tell turn start help run work call show look".split()
)
_MEASURED_SO = frozenset("old long wide high tall deep away ago apart later people times".split())
_PLACED = frozenset("put puts place placed lay laid set".split())
_BACKWARD = frozenset("it them him her they he she this".split())


def english_statements(words: Sequence[Word]) -> Iterator[Candidate]:
    """Statements, things to do and figures with what they count."""
    waiting: list[Word] = []
    for clause, opens in _clauses(words):
        if waiting and _one_sentence(words, waiting, clause):
            yield from _with_its_condition(waiting, clause, words)
            continue
        waiting = clause if clause[0].text.lower() in {"if", "unless"} else []
        yield from _statements(clause)
        if opens:
            yield from _to_do(clause)
        yield from _how_many(clause)
    yield from _round_an_aside(words)


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
        elif word.kind not in {Kind.SPACE, Kind.MARK}:
            clause.append(word)
        elif word.kind is Kind.MARK and word.text not in _QUOTES:
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
    if len(spoken) <= MOST_WORDS and _length(spoken) <= MOST_LETTERS and _finite(second) is not None:
        yield Candidate(tuple(both), 0.8 if not _BACKWARD & {word.text.lower() for word in spoken} else 0.5)


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
    starts = [0, *_subject_starts(words)]
    if words and words[0].text.lower() in {"so", "that"}:
        return
    for start in dict.fromkeys(starts):
        said = words[start:]
        yield from _stated(said, WHOLE if start == 0 else 0.95)
    yield from _reported(words)


def _subject_starts(words: Sequence[Word]) -> Iterator[int]:
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
        end = _noun_run(words, at)
        if end == at:
            return
        if end < len(words) and words[end].kind in {Kind.DETERMINER, Kind.PRONOUN, Kind.NAME, Kind.NUMBER}:
            yield end
        for inside in range(at + 1, end):
            if _YEAR.fullmatch(words[inside - 1].text) or _TIME.search(words[inside - 1].text):
                yield inside
        if end < len(words) and words[end].text.lower() in {"of", "in", "on", "and"}:
            at = end + 1
        else:
            return


def _noun_run(words: Sequence[Word], at: int) -> int:
    end = at + 1 if at < len(words) and words[at].kind is Kind.DETERMINER else at
    while end < len(words) and (words[end].kind in MODIFIERS or words[end].text.lower() in {"few", "last", "same"}):
        end += 1
    return end


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
    verb = _finite(words)
    if verb is None or not _has_subject(words, verb):
        return
    form *= OWNED if words[0].text.lower() in _OWNERS else 1.0
    form *= 0.75 if any(word.text.lower() in _BACKWARD for word in words[1:]) else 1.0
    pronoun = words[0].text.lower() in _SUBJECT_PRONOUNS
    form *= 0.85 if pronoun else 1.0
    if _complete(words, verb, natural=True):
        yield Candidate(tuple(words), form)
    for end in range(verb + 2, len(words)):
        if words[end].text.lower() in _CUT_BEFORE and _complete(words[:end], verb, natural=False):
            if _inside_a_figure(words, end) or _is_unplaced(words, verb, end):
                continue
            passive = _is_passive(words, verb, end)
            if passive and words[end].text.lower() in _DOERS:
                continue
            lost = any(_FIGURE.match(word.text) for word in words[end:])
            yield Candidate(tuple(words[:end]), form * CUT * (0.8 if lost else 1.0))


def _inside_a_figure(words: Sequence[Word], end: int) -> bool:
    """Whether a cut there would part a figure: two | and a half."""
    after = words[end + 1].text.lower() if end + 1 < len(words) else ""
    counts = words[end - 1].kind is Kind.NUMBER and words[end].text.lower() in {"and", "to"}
    return counts and (after in {"a", "half"} or words[min(end + 1, len(words) - 1)].kind is Kind.NUMBER)


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


def _finite(words: Sequence[Word]) -> int | None:
    """The verb of the main clause; None without one."""
    relative = 0
    for at in range(1, len(words)):
        lower = words[at].text.lower()
        if lower in {"if", "unless", "because", "although", "while", "before", "until", "when", "whenever", "nor"}:
            return None
        if lower in _RELATIVE and words[at - 1].kind in HEADS | {Kind.NUMBER}:
            relative += 1
        if not _acts(words, at):
            continue
        follows = _acts(words, at - 1) or (words[at - 1].kind is Kind.ADVERB and at > 1 and _acts(words, at - 2))
        if follows and at > 1:
            continue
        if relative:
            relative -= 1
            continue
        return at
    return None


def _acts(words: Sequence[Word], at: int) -> bool:
    """Whether a finite verb stands there."""
    if at < 1:
        return False
    word, lower = words[at], words[at].text.lower().replace("’", "'")
    before = words[at - 1]
    if before.kind is Kind.ADVERB and at > 1:
        before = words[at - 2]
    after = words[at + 1] if at + 1 < len(words) else None
    previous = before.text.lower()
    if lower in _FINITE or re.fullmatch(r"(?:i|we|you|there|that|it|he|she|they)'(?:s|re|m|d|ve|ll)", lower):
        return True
    if before.kind in {Kind.DETERMINER, Kind.PREPOSITION, Kind.ADJECTIVE} or previous in _OWNERS or previous == "to":
        return False
    if before.kind is Kind.PARTICLE and previous not in {"n't"}:
        return False  # its auxiliary is the finite one
    nextword = after.text.lower() if after is not None else ""
    if lower in _PAST:
        return not (lower in _PARTICIPLES and nextword in {"by", "of"}) and before.kind is not Kind.ADJECTIVE
    nominal = before.kind in HEADS | {Kind.NUMBER, Kind.ADVERB, Kind.PRONOUN}
    if not nominal:
        return False
    if word.kind is Kind.VERB and lower.endswith("ed"):
        if nextword == "by":
            return at + 2 < len(words) and words[at + 2].kind is Kind.NUMBER  # warmed by ten degrees
        return nextword != "of" and after is not None
    if lower.endswith("ing"):
        return False
    grammar = english_grammar().get(lower)
    plural = previous.endswith("s") and not previous.endswith("ss")
    third = lower.endswith("s") and not lower.endswith("ss")
    if grammar in {"base", "verb"}:
        return third if not plural and previous not in _PLURAL else not third
    opens_object = after is not None and (
        after.kind in {Kind.DETERMINER, Kind.PRONOUN, Kind.ADVERB} or nextword in {"to", "that"}
    )
    if grammar == "either":
        object_or_place = opens_object or (
            after is not None and after.kind is Kind.PREPOSITION and nextword not in {"of", "for"}
        )
        object_or_place = object_or_place or (after is not None and after.kind is Kind.NUMBER)
        return (object_or_place or previous in _PLURAL) and (
            third if not plural and previous not in _PLURAL else not third
        )
    single = (
        words[0].text.lower() in {"a", "an", "every", "each", "one"}
        and at > 1
        and all(one.kind in MODIFIERS | {Kind.VERB} for one in words[1:at])
    )
    if word.kind is Kind.NOUN and third and not plural and before.kind in HEADS and (opens_object or single):
        return True
    return word.kind is Kind.NOUN and plural and opens_object and after is not None and after.kind is Kind.DETERMINER


def _has_subject(words: Sequence[Word], verb: int) -> bool:
    first = words[0].text.lower()
    if first in _SUBJECT_PRONOUNS:
        return True
    if re.fullmatch(r"(?:i|we|you|there)['’](?:s|re|m|d|ve|ll)", first):
        return True
    if first in _DANGLING and not (
        (first in {"more", "fewer", "less"} and verb > 2 and words[1].text == "than")
        or first
        in {
            "this",
            "that",
            "these",
            "those",
            "another",
            "each",
            "all",
            "most",
            "many",
            "few",
            "several",
            "some",
            "both",
            "one",
            "other",
            *_OWNERS,
        }
        and verb > 1
        and words[1].kind in MODIFIERS | {Kind.ADVERB, Kind.VERB}
        or (first in {"one", "most", "some", "all", "each", "both", "none"} and words[1].text == "of")
    ):
        return False
    if words[0].kind in {Kind.CONJUNCTION, Kind.PARTICLE, Kind.MARK} or first in _SUBORDINATE:
        return False
    if words[0].kind is Kind.VERB and not first.endswith("ing"):
        return False
    subject = words[:verb]
    if any(word.kind is Kind.PRONOUN and word.text.lower() in {"he", "she", "it", "they"} for word in subject):
        # In July it stood there: whom that means is not said. What he said | was short: neither.
        return False
    if words[0].kind is Kind.PREPOSITION:
        starts = [at for at in _subject_starts(words) if at < verb]
        return bool(starts) and _has_subject(words[starts[-1] :], verb - starts[-1])
    verbal = any(
        one.kind is Kind.DETERMINER and two.kind is Kind.VERB for one, two in zip(subject, subject[1:], strict=False)
    )
    return verbal or any(word.kind in HEADS | {Kind.NUMBER} or word.text.lower().endswith("ing") for word in subject)


def _is_passive(words: Sequence[Word], verb: int, end: int) -> bool:
    """Whether only a participle stands between a form of "be" and the end."""
    chain = [word.text.lower() for word in words[verb:end]]
    return (
        len(chain) <= 3
        and any(one in _BEING for one in chain[:-1])
        and (chain[-1].endswith("ed") or chain[-1] in _PARTICIPLES or chain[-1] in _PAST)
    )


def _complete(words: Sequence[Word], verb: int, *, natural: bool) -> bool:
    """Whether nothing is missing at the end; `natural` is where the author's own clause ends."""
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or _length(words) > MOST_LETTERS:
        return False
    last, lower = words[-1], words[-1].text.lower()
    if last.kind in {Kind.DETERMINER, Kind.CONJUNCTION} or (last.kind is Kind.PARTICLE and verb == len(words) - 1):
        return False
    if last.kind is Kind.PREPOSITION and not (natural and lower in _PHRASAL):
        return False
    if last.kind is Kind.MARK or (last.kind is Kind.PARTICLE and not natural) or _SAYING_END.search(lower):
        return False
    rest = words[verb + 1 :]
    told = [
        word
        for word in rest
        if word.kind in CONTENT | {Kind.NUMBER}
        or (natural and word.kind in {Kind.PRONOUN, Kind.ADVERB, Kind.PREPOSITION})
    ]
    if not natural and last.kind is Kind.PRONOUN and lower not in {"everything", "nothing", "something"}:
        return False
    if any(
        one.text.lower() == "that" and two.kind is Kind.PREPOSITION for one, two in zip(rest, rest[1:], strict=False)
    ):
        return False  # found that at the end of the last ice age | …
    if not told:
        return natural and words[verb].text.lower() not in _FINITE and any(word.kind in CONTENT for word in words)
    if not natural and (last.kind is Kind.ADVERB or lower.endswith("ing")):
        return False
    past = (
        lower in _PAST
        or (last.kind is Kind.VERB and lower.endswith("ed"))
        or lower in {"written", "done", "gone", "taken", "given", "seen"}
    )
    if not natural and (past or _acts(words, len(words) - 1)) and not _is_passive(words, verb, len(words)):
        return False
    if last.text[-2:] == ".m" and "from" in {word.text.lower() for word in words[-4:]}:
        return False  # from 7 a.m. | to 5 p.m.
    if not natural and len(rest) == 1 and rest[0].kind is Kind.VERB and words[verb].text.lower() in _HAVING:
        return False
    return any(word.kind in CONTENT and word.weight > 0.2 for word in words)


def _to_do(clause: Sequence[Word]) -> Iterator[Candidate]:
    """What the reader is told to do: use two rear lights."""
    words = list(clause)
    while words and words[0].text.lower() in {
        "then",
        "now",
        "next",
        "first",
        "finally",
        "and",
        "so",
        "just",
        "please",
        "second",
        "third",
        "last",
    }:
        words.pop(0)
    if len(words) < LEAST_WORDS or not _commands(words):
        return
    if _complete(words, 0, natural=True):
        yield Candidate(tuple(words), TO_DO)
    for end in range(LEAST_WORDS, len(words)):
        if _inside_a_figure(words, end) or _is_unplaced(words, 0, end):
            continue
        if words[end].text.lower() in _CUT_BEFORE - {"until", "before"} and _complete(words[:end], 0, natural=False):
            lost = any(_FIGURE.match(word.text) for word in words[end:])
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
    if first in _PAST - {"put", "set", "cut", "let", "hit", "shut", "split"} or first in {"said", "made"}:
        return False
    if (
        (grammar in {"base", "either"} or first in _TO_DO)
        and not first.endswith(("ed", "ing"))
        and first not in _FINITE
    ):
        return _finite(words) is None and (
            follows or grammar == "base" or first in _TO_DO or second.kind is Kind.PREPOSITION
        )
    plain = words[0].kind is Kind.NOUN and not first.endswith(("ed", "ing", "ly"))
    return plain and follows and second.kind is not Kind.NUMBER and _finite(words) is None


def _how_many(clause: Sequence[Word]) -> Iterator[Candidate]:
    """A figure with what it counts: 40 million acres of lawn."""
    for at, word in enumerate(clause):
        if word.kind is not Kind.NUMBER or (at and clause[at - 1].kind in {Kind.NUMBER, Kind.NAME}):
            continue
        if at and word.text.lower() in {"half", "quarter"}:
            continue
        if at and clause[at - 1].text.lower() in {
            "and",
            "to",
            "or",
            "between",
            "minus",
            "from",
            "section",
            "chapter",
            "tape",
            "no",
        }:
            continue
        end = at
        while end < len(clause) and clause[end].kind is Kind.NUMBER:
            end += 1
        if word.text.lower() in _MANY and at and clause[at - 1].text.lower() == "a":
            at -= 1
        figure = clause[at:end]
        large = any(_FIGURE.match(one.text) or one.text.lower() in _MANY for one in figure)
        if not large or _YEAR.fullmatch(figure[-1].text) or ":" in word.text or end == len(clause):
            continue
        run = _noun_run(clause, end)
        if clause[end].kind is Kind.DETERMINER or run == end or _MONTHS.match(clause[end].text):
            continue
        things = [one for one in clause[end:run] if one.kind in HEADS and not _UNITS.match(one.text)]
        while run < len(clause) - 1 and clause[run].text.lower() in {"of", "for"}:
            further = _noun_run(clause, run + 1)
            if further == run + 1 or clause[further - 1].kind is Kind.DETERMINER:
                break
            things += [one for one in clause[run + 1 : further] if one.kind in HEADS and not _UNITS.match(one.text)]
            run = further
        phrase = clause[at:run]
        words = len(phrase)
        goes_on = run < len(clause) and clause[run].text.lower() == "of"
        if (
            things
            and not goes_on
            and 2 <= words <= 7
            and phrase[-1].kind in HEADS
            and phrase[-1].text.lower() not in _MEASURED_SO
        ):
            yield Candidate(tuple(phrase), HOW_MANY)


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
            or _finite(first) is not None
            or first[0].kind in {Kind.PREPOSITION, Kind.CONJUNCTION, Kind.ADVERB, Kind.VERB}
        ):
            continue
        if not _acts(both, len(first)) or _finite(both) != len(first) or rest[0].kind in HEADS:
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
