"""Whether an engine of a stranger is what it says: checked before it is listed, so that a bad one harms no list."""

import json
import re
from collections.abc import Iterator
from typing import Any

from datasay.engines.protocols import ENGINE_NAME, AccountForm, EngineInfo
from datasay.engines.protocols.account import ADDRESS, SECRET, schema_of
from datasay.wording.told import Told

_MOST_OPTIONS = 1000
_LONGEST_OPTION = 100
_LONGEST_SCHEMA = 100_000
_LONGEST = {"version": 50, "description": 500}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def wrong_with(loaded: object, kind: str, name: str, protocol: type) -> Told | None:
    """What keeps this from being an engine, in a sentence; None when it is one."""
    info = getattr(loaded, "info", None)
    if not isinstance(loaded, type) or type(info) is not EngineInfo:
        return Told(
            "It must be a class with an EngineInfo named info.", "它必须是一个类，并有名为 info 的 EngineInfo。"
        )
    if (info.kind, info.name) != (kind, name) or re.fullmatch(ENGINE_NAME, name) is None:
        return Told(
            "Its entry point is {kind} {name}, and its info says {other}; names are small letters, digits and _.",
            "入口点写的是 {kind} {name}，它的 info 写的是 {other}；名称只用小写字母、数字和 _。",
            kind=kind,
            name=f"{name!r:.60}",
            other=f"{info.kind!s:.50} {info.name!r:.60}",
        )
    told = _wrong_words(info) or _wrong_account(info)
    if told is not None:
        return told
    missing = [
        each
        for each, what in vars(protocol).items()
        if callable(what) and not each.startswith("_") and not callable(getattr(loaded, each, None))
    ]
    missing += [each for each in ("check", "close") if not callable(getattr(loaded, each, None))]
    return Told("It cannot {missing}.", "它缺少方法 {missing}。", missing=missing) if missing else None


def _wrong_words(info: EngineInfo) -> Told | None:
    for field, longest in _LONGEST.items():
        if not is_clean(getattr(info, field), longest):
            return Told(
                "The {field} in its info must be a text of 1 to {longest} characters.",
                "它的 info 里，{field} 必须是 1 到 {longest} 个字符的文字。",
                field=field,
                longest=longest,
            )
    options: object = info.options
    if (
        not isinstance(options, tuple)
        or len(options) > _MOST_OPTIONS
        or not all(is_clean(option, _LONGEST_OPTION) for option in options)
    ):
        return Told(
            "The options in its info must be a tuple of at most {most} short texts.",
            "它的 info 里，options 必须是元组，最多 {most} 段短文字。",
            most=_MOST_OPTIONS,
        )
    return None


def _wrong_account(info: EngineInfo) -> Told | None:
    account: object = info.account
    if account is None:
        return None
    if not (isinstance(account, type) and issubclass(account, AccountForm)):
        return Told("Its account must be a class derived from AccountForm.", "它的 account 必须是 AccountForm 的子类。")
    if not _can_be_shown(schema_of(account)):
        return Told(
            "The schema of its account must be JSON with both columns, in at most {longest} bytes.",
            "它的账号表单的 schema 必须是 JSON，含两个固定字段，最多 {longest} 字节。",
            longest=_LONGEST_SCHEMA,
        )
    if secrets := _further_secrets(account):
        return Told(
            "Its account has secrets beside platform_app_secret ({secrets}), and only that one is kept sealed: let it"
            " hold all of them.",
            "它的账号除 platform_app_secret 外还有密钥字段（{secrets}），而只有它加密保存：请都放进它里面。",
            secrets=", ".join(secrets)[:200],
        )
    return None


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
