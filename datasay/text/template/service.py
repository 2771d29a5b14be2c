"""The rules of text templates: the built-in ones are rows like any other, shared with everybody and read-only."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.errors import Clash, FieldError
from datasay.core.reading import Row
from datasay.core.tables import JsonObject, TemplateStatus
from datasay.language.detection import reading_language
from datasay.templating.limits import OUTPUT_LIMIT, PROMPT_OUTPUT_LIMIT
from datasay.templating.work import Outcome
from datasay.text.template import queries
from datasay.text.template.builtin import BuiltinTemplate, read_builtins
from datasay.text.template.declarations import SCHEMA_LIMIT, VALUE_LIMIT, TemplateVariables
from datasay.text.template.errors import (
    TemplateInactive,
    TemplateNotFound,
    TemplateNotValid,
    TemplateReadOnly,
    TemplateValuesNotValid,
)
from datasay.text.template.models import TemplateVisibility, TextTemplateBasic, TextTemplateType
from datasay.text.template.rendering import check_template, render_template
from datasay.text.template.schemas import TemplateCreate, TemplatePreview, TemplateUpdate
from datasay.wording.told import Told

_SYNTAX = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


async def ensure_builtin_templates(session: AsyncSession, owner_id: int) -> None:
    """Give every built-in template a row, bring changed ones up to date, and hide those that are no more."""
    builtins = read_builtins()
    await queries.put_builtins(session, [_row(one, owner_id) for one in builtins.values()])
    await queries.hide_builtins_but(session, builtins)


def _row(one: BuiltinTemplate, owner_id: int) -> dict[str, object]:
    return {
        "template_key": one.key,
        "template_name": one.name,
        "template_description": one.description,
        "template_content": one.content,
        "template_type": one.kind,
        "template_variables": one.variables,
        "template_language": one.language,
        "template_status": TemplateStatus.ACTIVE,
        "template_visibility": TemplateVisibility.SHARED,
        "template_created_user_id": owner_id,
    }


async def builtin_prompt(session: AsyncSession, key: str) -> TextTemplateBasic:
    """The built-in prompt of this key, such as `prompt_script_zh`. Raises TemplateNotFound when it is not set up."""
    template = await queries.find_builtin(session, key)
    if template is None:
        raise TemplateNotFound(
            Told(
                "There is no built-in template {key}; `datasay up` sets the built-in ones up.",
                "没有内置模板 {key}；`datasay up` 会装好内置模板。",
                key=key,
            )
        )
    return template


async def render_text(template: TextTemplateBasic, variables: Mapping[str, object]) -> str:
    """The template's text with these values, defaults filled in; a value of None counts as not given.

    Needs no database: render outside a transaction. Raises TemplateValuesNotValid, TemplateNotValid,
    TemplateLimitReached, Unavailable. Prompts may grow to PROMPT_OUTPUT_LIMIT characters, others to OUTPUT_LIMIT.
    """
    schema: JsonObject | None = template.template_variables
    prompt = template.template_type == TextTemplateType.PROMPT
    limit = PROMPT_OUTPUT_LIMIT if prompt else OUTPUT_LIMIT
    outcome = await render_template(template.template_content, schema, variables, known=True, output_limit=limit)
    return outcome.text


async def create_template(
    session: AsyncSession, user_id: int, wanted: TemplateCreate
) -> tuple[TextTemplateBasic, list[str]]:
    """Keep a template; also what may not be meant so. Raises TemplateNotValid, TemplateLimitReached, Unavailable."""
    variables = _kept(wanted.template_variables)
    warnings = await check_template(wanted.template_content, variables)
    template = TextTemplateBasic(
        **wanted.model_dump(exclude={"template_variables", "template_language"}),
        template_variables=variables,
        template_language=wanted.template_language or reading_language(_SYNTAX.sub(" ", wanted.template_content)),
        template_created_user_id=user_id,
    )
    session.add(template)
    await session.flush()
    await session.refresh(template)
    return template, list(warnings)


def _kept(variables: TemplateVariables) -> JsonObject:
    schema = variables.schema_as_kept()
    missing = [name for name in variables.required if name not in variables.properties]
    if missing:
        raise TemplateNotValid.field(
            "template_variables.required",
            Told(
                "{name} is not among the properties; add it or take it out of required.",
                "{name} 不在 properties 里，请加上或从 required 里去掉。",
                name=missing[0],
            ),
        )
    if len(json.dumps(schema, ensure_ascii=False)) > SCHEMA_LIMIT:
        raise TemplateNotValid.field(
            "template_variables",
            Told(
                "may have at most {most:,} characters as JSON.", "写成 JSON 最多 {most:,} 个字符。", most=SCHEMA_LIMIT
            ),
        )
    return schema


async def get_template(session: AsyncSession, user_id: int, template_id: int) -> TextTemplateBasic:
    """One template this user may use: an own or a built-in one. Raises TemplateNotFound."""
    template = await queries.find_template(session, template_id, user_id)
    if template is None:
        raise TemplateNotFound.of(template_id)
    return template


async def _own_template(
    session: AsyncSession, user_id: int, template_id: int, *, lock: bool = False
) -> TextTemplateBasic:
    template = await get_template(session, user_id, template_id)
    if template.template_visibility == TemplateVisibility.SHARED:
        raise TemplateReadOnly(
            Told(
                "This template is built in and belongs to everybody; keep a copy and change that.",
                "这是内置模板，属于所有人。请另存一份再改。",
            )
        )
    if not lock:
        return template
    locked = await queries.find_template(session, template_id, user_id, lock=True)
    if locked is None:  # deleted meanwhile
        raise TemplateNotFound.of(template_id)
    return locked


async def update_template(
    database: Database, user_id: int, template_id: int, changes: TemplateUpdate
) -> tuple[TextTemplateBasic, list[str]]:
    """Change a template of one's own, in a transaction of its own; the sandbox checks it before, holding nothing.

    Raises TemplateNotFound, TemplateReadOnly, Clash, and as create_template.
    """
    values = {name: getattr(changes, name) for name in changes.model_fields_set}
    if changes.template_variables is not None:
        values["template_variables"] = _kept(changes.template_variables)
    warnings: tuple[str, ...] = ()
    checked: tuple[str, JsonObject] | None = None
    if values.keys() & {"template_content", "template_variables"}:
        async with database.transaction() as session:
            before = await _own_template(session, user_id, template_id)
            checked = _rendered_from(before, values)
        warnings = await check_template(*checked)
    async with database.transaction() as session:
        template = await _own_template(session, user_id, template_id, lock=True)
        if checked is not None and _rendered_from(template, values) != checked:
            raise Clash
        for name, value in values.items():
            setattr(template, name, value)
    return template, list(warnings)


def _rendered_from(template: TextTemplateBasic, values: Mapping[str, Any]) -> tuple[str, JsonObject]:
    """The content and variables it will have."""
    return (
        values.get("template_content", template.template_content),
        values.get("template_variables", template.template_variables) or {},
    )


async def delete_template(session: AsyncSession, user_id: int, template_id: int) -> None:
    """Hide a template of one's own; texts made from it keep it. Raises TemplateNotFound, TemplateReadOnly."""
    template = await _own_template(session, user_id, template_id, lock=True)
    template.template_deleted_time = utc_now()


