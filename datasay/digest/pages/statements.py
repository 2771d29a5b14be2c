"""Pages of type alone that say what the scene says: who somebody is, when something was, the sentence itself."""

import re
from collections.abc import Sequence

from datasay.digest.pages.page import Figure, ScenePage
from datasay.digest.pages.quotations import speaker_of

_NAME = r"[A-Z][\w.'’-]+(?: (?:de|van|von|[A-Z][\w.'’-]+)){1,3}"
_INTRODUCED = re.compile(
    rf"\b(?:[Ww]ith me (?:today |now )?is|[Mm]y guest (?:today )?is|[Tt]his is|[Mm]eet|I am|I’m|I'm|[Mm]y name is)"
    rf" (?P<name>{_NAME})(?:, (?P<post>[a-z][^,.;:]{{3,48}}))?"
)
_AGED = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,3})(?:，|今年)[^，。]{0,3}(?:岁|\d岁)，(?P<post>[^，。；]{4,20})[，。]"
)
_YEARS = re.compile(
    r"(?P<first>1\d{3}|20\d{2})(?:年)?(?:(?:到|至|—|–|-)(?P<last>1\d{3}|20\d{2}))?年(?P<more>前|底|初|春天?|夏天?|秋天?|冬天?)?"
)
_ENGLISH_YEARS = re.compile(
    r"\b(?P<lead>in|by|since|until|of|from|after|before)(?: (?:early|late))?"
    r"(?: (?:January|February|March|April|May|June|July|August|September|October|November|December))?"
    r" (?P<first>1[5-9]\d\d|20\d\d)(?: to (?P<last>1[5-9]\d\d|20\d\d))?\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[。！？；…])|(?<=[.!?;])\s+(?=[\"“‘'A-Z\d])|\s*—\s*|——")
