"""What is wrong with the operator's settings, a sentence each in both languages, without anything secret.

Kept free of heavy imports: every command knows this module, also the one that only prints its help.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasay.wording.languages import Language, language_of_environment
from datasay.wording.told import Told, verbatim

PREFIX = "DATASAY_"
# Read from the environment by those who need them; the last row is for tests and for processes among themselves.
ENVIRONMENT_ONLY = (
    *("DATASAY_POSTGRES_BIN", "DATASAY_REDIS_BIN", "DATASAY_SERVER", "DATASAY_TOKEN", "DATASAY_LANGUAGE"),
    *("DATASAY_RUN", "DATASAY_KILL_POINT", "DATASAY_ARGON2_KIB", "DATASAY_TEST_SEED", "DATASAY_FUZZ_EXAMPLES"),
)
CUSTOM = "setting"  # the kind of pydantic's errors that carry our own sentence, as `told`
NOT_FROM_FILE = Told(
    "It is read from the environment only: in .env it does nothing.", "只从环境变量读取，写在 .env 里没有用。"
)
# What Kubernetes sets in every container beside a service that is called datasay.
_OF_KUBERNETES = re.compile(r"DATASAY_(SERVICE_(HOST|PORT(_.+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
_LONGEST_SHOWN = 60
_ARRAYS = ("trusted_proxies", "trusted_hosts", "allowed_origins")
_OBJECT = Told("It wants a JSON object.", "要一个 JSON 对象。")
_WHOLE = Told("It wants a whole number.", "要一个整数。")
_KINDS = {
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": Told("The number is too large.", "数太大。"),
    "bool_parsing": Told("It wants true or false.", "要 true 或 false。"),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": Told("It wants a JSON array like {form}.", "要一个 JSON 数组，如 {form}。", form='["…"]'),
    "string_type": Told("It wants text.", "要一段文字。"),
}
_LIMITS = {
    "greater_than": ("It must be more than {limit}.", "要大于 {limit}。"),
    "greater_than_equal": ("It must be at least {limit}.", "要不小于 {limit}。"),
    "less_than": ("It must be less than {limit}.", "要小于 {limit}。"),
    "less_than_equal": ("It must be at most {limit}.", "要不大于 {limit}。"),
}


class WrongSettings(Exception):
    """Settings with which nothing can start. No request ever meets it, so it is no DataSayError."""

    def __init__(self, problems: Mapping[str, Told]) -> None:
        super().__init__(problems)
        self.problems = dict(problems)  # what is wrong, by variable

    def __str__(self) -> str:
        """A line for each, in the language of whoever typed the command."""
        return "\n".join(line(*each) for each in self.problems.items())


def line(name: str, said: Told) -> str:
    """What is wrong with a variable, in the language of whoever typed the command."""
    language = language_of_environment()
    return f"{name}{'：' if language is Language.ZH else ': '}{said.told(language)}"


def told(errors: Sequence[Mapping[str, Any]], secret: frozenset[str], known: Iterable[str]) -> dict[str, Told]:
    """Each of pydantic's findings as a sentence, by variable. The values of `secret` fields are not shown."""
    names = sorted(known)
    found: dict[str, Told] = {}
    for error in errors:
        path = [str(part) for part in error["loc"] if not str(part).isdigit()]
        variable = PREFIX + "__".join(path).upper()
        is_secret = error["type"] == "extra_forbidden" or {path[0], path[-1]} & secret
        said = _sentence(error, variable, names)
        shown = "" if is_secret else _shown(error["input"])
        found.setdefault(
            variable, Told("“{shown}” {said}", "“{shown}”{said}", shown=shown, said=said) if shown else said
        )
    return found


def unknown(given: Iterable[str], known: Iterable[str]) -> dict[str, Told]:
    """The variables of ours that nobody reads, each with the one that was probably meant."""
    names = sorted(known)
    found = {}
    for name in sorted({each.upper() for each in given}):
        if not name.startswith(PREFIX) or name in names or _OF_KUBERNETES.fullmatch(name):
            continue
        if not name.startswith((f"{PREFIX}OPENAI__", f"{PREFIX}ENGINES__")):  # their models tell what is in them
            found[name] = _unread(name, names)
    return found


def no_json(field: str, given: Mapping[str, str]) -> dict[str, Told]:
    """The variables of a field that hold no JSON although they must."""
    start = f"{PREFIX}{field}".upper()
    form = '["…"]' if field in _ARRAYS else '{"…": …}'
    sentence = Told("It wants JSON like {form}.", "要 JSON，如 {form}。", form=form)
    found = {}
    for name, value in given.items():
        variable = name.upper()
        if variable != start and not (variable.startswith(f"{start}__") and variable.endswith("OPTIONS")):
            continue
        try:
            json.loads(value)
        except ValueError:
            found[variable] = sentence
    return found or {start: sentence}


def _sentence(error: Mapping[str, Any], variable: str, names: Sequence[str]) -> Told:
    kind, context = error["type"], error.get("ctx", {})
    if kind == CUSTOM:
        said = context["told"]
        return said if isinstance(said, Told) else verbatim(str(said))
    if kind == "extra_forbidden":
        return _unread(variable, names)
    if kind in _LIMITS:
        return Told(*_LIMITS[kind], limit=next(iter(context.values())))
    return _KINDS.get(kind, Told("This value cannot be used.", "这个值不能用。"))


def _unread(variable: str, names: Sequence[str]) -> Told:
    bare = {name.removeprefix(PREFIX): name for name in names}
    written = variable.removeprefix(PREFIX).replace("DB_", "DATABASE_")
    near = difflib.get_close_matches(written, bare, n=1, cutoff=0.66)
    if near:
        meant = bare[near[0]]
        return Told("There is no such setting; is {meant} meant?", "没有这个设置，是不是 {meant}？", meant=meant)
    return Told("There is no such setting: unset it.", "没有这个设置，请取消它。")


def _shown(value: object) -> str:
    if value is None or isinstance(value, (dict, list, tuple)):
        return ""
    text = " ".join("".join(each if each.isprintable() else " " for each in str(value)).split())
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