async def preview_template(wanted: TemplatePreview) -> Outcome:
    """Render what is not kept. Raises as render_row and create_template."""
    schema = _kept(wanted.template_variables)
    _check_values(wanted.variables)
    return await render_template(wanted.template_content, schema, wanted.variables, known=False)


async def render_row(row: Row, values: Mapping[str, object]) -> Outcome:
    """Render a template as it was read, outside a transaction.

    Raises TemplateInactive, TemplateValuesNotValid, TemplateNotValid, TemplateLimitReached, Unavailable.
    """
    if row["template_status"] != TemplateStatus.ACTIVE:
        raise TemplateInactive(
            Told(
                "The template is inactive; set template_status to active to use it.",
                "模板已停用。要用它，请把 template_status 设为 active。",
            )
        )
    _check_values(values)
    return await render_template(row["template_content"], row["template_variables"], values, known=True)


async def count_usage(session: AsyncSession, template_id: int) -> None:
    """Count one use of a template."""
    await queries.add_usage(session, template_id)


_NO_NAME = Told("is no name of a variable", "不是变量名")


def _check_values(values: Mapping[str, object]) -> None:
    """Refuse what is no text, number or list of them, or cannot be sent back. Raises TemplateValuesNotValid."""
    errors: list[FieldError] = []
    for name, value in values.items():
        wrong = _NO_NAME if not name.isidentifier() or len(name) > 50 else None
        for one in value if isinstance(value, list) else [value]:
            wrong = wrong or _wrong_value(one)
        if wrong is not None:
            shown = name[:50].encode("ascii", "backslashreplace").decode() if not name.isidentifier() else name[:50]
            errors.append(FieldError(f"variables.{shown}", wrong))
    if errors:
        raise TemplateValuesNotValid.fields(errors)


def _wrong_value(value: object) -> Told | None:
    if isinstance(value, str):
        return _wrong_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Told("must be a finite number", "应当是有限的数")
    if isinstance(value, int) and abs(value) > 10**15:
        return Told("is too large a number", "数字太大")
    if isinstance(value, list | dict):
        return Told(
            "must be a text, a number, true or false, or a list of texts or numbers",
            "应当是文字、数字、true 或 false，或者文字或数字的列表",
        )
    return None


def _wrong_text(value: str) -> Told | None:
    if len(value) > VALUE_LIMIT:
        return Told("may have at most {most:,} characters", "最多 {most:,} 个字符", most=VALUE_LIMIT)
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return Told(
            "contains a NUL character or half a character (a lone surrogate)",
            "含有空字符（NUL）或半个字符（不成对的代理码）",
        )
    return None
