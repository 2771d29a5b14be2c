"""What is wrong with the operator's settings, a sentence each in Chinese and English, without anything secret.

Kept free of heavy imports: every command knows this module, also the one that only prints its help.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

PREFIX = "DATASAY_"
# Read from the environment by those who need them; the last row is for tests and for processes among themselves.
ENVIRONMENT_ONLY = (
    *("DATASAY_POSTGRES_BIN", "DATASAY_REDIS_BIN", "DATASAY_SERVER", "DATASAY_TOKEN", "DATASAY_LANGUAGE"),
    *("DATASAY_RUN", "DATASAY_KILL_POINT", "DATASAY_ARGON2_KIB", "DATASAY_TEST_SEED", "DATASAY_FUZZ_EXAMPLES"),
)
CUSTOM = "setting"  # the kind of pydantic's errors that carry our own sentence, as `told`
NOT_FROM_FILE = "只从环境变量读取，写在 .env 里没有用。 It is read from the environment only: in .env it does nothing."
# What Kubernetes sets in every container beside a service that is called datasay.
_OF_KUBERNETES = re.compile(r"DATASAY_(SERVICE_(HOST|PORT(_.+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
_LONGEST_SHOWN = 60
_ARRAYS = ("trusted_proxies", "trusted_hosts", "allowed_origins")
_NUMBERS = {
    "int_parsing": "要一个整数。 It wants a whole number.",
    "int_from_float": "要一个整数。 It wants a whole number.",
    "int_parsing_size": "数太大。 The number is too large.",
    "bool_parsing": "要 true 或 false。 It wants true or false.",
    "dict_type": "要一个 JSON 对象。 It wants a JSON object.",
    "model_type": "要一个 JSON 对象。 It wants a JSON object.",
    "model_attributes_type": "要一个 JSON 对象。 It wants a JSON object.",
    "list_type": '要一个 JSON 数组，如 ["…"]。 It wants a JSON array like ["…"].',
    "string_type": "要一段文字。 It wants text.",
}


class WrongSettings(Exception):
    """Settings with which nothing can start. No request ever meets it, so it is no DataSayError."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{name}：{said}" for name, said in problems.items()))
        self.problems = dict(problems)  # what is wrong, by variable


def told(errors: Sequence[Mapping[str, Any]], secret: frozenset[str], known: Iterable[str]) -> dict[str, str]:
    """Each of pydantic's findings as a sentence, by variable. The values of `secret` fields are not shown."""
    names = sorted(known)
    found: dict[str, str] = {}
    for error in errors:
        path = [str(part) for part in error["loc"] if not str(part).isdigit()]
        variable = PREFIX + "__".join(path).upper()
        is_secret = error["type"] == "extra_forbidden" or {path[0], path[-1]} & secret
        shown = "" if is_secret else _shown(error["input"])
        found.setdefault(variable, shown + _sentence(error, variable, names))
    return found


def unknown(given: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The variables of ours that nobody reads, each with the one that was probably meant."""
    names = sorted(known)
    found = {}
    for name in sorted({each.upper() for each in given}):
        if not name.startswith(PREFIX) or name in names or _OF_KUBERNETES.fullmatch(name):
            continue
        if not name.startswith((f"{PREFIX}OPENAI__", f"{PREFIX}ENGINES__")):  # their models tell what is in them
            found[name] = _unread(name, names)
    return found


def no_json(field: str, given: Mapping[str, str]) -> dict[str, str]:
    """The variables of a field that hold no JSON although they must."""
    start = f"{PREFIX}{field}".upper()
    form = '["…"]' if field in _ARRAYS else '{"…": …}'
    sentence = f"要 JSON，如 {form}。 It wants JSON like {form}."
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


def _sentence(error: Mapping[str, Any], variable: str, names: Sequence[str]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == CUSTOM:
        return str(context["told"])
    if kind == "extra_forbidden":
        return _unread(variable, names)
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        limit = next(iter(context.values()))
        zh, en = {
            "greater_than": ("大于", "more than"),
            "greater_than_equal": ("不小于", "at least"),
            "less_than": ("小于", "less than"),
            "less_than_equal": ("不大于", "at most"),
        }[kind]
        return f"要{zh} {limit}。 It must be {en} {limit}."
    return _NUMBERS.get(kind, "这个值不能用。 This value cannot be used.")


def _unread(variable: str, names: Sequence[str]) -> str:
    bare = {name.removeprefix(PREFIX): name for name in names}
    written = variable.removeprefix(PREFIX).replace("DB_", "DATABASE_")
    near = difflib.get_close_matches(written, bare, n=1, cutoff=0.66)
    if near:
        meant = bare[near[0]]
        return f"没有这个设置，是不是 {meant}？ There is no such setting; is {meant} meant?"
    return "没有这个设置，请取消它。 There is no such setting: unset it."


def _shown(value: object) -> str:
    if value is None or isinstance(value, (dict, list, tuple)):
        return ""
    text = " ".join("".join(each if each.isprintable() else " " for each in str(value)).split())
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return f"“{cut}” "
