"""Short forms and Roman numerals of English: St. Louis and Main St., Henry VIII and World War II, No. 5 and "No."."""

import re

from datasay.language.speakable_numbers import english_integer, english_ordinal
from datasay.language.speakable_roman import ROMAN, is_roman, roman_value
from datasay.language.speakable_rules import GRADES, Rule, alternatives, before, rule

_BEFORE_NAMES = {"St.": "saint", "Mt.": "mount", "Ft.": "fort", "Col.": "colonel", "Sgt.": "sergeant", "Maj.": "major",
                 "Cmdr.": "commander", "Hon.": "honorable", "Pres.": "president", "Rep.": "representative",
                 "Adm.": "admiral", "Cpl.": "corporal", "Pvt.": "private", "Fr.": "father"}  # fmt: skip
_ROADS = {"St.": "street", "Ave.": "avenue", "Blvd.": "boulevard", "Rd.": "road", "Ln.": "lane", "Hwy.": "highway",
          "Sq.": "square", "Pl.": "place", "Ct.": "court", "Pkwy.": "parkway"}  # fmt: skip
# Where a short form ends its sentence too, its dot stays to be heard: "on Main St. It is quiet."
_LAST = {name.removesuffix("."): said for name, said in _ROADS.items()} | {"Dr": "drive"}
_ENDING = {"Inc": "incorporated", "Ltd": "limited", "Co": "company", "Corp": "corporation", "etc": "et cetera",
           "Jr": "junior", "Sr": "senior", "Bros": "brothers", "Univ": "university"}  # fmt: skip
_ENDS = (
    r"(?=\.(?:\s*$|\s*\n|[\"”’)]|\s+(?:It|Its|He|She|They|We|I|You|The|A|An|This|That|These|Those|There|Then|When|While|In|On|At"
    r"|But|And|So|Or|If|As|After|Before|Her|His|Our|My|Your|Their|Today|Yesterday|Tomorrow|Now|Later|What|Who|Why|How|Is"
    r"|Are|Was|Were|Do|Did|No|Yes|Not|Some|Many|Most|All|One|Two|People|Everyone|Nobody)\b))"
)
_ALWAYS = {"Ph.D.": "P H D", "Ph.D": "P H D", "est.": "established", "Est.": "established", "Bros.": "brothers",
           "Assn.": "association", "Univ.": "university", "min.": "minimum", "max.": "maximum",
           "C#": "C sharp", "F#": "F sharp"}  # fmt: skip
# Before a number: "p. 25", "Ch. 5".
_COUNTING = {"p.": "page", "pp.": "pages", "Ch.": "chapter", "ch.": "chapter", "no.": "number", "nos.": "numbers",
             "Nos.": "numbers", "vol.": "volume", "fig.": "figure", "figs.": "figures", "Figs.": "figures",
             "sec.": "section", "Sec.": "section", "eq.": "equation", "Eq.": "equation", "para.": "paragraph",
             "art.": "article", "Art.": "article", "ver.": "version", "rev.": "revision", "Rev.": "revision",
             "rm.": "room", "Rm.": "room", "ste.": "suite", "Ste.": "suite", "bldg.": "building",
             "Bldg.": "building"}  # fmt: skip
_NUMBERED = re.compile(
    r"(?:War|Wars|Bowl|Chapter|Part|Type|Act|Scene|Volume|Vol\.|Book|Section|Article|Phase|Class|Title|Level|Stage|Grade"
    r"|Appendix|Episode|Season|Rocky|Rambo|Fantasy|Apollo|Saturn|Mark|Table|Figure|Fig\.|Round|Group|Division|Tier|Region"
    r"|Corps|Quest|Schedule|Unit|Lesson|Series|Factor|Godfather|Olympiad|Category|Annex|Canto|[Pp]ages?|Wrestlemania|Civilization"
    r"|Wars:? Episode)\s$"
)
_RULER = re.compile(
    r"\b(?:(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Prince|Sultan|Kaiser)(?:\s[A-Z][a-z]+){1,2}"
    r"|(?:Henry|Louis|Charles|George|Edward|Richard|William|James|Elizabeth|Mary|Napoleon|Philip|Frederick|Nicholas"
    r"|Alexander|Catherine|Peter|Paul|John|Pius|Benedict|Gregory|Leo|Innocent|Clement|Urban|Ramses|Ramesses|Ptolemy"
    r"|Francis|Ferdinand|Christian|Gustav|Ivan|Otto|Leopold|Victoria|Juan Carlos|Cosimo|Darius|Tutmose|Thutmose))\s$"
)