_CLAUSE = re.compile(r"(?<=[，、：])|(?<=[,:])\s+")
_LEADS = re.compile(
    r"^(?:而|但是?|不过|所以|因此|并且?|也就是|于是|and that(?= (?:by|this|these|he|she|it|they|we|you|in|the)\b)"
    r"|and|but|so|or|because|which means that|yet|then)[，,]?\s*",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:的|地|得|了|着|过|们|从而|以及)"
    r"|^(?:which|who|whose|whom|than|as|with|to|of|have|has|had|is|are|was|were|will|would|can|could)\b",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"(?:\b(?:and|or|but|of|the|an?|by|to|with|in|on|at|for|that|which|who|these|this|its|their|than|as|from)"
    r"|[和与把被向从在由对]|如果|由于|因为|虽然|低于.{0,5}的时候|的时候|是|有|叫)$",
    re.IGNORECASE,
)
_IF = re.compile(  # what only begins with such a word waits for its main clause
    r"^(?:如果|虽然|尽管|因为|由于|当(?=[^天时年]))"
    r"|^(?:if|when|although|though|while|because|since|given|after|before|until|unless|as|whether)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"^(?:[A-Z][\w.’']*(?: [A-Z][\w.’']*){0,2}: (?=[A-Z$\d\"“])"
    r"|(?:\d{3})?[\u4e00-\u9fff]{0,8}(?:老师|阿姨|主任|先生|女士|记者|主持人|教授|医生|师傅|大爷|奶奶|小[\u4e00-\u9fff]|老[\u4e00-\u9fff])：)"
)
_SHORTEST, _LONGEST = {True: 8, False: 24}, {True: 28, False: 84}
_LOOSE = {True: (6, 30), False: (16, 96)}


def find_person(narration: str, *, chinese: bool) -> ScenePage | None:
    """Somebody who is introduced, or who says something that is not quoted: the name with what that person is."""
    match = (_AGED if chinese else _INTRODUCED).search(narration)
    if match is not None:
        name, post = match["name"], (match["post"] or "").strip()
    else:
        name, post = speaker_of(narration, chinese=chinese)
    if not post or len(post) > (20 if chinese else 48):
        return None
    post = re.sub(r"^(?:an?|the) ", "", post)
    return ScenePage("type", headline=name, note=post[:1].upper() + post[1:], form="name")


def find_date(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """The year, or from when to when, where just one is told, with what was then."""
    found = list((_YEARS if chinese else _ENGLISH_YEARS).finditer(narration))
    if len(found) != 1 or not headline:
        return None
    match = found[0]
    shown = match["first"] + (f"–{match['last']}" if match["last"] else "")
    what = re.sub(rf"\s*(?:(?:in|by|since|until|of|from) )?{match['first']}.*$", "", headline, flags=re.IGNORECASE)
    if chinese:
        what = headline if match["first"] not in headline else re.sub(r"^.*?年[前底初]?，?|\d{4}.*$", "", headline)
    what = what.strip("，。；、到至在年 ") if chinese else what
    if len(what) < 3 or re.search(r"\d{4}", what):
        rest = re.split(r"[，。；]", narration[match.end() :].strip("，。；、的 ")) if chinese else [""]
        before = re.split(r"[，。；]", narration[: match.start()].strip("，。；也就是在 "))
        what = next((part for part in (rest[0], before[-1]) if 3 <= len(part) <= 14), "")
    if not what or (not chinese and " " not in what):
        return None
    unit = "年" + (match["more"] or "") if chinese else ""
    figure = Figure(shown, unit, float(match["first"]), match.start(), match.end())
    return ScenePage("type", headline=what, figure=figure, form="date")


def find_sentence(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """What the scene says as a whole, or the clause of it that its headline is from, where that is short enough."""
    text = _said(narration, headline, chinese=chinese)
    if not text:
        return None
    lit = ""
    at = text.lower().find(headline.lower()) if headline else -1
    if at >= 0:
        lit = text[at : at + len(headline)]
    if len(text) < 1.2 * len(headline):
        return None
    return ScenePage("type", headline=text, lit=lit if len(lit) < 0.8 * len(text) else "", form="sentence")


def _said(narration: str, headline: str, *, chinese: bool) -> str:
    sentences = [one.strip() for one in _SENTENCE.split(narration) if one and one.strip()]
    least, most = _SHORTEST[chinese], _LONGEST[chinese]
    own = [one for one in sentences if headline.lower() in one.lower()] or sentences
    found = _standing(own, headline, least, most, chinese=chinese)
    if found or headline:
        return found
    return _anywhere(own, chinese=chinese)


def _anywhere(sentences: Sequence[str], *, chinese: bool) -> str:
    """Any clauses that stand alone, shorter and longer ones as well: for a scene that has no headline."""
    least, most = _LOOSE[chinese]
    for sentence in sentences:
        clauses = [one for one in _CLAUSE.split(sentence) if one]
        for start in range(len(clauses)):
            rest = ("" if chinese else " ").join(clauses[start:])
            found = _standing([rest], "", least, most, chinese=chinese)
            if found:
                return found
    return ""


def _standing(sentences: Sequence[str], headline: str, least: int, most: int, *, chinese: bool) -> str:
    """The first sentence that stands alone, or as many of its clauses from the headline's on."""
    for sentence in sentences:
        whole = _plain(sentence, chinese=chinese)
        if least <= len(whole) <= most and _stands(whole):
            return whole
        clauses = [one for one in _CLAUSE.split(sentence) if one]
        holding = [place for place, one in enumerate(clauses) if headline.lower() in one.lower()]
        start = end = holding[0] if holding else 0
        best = ""
        while end < len(clauses):  # as many clauses as there is room for, from the one with the headline on
            text = _plain(("" if chinese else " ").join(clauses[start : end + 1]), chinese=chinese)
            if len(text) > most:
                break
            best = text if least <= len(text) and _stands(text) else best
            end += 1
        if best:
            return best
    return ""


def _plain(text: str, *, chinese: bool) -> str:
    text = _LEADS.sub("", _SPEAKER.sub("", text.strip())).strip("，、；：,;:—- 。.")
    return text if chinese else text[:1].upper() + text[1:]


def _stands(text: str) -> bool:
    """Whether a clause can stand alone: it does not lean on what was before and nothing is to come."""
    unclosed = any(text.count(one) != text.count(other) for one, other in ("“”", "「」", "（）", "《》", "()"))
    waits = _IF.match(text) and not re.search(r"[，,]", text)
    return not (_LEANS.match(text) or _HANGS.search(text) or waits or unclosed or text.count('"') % 2)
