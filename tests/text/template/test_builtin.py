"""The built-in templates: set up once, brought up to date in place, and each of them renders."""

import pytest
from sqlalchemy import func, select, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.text.template import service
from datasay.text.template.builtin import read_builtins
from datasay.text.template.errors import TemplateNotFound, TemplateValuesNotValid
from datasay.text.template.models import TextTemplateBasic
from tests.conftest import MakeUser

PROMPTS = ("script", "rewrite", "shorten", "expand", "translate", "tone", "variants", "article", "map")


async def _set_up(resources: Resources, owner_id: int) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await service.ensure_builtin_templates(session, owner_id)


async def test_setting_up_twice_changes_nothing_and_a_changed_row_is_put_right(
    resources: Resources, make_user: MakeUser
) -> None:
    owner = await make_user("owner")
    await _set_up(resources, owner.user_id)
    async with resources.database.transaction(OPERATOR) as session:
        first = await service.builtin_prompt(session, "prompt_tone_zh")
        content = first.template_content
        await session.execute(
            update(TextTemplateBasic)
            .where(TextTemplateBasic.template_key == "prompt_tone_zh")
            .values(template_content="old", template_usage_count=7)
        )
    await _set_up(resources, owner.user_id)
    async with resources.database.transaction(OPERATOR) as session:
        again = await service.builtin_prompt(session, "prompt_tone_zh")
        assert again.template_id == first.template_id
        assert (again.template_content, again.template_usage_count) == (content, 7)
        count = await session.scalar(select(func.count()).select_from(TextTemplateBasic))
        assert count == len(read_builtins())


async def test_every_prompt_renders_with_its_source_and_names_what_is_missing(
    resources: Resources, make_user: MakeUser
) -> None:
    await _set_up(resources, (await make_user("owner")).user_id)
    for name in PROMPTS:
        for language in ("zh", "en"):
            async with resources.database.transaction(OPERATOR) as session:
                template = await service.builtin_prompt(session, f"prompt_{name}_{language}")
            text = await service.render_text(template, {"source": "一段素材 {{ 7 * 6 }}", "instructions": None})
            assert "一段素材 {{ 7 * 6 }}" in text, "the source is data, never a template"
            assert "None" not in text
            assert "\n\n\n" not in text
            with pytest.raises(TemplateValuesNotValid) as refused:
                await service.render_text(template, {})
            assert [wrong.field for wrong in refused.value.errors] == ["variables.source"]
            assert "variables.source is required" in str(refused.value)


async def test_an_unknown_prompt_is_named(resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        with pytest.raises(TemplateNotFound, match="prompt_poem_zh"):
            await service.builtin_prompt(session, "prompt_poem_zh")
