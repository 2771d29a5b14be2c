"""Accounts by the forms of their engines: what is kept is validated, read and shown without knowing any engine."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from datasay.core.errors import Invalid
from datasay.core.tables import JsonObject
from datasay.core.wrong_fields import wrong_fields
from datasay.engines.errors import BadInput
from datasay.engines.protocols import AccountForm
from datasay.engines.protocols.account import ADDRESS, SECRET, schema_of
from datasay.engines.registry import account_form
from datasay.wording.told import Told, said_by

OPTIONS = "platform_options"
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
    columns = {name: value for name, value in ((ADDRESS, app_id), (SECRET, secret)) if value}
    given = {**options, **columns}  # what is left empty was not given: the form's default holds, or it is missing
    try:
        return form.model_validate(given, context={"private": private})
    except ValidationError as error:
        body = {ADDRESS: app_id, SECRET: secret, OPTIONS: dict(options)}
        found = [{**one, "loc": _column_of(one["loc"])} for one in error.errors()]
        raise Invalid.fields(wrong_fields(found, body)) from error
    except BaseException as error:  # nothing is awaited here: whatever comes is the form's own
        raise _failed(engine) from error


def _failed(engine: str) -> Invalid:
    return Invalid(
        Told(
            "The form of {engine} failed: tell who made the engine.",
            "引擎 {engine} 的表单出错，请告诉引擎的作者。",
            engine=engine,
        )
    )


def _column_of(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return ("body", *path) if path[:1] in {(ADDRESS,), (SECRET,)} else ("body", OPTIONS, *path)


def options_of(engine: str, form: AccountForm) -> JsonObject:
    """What of the form is kept in the column of the options: only what was given, so that defaults may change.

    Raises Invalid when the form cannot tell it as JSON.
    """
    try:
        options = form.model_dump(mode="json", exclude_unset=True, exclude=set(_OWN_COLUMNS))
        json.dumps(options, allow_nan=False).encode()
    except BaseException as error:  # nothing is awaited here: whatever comes is the form's own
        raise _failed(engine) from error
    return options


def form_schema(form: type[AccountForm]) -> dict[str, Any]:  # Any: JSON schema
    """The JSON schema of an account as it is sent: the options in an object of their own."""
    whole = schema_of(form)
    fields: dict[str, Any] = whole.pop("properties", {})
    required = [name for name in whole.pop("required", ()) if name in fields]
    options = {name: fields[name] for name in fields if name not in _OWN_COLUMNS}
    needed = [name for name in required if name in options]
    inner = {"type": "object", "properties": options, "additionalProperties": False, "required": needed}
    usual = schema_of(AccountForm)["properties"]  # says what the columns are, where the form does not
    outer = {name: {"description": usual[name]["description"], **fields[name]} for name in _OWN_COLUMNS}
    outer[OPTIONS] = inner
    must = [name for name in required if name in _OWN_COLUMNS] + ([OPTIONS] if needed else [])
    definitions = {"$defs": whole["$defs"]} if "$defs" in whole else {}
    return {"type": "object", "properties": outer, "required": must, **definitions}
