"""`datasay template …`: list and render text templates on a running platform, through its public API."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datasay.cli.texts import AsJson, Server, on_platform

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="文本模板。 Text templates.", no_args_is_help=True)
Json = dict[str, Any]  # Any: JSON of the API


@app.command("list")
def list_templates(
    language: Annotated[str | None, typer.Option(help="语言，如 zh-CN。 Only of this language.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="prompt, structure, format")] = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出可用的模板。 List the templates you may use."""
    wanted = {"template_language": language, "template_type": kind}
    given = {name: value for name, value in wanted.items() if value is not None}
    templates = on_platform(server, lambda client: _all(client, given))
    if as_json:
        typer.echo(json.dumps(templates, ensure_ascii=False, indent=2))
        return
    for one in templates:
        typer.echo(f"{one['template_id']:>6}  {one['template_key'] or '':<28}  {one['template_name']}")


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
        known = await _all(client, {})
        found = [
            one for one in known if template in (str(one["template_id"]), one["template_key"], one["template_name"])
        ]
        if not found:
            raise ApiRefused(f"没有这个模板。 There is no template {template!r}; `datasay template list` shows them.")
        given = [*(values or []), *map(_read, files or [])]
        return await client.render_template(found[0]["template_id"], _values(found[0], given))

    rendered = on_platform(server, work)
    typer.echo(json.dumps(rendered, ensure_ascii=False, indent=2) if as_json else rendered["text"])
    for warning in rendered["warnings"]:
        typer.echo(warning, err=True)


async def _all(client: "ApiClient", given: dict[str, str]) -> list[Json]:
    found: list[Json] = []
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor is not None else {}
        page = await client.get("/text-templates", limit=100, sort="template_id", **given, **more)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _read(one: str) -> str:
    """What was written as name=path, with what the file says in place of its path. Raises ApiRefused, OSError."""
    from datasay.cli.api_client import ApiRefused

    name, _, path = one.partition("=")
    try:
        return f"{name}={Path(path).read_text(encoding='utf-8-sig')}"
    except UnicodeDecodeError as error:
        raise ApiRefused(f"{path}: 不是 UTF-8 文本。 It is not UTF-8; `datasay text import` reads others.") from error


def _values(template: Json, given: list[str]) -> Json:
    """What was written as name=value, in the types the template declares. Raises ApiRefused."""
    from datasay.cli.api_client import ApiRefused

    declared: Json = (template["template_variables"] or {}).get("properties", {})
    values: Json = {}
    for one in given:
        name, equals, written = one.partition("=")
        if not equals:
            raise ApiRefused(f"{one}: 请写成 name=value。 Write it as name=value.")
        kind = declared.get(name, {}).get("type", "string")
        entry = declared[name]["items"]["type"] if kind == "array" else kind
        try:
            value = written if entry == "string" else json.loads(written)
        except ValueError as error:
            raise ApiRefused(f"{name}: 类型不符。 {name} takes {entry}, which {written[:60]!r} is not.") from error
        if kind == "array":
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    return values
