"""`datasay template …`: list and render text templates on a running platform, through its public API."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from datasay.cli.kept import Cursor, Kind, Limit, show_list
from datasay.cli.printing import AsJson, print_json, say
from datasay.cli.reaching import Server, on_platform
from datasay.wording.system import of_system
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="文本模板。 Text templates.", no_args_is_help=True)
Json = dict[str, Any]  # Any: JSON of the API
_TEMPLATES = Kind(
    "/text-templates",
    "template_id",
    {"ID": "template_id", "键 key": "template_key", "名称 name": "template_name"},
    typed=2,
    sort="template_id",
    options={"template_language": "--language"},
)
Type = Literal["prompt", "structure", "format"]


@app.command("list")
def list_templates(
    language: Annotated[str | None, typer.Option(help="语言，如 zh-CN。 Only of this language.")] = None,
    kind: Annotated[Type | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出可用的模板。 List the templates you may use."""
    wanted = {"template_language": language, "template_type": kind}
    show_list(_TEMPLATES, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@app.command("render")
def render_template(
    template: Annotated[str, typer.Argument(help="模板的编号、键或名称。 Its number, key or name.")],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="变量，如 price=99；列表写多次。 A value, name=value; repeat it for a list."),
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", help="变量取自文件，如 source=文章.txt。 A value from a UTF-8 file, name=path."),
    ] = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """渲染模板，结果写到标准输出。 Render a template to standard output."""
    from datasay.cli.api_client import ApiRefused

    async def work(client: "ApiClient") -> Json:
        known = (await client.listed("/text-templates"))["items"]
        found = [
            one for one in known if template in (str(one["template_id"]), one["template_key"], one["template_name"])
        ]
        if not found:
            raise ApiRefused(
                Told(
                    "There is no template {name}; `datasay template list` shows them.",
                    "没有模板 {name}，见 `datasay template list`。",
                    name=template,
                )
            )
        given = [*(values or []), *map(_read, files or [])]
        return await client.render_template(found[0]["template_id"], _values(found[0], given))

    rendered = on_platform(server, work, {"variables": "--set"})
    if as_json:
        print_json(rendered)
    else:
        typer.echo(rendered["text"])
    for warning in rendered["warnings"]:
        say(warning)


def _read(one: str) -> str:
    """What was written as name=path, with what the file says in place of its path. Raises ApiRefused."""
    from datasay.cli.api_client import ApiRefused

    name, equals, path = one.partition("=")
    if not (equals and path):
        raise ApiRefused(Told("{given}: write it as name=path.", "{given}：请写成 name=文件。", given=one))
    try:
        return f"{name}={Path(path).read_text(encoding='utf-8-sig')}"
    except OSError as error:
        raise ApiRefused(
            Told(
                "{path} for {name} cannot be read: {why}. Give another file, or the words with --set.",
                "变量 {name} 的文件 {path} 读不了：{why}。请换一个文件，或用 --set 直接写。",
                path=path,
                name=name,
                why=of_system(error),
            )
        ) from error
    except UnicodeDecodeError as error:
        raise ApiRefused(
            Told(
                "{path} is not UTF-8; `datasay text import` reads others.",
                "{path} 不是 UTF-8 文本；`datasay text import` 能读其他编码。",
                path=path,
            )
        ) from error


def _values(template: Json, given: list[str]) -> Json:
    """What was written as name=value, in the types the template declares. Raises ApiRefused."""
    from datasay.cli.api_client import ApiRefused

    declared: Json = (template["template_variables"] or {}).get("properties", {})
    values: Json = {}
    for one in given:
        name, equals, written = one.partition("=")
        if not equals:
            raise ApiRefused(Told("{given}: write it as name=value.", "{given}：请写成 name=value。", given=one))
        kind = declared.get(name, {}).get("type", "string")
        entry = declared[name]["items"]["type"] if kind == "array" else kind
        try:
            value = written if entry == "string" else json.loads(written)
        except ValueError as error:
            raise ApiRefused(
                Told(
                    "{name} takes {kind}, which {given} is not.",
                    "{name} 要 {kind}，{given} 不是。",
                    name=name,
                    kind=entry,
                    given=written[:60],
                )
            ) from error
        if kind == "array":
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    return values
