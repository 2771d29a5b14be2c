"""`datasay template …` as a user runs it, against a web process on a port of its own."""

import json

from datasay.core.identity import SYSTEM
from datasay.core.resources import Resources
from datasay.text_template.service import ensure_builtin_templates
from tests.cli.conftest import Run


async def test_templates_are_listed_and_rendered(command: Run, resources: Resources) -> None:
    async with resources.database.transaction(SYSTEM) as session:
        await ensure_builtin_templates(session, 1)
    listed = command("template", "list", "--language", "en-US", "--type", "structure")
    assert listed.returncode == 0, listed.stderr
    assert len(listed.stdout.splitlines()) == 12
    assert "recipe_en" in listed.stdout
    steps = ("--set", "steps=heat the pan", "--set", "steps=fry the egg")
    done = command("template", "render", "recipe_en", "--set", "dish=a fried egg", "--set", "servings=1", *steps)
    assert done.returncode == 0, done.stderr
    assert "Today we are making a fried egg" in done.stdout
    assert "First, heat the pan.\nFinally, fry the egg." in done.stdout
    as_json = command("template", "render", "提示词：改写", "--set", "source=一段文字", "--json")
    assert "一段文字" in json.loads(as_json.stdout)["text"]


async def test_what_is_wrong_is_said_and_ends_with_one(command: Run, resources: Resources) -> None:
    async with resources.database.transaction(SYSTEM) as session:
        await ensure_builtin_templates(session, 1)
    for arguments, said in (
        (("nothing",), "There is no template 'nothing'"),
        (("recipe_en", "--set", "servings"), "write it as name=value"),
        (("recipe_en", "--set", "servings=many"), "servings takes integer"),
        (("recipe_en", "--set", "servings=0"), "variables.servings must be at least 1"),
    ):
        refused = command("template", "render", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
