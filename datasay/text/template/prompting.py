"""Our prompts for models: the built-in templates of type prompt, rendered for one piece of work."""

from collections.abc import Mapping

from datasay.core.database import Database
from datasay.core.identity import Actor
from datasay.engines.protocols import Prompts
from datasay.text.template.models import TextTemplateBasic
from datasay.text.template.service import builtin_prompt, render_text


def builtin_prompts(database: Database, actor: Actor, *, chinese: bool) -> Prompts:
    """Gives the prompt of a name such as `script` in Chinese or English; each template is read once.

    What it gives raises TemplateNotFound, TemplateValuesNotValid, TemplateLimitReached, Unavailable.
    """
    known: dict[str, TextTemplateBasic] = {}

    async def prompt(name: str, variables: Mapping[str, object]) -> str:
        if name not in known:
            async with database.transaction(actor) as session:
                known[name] = await builtin_prompt(session, f"prompt_{name}_{'zh' if chinese else 'en'}")
        return await render_text(known[name], variables)

    return prompt