_STREET = re.compile(r"\b(?:[A-Z][a-z]+|\d+(?:st|nd|rd|th))\s$")


def _before_name(match: re.Match[str]) -> str | None:
    return _BEFORE_NAMES[match.group()] if re.match(r"\s?[A-Z]", match.string[match.end() :]) else None


def _road(match: re.Match[str]) -> str | None:
    named = _STREET.search(before(match, 24))
    following = match.string[match.end() :]
    if match.group() == "St." and (
        not named or (re.match(r"\s[A-Z]", following) and not re.search(r"\d", before(match, 24)))
    ):
        return None
    return _ROADS[match.group()]


def _last_road(match: re.Match[str]) -> str | None:
    return _LAST[match.group()] if _STREET.search(before(match, 24)) else None


def _ending(match: re.Match[str]) -> str:
    return _ENDING[match.group()]


def _always(match: re.Match[str]) -> str:
    return _ALWAYS[match.group()]


def _number_short(_match: re.Match[str]) -> str:
    return "number"


def _no(_match: re.Match[str]) -> str:
    return "No"


def _counting(match: re.Match[str]) -> str:
    return _COUNTING[match["short"]]


def _minus_grade(_match: re.Match[str]) -> str:
    return "minus"


def _floor(_match: re.Match[str]) -> str:
    return "floor"


def _world_war(match: re.Match[str]) -> str:
    return f"World War {'two' if match['which'] == 'II' else 'one'}" + ("'s" if match["owner"] else "")


def _owner(match: re.Match[str]) -> str | None:
    said = _named(match, match.group()[:-2])
    return f"{said}'s" if said else None


def _roman(match: re.Match[str]) -> str | None:
    return _named(match, match.group())


def _named(match: re.Match[str], numeral: str) -> str | None:
    if not is_roman(numeral):
        return None
    if _NUMBERED.search(before(match, 24)):
        return english_integer(roman_value(numeral))
    if _RULER.search(before(match, 40)) and (len(numeral) > 1 or numeral in "IVX") and numeral != "I":
        return f"the {english_ordinal(roman_value(numeral))}"
    return None


def english_name_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    return (
        rule(rf"(?<![A-Za-z])(?:{alternatives(_LAST)}){_ENDS}", _last_road),
        rule(rf"(?<![A-Za-z])(?:{alternatives(_ENDING)}){_ENDS}", _ending),
        rule(rf"(?<![A-Za-z])(?:{alternatives(_ALWAYS)})(?![A-Za-z])", _always),
        rule(rf"(?<![A-Za-z])(?:{alternatives(_ROADS)})(?![A-Za-z])", _road),
        rule(rf"(?<![A-Za-z])(?:{alternatives(_BEFORE_NAMES)})(?![A-Za-z])", _before_name),
        rule(r"(?<![A-Za-z])N[oO]\.(?=\s?\d)", _number_short),
        rule(r"(?<![A-Za-z])No(?=\.)", _no),
        rule(rf"(?<![A-Za-z'’.-]){ROMAN}['’]s\b", _owner),
        rule(rf"(?<![A-Za-z'’.-]){ROMAN}(?![A-Za-z'’-])", _roman),
        *(rule(rf"(?<=(?<![A-Za-z0-9]){grade})[-−](?![\w-])", _minus_grade) for grade in GRADES),
        rule(r"(?<=\d(?:st|nd|rd|th) )[Ff]l\.", _floor),
        rule(r"\bWW(?P<which>I{1,2})(?P<owner>['’]s)?\b", _world_war),
        rule(rf"\b(?P<short>{alternatives(_COUNTING)})\s?(?=\d)", _counting),
    )
