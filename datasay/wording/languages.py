"""Which of the two languages a person reads: told by a request's `Accept-Language` or by the environment of a shell."""

import os
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache


class Language(StrEnum):
    """A language the product speaks, as `Content-Language` names it."""

    EN = "en"
    ZH = "zh-CN"


_DEFAULT = Language.EN
_BY_TAG = {"en": Language.EN, "zh": Language.ZH}
_LONGEST = 1000  # of a header that is read; browsers send a tenth of it


@lru_cache(1000)
def language_of_header(accept_language: str) -> Language:
    """The best of the header's ranges (RFC 9110 §12.5.4); English where none fits, or none is better."""
    weights: dict[Language, float] = {}  # in the order of the header, which decides between equals
    rest = 0.0
    for part in accept_language[:_LONGEST].split(","):
        tag, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = _weight(parameters)
        primary = tag.partition("-")[0]
        if tag == "*":
            rest = weight
        elif primary in _BY_TAG:
            language = _BY_TAG[primary]
            weights[language] = max(weight, weights.get(language, 0.0))
    for language in Language:  # a language that is named is preferred to one that is only among all others
        weights.setdefault(language, rest)
    best = max(weights.values())
    return next(language for language, weight in weights.items() if weight == best) if best > 0 else _DEFAULT


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def language_of_environment(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of whoever types commands: DATASAY_LANGUAGE, then the first of POSIX's variables that is set."""
    for name in ("DATASAY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return Language.ZH if environment[name].lower().startswith("zh") else Language.EN
    return _DEFAULT
