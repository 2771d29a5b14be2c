"""The rules of text templates: the built-in ones are rows like any other, shared with everybody and read-only."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.tables import JsonObject, TemplateStatus
from datasay.templating.limits import OUTPUT_LIMIT, PROMPT_OUTPUT_LIMIT
from datasay.text_template import queries
from datasay.text_template.builtin import BuiltinTemplate, read_builtins
from datasay.text_template.errors import TemplateNotFound
from datasay.text_template.models import TemplateVisibility, TextTemplateBasic, TextTemplateType
from datasay.text_template.rendering import render_template


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
        raise TemplateNotFound(f"There is no built-in template {key!r}; `datasay up` sets the built-in ones up.")
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
