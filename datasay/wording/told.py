"""A sentence in both languages, with what it speaks of as named values: told in one of them when it is known who reads.

An error carries one as its argument: `raise BadInput(Told("…{known}.", "……{known}。", known=STYLES))`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from string import Formatter
from typing import TypeAlias

from datasay.wording.languages import Language

Param: TypeAlias = "Told | str | int | float | Decimal | date | PurePath | Iterable[Param] | None"
Json: TypeAlias = "str | int | float | list[Json] | dict[str, Json] | None"
_COMMA = {Language.EN: ", ", Language.ZH: "、"}


class Told:
    """English and Chinese for the same thing; `{name}` stands for the value of that name, a list for its entries."""

    __slots__ = ("en", "params", "zh")

    def __init__(self, en: str, zh: str, /, **params: Param) -> None:
        self.en, self.zh = en, zh
        self.params: dict[str, Param] = {name: _kept(value) for name, value in params.items()}

    def told(self, language: Language) -> str:
        """The words for who reads this language."""
        return _Telling(language).vformat(self.zh if language is Language.ZH else self.en, (), self.params)

    def json(self) -> dict[str, Json]:
        """The values as typed JSON; those of a sentence within this one stand beside its own."""
        out: dict[str, Json] = {}
        for name, value in self.params.items():
            if isinstance(value, Told):
                out.update(value.json())
            else:
                out[name] = _json(value)
        return out

    def mapped(self, change: Callable[[str], str]) -> "Told":
        """The same sentence with each text among its values changed."""
        return Told(self.en, self.zh, **{name: _mapped(value, change) for name, value in self.params.items()})

    def __str__(self) -> str:
        """English, for the log."""
        return self.told(Language.EN)

    def __repr__(self) -> str:
        return f"Told({self.told(Language.EN)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash((self.en, self.zh))

    def _all(self) -> tuple[object, ...]:
        return self.en, self.zh, self.params

    def packed(self) -> dict[str, Json]:
        """As JSON for another process, which unpacks it."""
        return {"en": self.en, "zh": self.zh, "params": {name: _packed(value) for name, value in self.params.items()}}


def unpacked(packed: Mapping[str, Json]) -> Told:
    """The sentence that was packed."""
    params = packed["params"]
    assert isinstance(params, dict)
    return Told(str(packed["en"]), str(packed["zh"]), **{name: _unpacked(value) for name, value in params.items()})


def verbatim(words: str) -> Told:
    """Somebody else's words, which are there in one language only."""
    return Told("{words}", "{words}", words=words)


def said_by(error: BaseException) -> Told:
    """What an error says: its sentence, or its words as they are."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Told) else verbatim(_words_of(error))


def _words_of(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001  a stranger's may raise anything when it is asked, and then it is its name
        return type(error).__name__


class _Telling(Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Told):
            return value.told(self._language)
        if isinstance(value, tuple):
            return _COMMA[self._language].join(self.format_field(each, format_spec) for each in value)
        if isinstance(value, float) and not format_spec:
            return str(int(value)) if value.is_integer() else str(value)
        # A stranger's program may give words where a number is due.
        return format(value, "" if isinstance(value, str) else format_spec)


def _kept(value: Param) -> Param:
    if value is None or isinstance(value, Told | str | int | float | Decimal | date):
        return value
    return str(value) if isinstance(value, PurePath) else tuple(_kept(each) for each in value)


def _json(value: Param) -> Json:
    if isinstance(value, Told):
        return value.told(Language.EN)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value) if isinstance(value, PurePath) else [_json(each) for each in value]


def _mapped(value: Param, change: Callable[[str], str]) -> Param:
    if isinstance(value, Told):
        return value.mapped(change)
    if isinstance(value, str):
        return change(value)
    if value is None or isinstance(value, int | float | Decimal | date | PurePath):
        return value
    return tuple(_mapped(each, change) for each in value)


def _packed(value: Param) -> Json:
    if isinstance(value, Told):
        return value.packed()
    return [_packed(each) for each in value] if isinstance(value, tuple) else _json(value)


def _unpacked(value: Json) -> Param:
    if isinstance(value, dict):
        return unpacked(value)
    return tuple(_unpacked(each) for each in value) if isinstance(value, list) else value
