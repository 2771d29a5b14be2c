"""Whether an engine of a stranger is what it says: checked before it is listed, so that a bad one harms no list."""

import json
import re
from collections.abc import Iterator
from typing import Any

from datasay.engines.protocols import ENGINE_NAME, AccountForm, EngineInfo
from datasay.engines.protocols.account import ADDRESS, SECRET, schema_of

_MOST_OPTIONS = 1000
_LONGEST_OPTION = 100
_LONGEST_SCHEMA = 100_000
_LONGEST = {"version": 50, "description": 500}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def wrong_with(loaded: object, kind: str, name: str, protocol: type) -> str:
    """What keeps this from being an engine, as the end of a sentence; nothing when it is one."""
    info = getattr(loaded, "info", None)
    if not isinstance(loaded, type) or type(info) is not EngineInfo:
        return "it must be a class with an EngineInfo named info."
    if (info.kind, info.name) != (kind, name) or re.fullmatch(ENGINE_NAME, name) is None:
        return f"its info says {info.kind!s:.50} {info.name!r:.60}; names are small letters, digits and _."
    told = _wrong_words(info) or _wrong_account(info)
    if told:
        return told
    missing = [
        each
        for each, what in vars(protocol).items()
        if callable(what) and not each.startswith("_") and not callable(getattr(loaded, each, None))
    ]
    missing += [each for each in ("check", "close") if not callable(getattr(loaded, each, None))]
    return f"it cannot {', '.join(missing)}." if missing else ""


def _wrong_words(info: EngineInfo) -> str:
    for field, longest in _LONGEST.items():
        if not is_clean(getattr(info, field), longest):
            return f"the {field} in its info must be a text of 1 to {longest} characters."
    options: object = info.options
    if (
        not isinstance(options, tuple)
        or len(options) > _MOST_OPTIONS
        or not all(is_clean(option, _LONGEST_OPTION) for option in options)
    ):
        return f"the options in its info must be a tuple of at most {_MOST_OPTIONS} short texts."
    return ""


def _wrong_account(info: EngineInfo) -> str:
    account: object = info.account
    if account is None:
        return ""
    if not (isinstance(account, type) and issubclass(account, AccountForm)):
        return "its account must be a class derived from AccountForm."
    if not _can_be_shown(schema_of(account)):
        return f"the schema of its account must be JSON with both columns, in at most {_LONGEST_SCHEMA} bytes."
    if secrets := _further_secrets(account):
        return (
            f"its account has secrets beside platform_app_secret ({', '.join(secrets)[:200]}), and only that one is"
            " kept sealed: let it hold all of them."
        )
    return ""


def is_clean(text: object, longest: int) -> bool:
    """Whether it is a text that can be listed: some characters, not too many, nothing that cannot be shown."""
    return isinstance(text, str) and 0 < len(text) <= longest and _UNPRINTABLE.search(text) is None


def _can_be_shown(schema: dict[str, Any]) -> bool:  # Any: JSON schema
    if not {ADDRESS, SECRET} <= set(schema.get("properties", {})):
        return False
    try:
        return len(json.dumps(schema, allow_nan=False, ensure_ascii=False).encode()) <= _LONGEST_SCHEMA
    except (TypeError, ValueError):  # UnicodeEncodeError is a ValueError
        return False


def _further_secrets(form: type[AccountForm]) -> list[str]:
    """The fields that keep a secret anywhere in them, besides the one that is sealed."""
    schema = schema_of(form)
    known: dict[str, object] = schema.get("$defs", {})
    fields: dict[str, object] = schema.get("properties", {})
    return [name for name, field in fields.items() if name != SECRET and any(_secrets(field, known, frozenset()))]


def _secrets(part: object, known: dict[str, object], seen: frozenset[str]) -> Iterator[bool]:
    if isinstance(part, list):
        for each in part:
            yield from _secrets(each, known, seen)
    elif isinstance(part, dict):
        if part.get("writeOnly") is True or part.get("format") == "password":
            yield True
        reference = str(part.get("$ref", "")).rpartition("/")[2]
        if reference and reference not in seen:
            yield from _secrets(known.get(reference), known, seen | {reference})
        for each in part.values():
            yield from _secrets(each, known, seen)
