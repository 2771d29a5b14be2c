"""Accounts by the forms of their engines: what is kept is validated, read and shown without knowing any engine."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from datasay.core.errors import Invalid
from datasay.core.tables import JsonObject
from datasay.core.wrong_fields import wrong_fields
from datasay.engines.errors import BadInput
from datasay.engines.protocols import AccountForm
from datasay.engines.registry import account_form
from datasay.wording.told import Told, said_by

ADDRESS, SECRET, OPTIONS = "platform_app_id", "platform_app_secret", "platform_options"
_OWN_COLUMNS = (ADDRESS, SECRET)


def find_form(engine: str) -> type[AccountForm]:
    """The form of an account with this engine. Raises Invalid for an engine that has none."""
    try:
        return account_form(engine)
    except BadInput as error:
        raise Invalid.field("platform_name", said_by(error)) from error


def fill_in(engine: str, app_id: str, secret: str, options: Mapping[str, object], *, private: bool) -> AccountForm:
    """The form, filled in with what the columns hold. Raises Invalid, naming each column or option that is wrong."""
    form = find_form(engine)
    clash = next((name for name in _OWN_COLUMNS if name in options), None)
    if clash is not None:
        raise Invalid.field(
            f"{OPTIONS}.{clash}",
            Told(
                "has a field of its own beside the options; give it there.",
                "在 options 之外有它自己的字段，请填到那里。",
            ),
        )
    given = {**options, ADDRESS: app_id, SECRET: secret}
    try:
        return form.model_validate(given, context={"private": private})
    except ValidationError as error:
        body = {ADDRESS: app_id, SECRET: secret, OPTIONS: dict(options)}
        found = [{**one, "loc": _column_of(one["loc"])} for one in error.errors()]
        raise Invalid.fields(wrong_fields(found, body)) from error
    except BaseException as error:  # nothing is awaited here: whatever comes is the form's own
        raise Invalid(
            Told(
                "The form of {engine} failed: tell who made the engine.",
                "引擎 {engine} 的表单出错，请告诉引擎的作者。",
                engine=engine,
            )
        ) from error


def _column_of(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return ("body", *path) if path[:1] in {(ADDRESS,), (SECRET,)} else ("body", OPTIONS, *path)


def options_of(form: AccountForm) -> JsonObject:
    """What of the form is kept in the column of the options: only what was given, so that defaults may change."""
    return form.model_dump(mode="json", exclude_unset=True, exclude=set(_OWN_COLUMNS))


def form_schema(form: type[AccountForm]) -> dict[str, Any]:  # Any: JSON schema
    """The JSON schema of an account as it is sent: the options in an object of their own."""
    whole = form.model_json_schema()
    fields: dict[str, Any] = whole.pop("properties", {})
    required = [name for name in whole.pop("required", ()) if name in fields]
    options = {name: fields[name] for name in fields if name not in _OWN_COLUMNS}
    needed = [name for name in required if name in options]
    inner = {"type": "object", "properties": options, "additionalProperties": False, "required": needed}
    outer = {name: fields[name] for name in _OWN_COLUMNS} | {OPTIONS: inner}
    must = [name for name in required if name in _OWN_COLUMNS] + ([OPTIONS] if needed else [])
    definitions = {"$defs": whole["$defs"]} if "$defs" in whole else {}
    return {"type": "object", "properties": outer, "required": must, **definitions}
