"""What of an account is not told in words that are shown: its key to nobody, a shared account's address to no other."""

import traceback
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from datasay.engines.protocols import AccountForm
from datasay.outgoing.secrecy import SHORTEST, forms_of, without, without_keys
from datasay.wording.told import Told

Made = TypeVar("Made")
_DEEPEST = 4  # in what an error is made of
_MOST_ERRORS = 100  # that one came of


def struck_out(words: str, account: AccountForm | None, *, address: bool) -> str:
    """The words without the account's key, and without its `address` where that is not to be told."""
    return words if account is None else without(words, _hidden(account, address=address))


def strike_out_of(error: BaseException, account: AccountForm | None) -> bool:
    """Take the account's key out of an error and out of all it came of; whether its words are without it now."""
    if account is None:
        return True
    forms = _hidden(account, address=False)
    clean = True
    for one in _all_of(error):
        _strike(one, forms)
        clean = clean and not any(form in _told_by(one) for form in forms)
    return clean


def _hidden(account: AccountForm, *, address: bool) -> tuple[str, ...]:
    hidden = [*forms_of(account.platform_app_secret)]
    if address:
        hidden += [part for part in _parts(account.platform_app_id) if len(part) >= SHORTEST]
    return tuple(sorted(hidden, key=len, reverse=True))


def _parts(address: str) -> list[str]:
    """The address and what of it tells where the server is."""
    try:
        parts = urlsplit(address)
        return [address, address.rstrip("/"), parts.netloc, parts.hostname or ""]
    except ValueError:
        return [address]


def _all_of(error: BaseException) -> Iterator[BaseException]:
    """The error and all that is told with it, each once."""
    due, seen = [error], set[int]()
    while due and len(seen) < _MOST_ERRORS:
        one = due.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        due += [further for further in (one.__cause__, one.__context__) if further is not None]
        due += [further for further in one.args if isinstance(further, BaseException)]
        if isinstance(one, BaseExceptionGroup):
            due += one.exceptions


def _strike(error: BaseException, forms: tuple[str, ...]) -> None:
    error.args = tuple(_struck(part, forms) for part in error.args)
    for name, value in list(vars(error).items()):
        struck = _struck(value, forms)
        if struck is not value:
            vars(error)[name] = struck


def _struck(value: Any, forms: tuple[str, ...], depth: int = 0) -> Any:  # Any: whatever an error is made of
    if isinstance(value, str):
        struck = without(value, forms)
        return value if struck == value else struck
    if isinstance(value, Told):
        told = value.mapped(lambda words: without(words, forms))
        return value if told == value else told
    if isinstance(value, bytes):
        return _struck(value.decode("latin-1"), forms).encode("latin-1", "replace") if _holds(value, forms) else value
    if depth < _DEEPEST and type(value) in {list, tuple, set, frozenset}:
        parts = [_struck(part, forms, depth + 1) for part in value]
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else type(value)(parts)
    if depth < _DEEPEST and type(value) is dict:
        fields = {name: _struck(part, forms, depth + 1) for name, part in value.items()}
        return value if all(fields[name] is part for name, part in value.items()) else fields
    return value


def _holds(content: bytes, forms: tuple[str, ...]) -> bool:
    return any(form.encode() in content for form in forms)


def _told_by(error: BaseException) -> str:
    """What a log says of it; the traceback's own words where it cannot be made into words."""
    return "".join(traceback.format_exception_only(error))


def told_without_keys(made: Made, account: AccountForm | None = None) -> Made:
    """What an engine made or told, without any key that is in use, nor this account's, in its words."""
    forms = () if account is None else _hidden(account, address=False)
    cleaned: Made = _cleaned(made, forms)
    return cleaned


def _cleaned(part: Any, forms: tuple[str, ...]) -> Any:  # Any: whatever engines make
    if type(part) is str:
        struck = without_keys(without(part, forms))
        return part if struck == part else struck
    if type(part) is Told:
        struck_out = part.mapped(lambda words: without_keys(without(words, forms)))
        return part if struck_out == part else struck_out
    if type(part) in {list, tuple}:
        parts = [_cleaned(each, forms) for each in part]
        return part if all(a is b for a, b in zip(parts, part, strict=True)) else type(part)(parts)
    if type(part) is dict:
        struck_out_of = {_cleaned(name, forms): _cleaned(each, forms) for name, each in part.items()}
        return part if struck_out_of == part else struck_out_of
    values: dict[str, Any] = {}
    if isinstance(part, BaseModel):
        values = {name: getattr(part, name) for name in type(part).model_fields}
    elif is_dataclass(part) and not isinstance(part, type):
        values = {each.name: getattr(part, each.name) for each in fields(part) if each.init}
    new = {name: _cleaned(value, forms) for name, value in values.items()}
    new = {name: value for name, value in new.items() if value is not values[name]}
    if not new:
        return part
    return part.model_copy(update=new) if isinstance(part, BaseModel) else replace(part, **new)
