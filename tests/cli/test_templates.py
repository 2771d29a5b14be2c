"""`datasay template …` as a user runs it, against a web server on a port of its own."""

import json
from pathlib import Path

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.text.template.service import ensure_builtin_templates
from tests.cli.conftest import Run


async def test_templates_are_listed_and_rendered(command: Run, resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_templates(session, 1)
    listed = command("template", "list", "--language", "en-US", "--type", "structure")
    assert listed.returncode == 0, listed.stderr
    assert len(listed.stdout.splitlines()) == 1 + 12
    assert "recipe_en" in listed.stdout
    steps = ("--set", "steps=heat the pan", "--set", "steps=fry the egg")
    done = command("template", "render", "recipe_en", "--set", "dish=a fried egg", "--set", "servings=1", *steps)
    assert done.returncode == 0, done.stderr
    assert "Today we are making a fried egg" in done.stdout
    assert "First, heat the pan.\nFinally, fry the egg." in done.stdout
    as_json = command("template", "render", "提示词：改写", "--set", "source=一段文字", "--json")
    assert "一段文字" in json.loads(as_json.stdout)["text"]


async def test_a_value_comes_from_a_file(command: Run, resources: Resources, tmp_path: Path) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_templates(session, 1)
    folder = tmp_path / "work"
    (folder / "桥.txt").write_text("老桥今年秋天就要拆了。桥不长，三个桥洞。", encoding="utf-8-sig")
    (folder / "gbk.txt").write_bytes("老桥".encode("gbk"))
    done = command("template", "render", "format_teleprompter_zh", "--file", "source=桥.txt")
    assert (done.returncode, done.stdout) == (0, "老桥今年秋天就要拆了。\n\n桥不长，三个桥洞。\n")
    for name, said in (("gbk.txt", "not UTF-8"), ("missing.txt", "source cannot be read: "), ("", "name=path")):
        refused = command("template", "render", "format_teleprompter_zh", "--file", f"source={name}")
        assert (refused.returncode, refused.stdout, "Traceback" in refused.stderr) == (1, "", False)
        assert said in refused.stderr


async def test_what_is_wrong_is_said_and_ends_with_one(command: Run, resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_templates(session, 1)
    for arguments, said in (
        (("nothing",), "There is no template nothing"),
        (("recipe_en", "--set", "servings"), "write it as name=value"),
        (("recipe_en", "--set", "servings=many"), "servings takes integer"),
        (("recipe_en", "--set", "plates=2"), "The template has no variable plates; it has "),
        (("recipe_en", "--set", "servings=0"), "variables.servings must be at least 1"),
    ):
        refused = command("template", "render", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
