"""How many syllables an English word has, by its spelling.

Groups of vowels are counted and the silent ones taken off again. The lists that would be exact are under licences a
product cannot ship, or are a megabyte for a figure that formulas average over a whole text.
"""

import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")
_LETTERS = re.compile(r"[^a-z]")
# Two vowels that are spoken apart: "idea", "create", "science", "radio", "continuous", "being".
_APART = re.compile(
    r"(?<=[aeiou][^aeiou])ea$|ia(?!n$|l$|ge|nt$)|(?<![ctxgs])iou|io(?!n|u)|ea(?=t(?:e|ing|ion|or|ive))|ie(?=nce|nt|t[ysi]|r$|rs$|st$)|iu|ao"
    r"|eo(?!n$|u|p)|ua(?!r)|uo(?!y)|ue(?=l$|n[ct])|(?<=[aeiou])ing$|(?<=[^q])ui(?=t[yo]|n[eg]?$|d|ci)|yi|oi(?=ng$)|ii"
)
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[aeiouy]le|(?:[^aeiouytdl]|[aeiou]l)ed|(?:[^aeiouyscxzghl]|[aeiou]l)es)$")
_SILENT_INSIDE = re.compile(r"(?<=[^aeiou])e(?=ly$|less|ness$|ful|ment)|(?<=[aeiou][^aeiou])e(?=where|thing|body)")
_MORE_AT_END = re.compile(r"(?:[^aeiou]ism|sms?|thm|n't)$")


@lru_cache(maxsize=65_536)
def count_syllables(word: str) -> int:
    """At least 1 for anything with a letter, 0 for the rest."""
    lower = word.lower()
    letters = _LETTERS.sub("", lower)
    if not letters:
        return 0
    if len(letters) <= 3:
        groups = len(_VOWELS.findall(letters))
        return max(1, groups - 1 if groups > 1 and letters.endswith("e") else groups)
    bare = _SILENT_INSIDE.sub("", letters)
    count = len(_VOWELS.findall(bare)) + len(_APART.findall(bare))
    if _SILENT_END.search(bare):
        count -= 1
    if _MORE_AT_END.search(lower.replace("’", "'")):
        count += 1
    return max(count, 1)
