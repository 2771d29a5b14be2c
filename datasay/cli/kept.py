"""What a platform keeps for its users, as commands list, show and fetch it: one way for every kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datasay.cli.printing import print_fields, print_json, print_table, say
from datasay.cli.reaching import on_platform
from datasay.cli.saving import place_for
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

Json = dict[str, Any]  # Any: JSON of the API
Limit = Annotated[int, typer.Option(help="最多几条。 At most so many.", min=1, max=10_000)]
Cursor = Annotated[
    str | None, typer.Option(help="从上一页的 next_cursor 接着列。 Go on where a list ended: its next_cursor.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="标签，可多次。 Only with this tag; repeat it for more.")]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="文件或文件夹。 A file or folder; else its own name in this folder."),
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件。 Replace a file that is there already.")]


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a kind of thing is found, and which of its fields make the columns of a list, by heading."""

    path: str
    key: str
    columns: Mapping[str, str]
    typed: int = 1  # so many columns hold what is typed again
    sort: str | None = None
    file: str | None = None  # the field with the number of its file
    unshown: frozenset[str] = frozenset()  # fields for programs only
    options: Mapping[str, str] = field(default_factory=dict)  # of its list, by the API's field


def show_list(
    kind: Kind,
    server: str | None,
    filters: "Mapping[str, str | list[str] | None]",
    *,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """Print a page of these things: as the API answers it, or as a table."""
    given = {name: value for name, value in {**filters, "sort": kind.sort}.items() if value}
    options = {"limit": "--limit", "cursor": "--cursor", **kind.options}
    page = on_platform(server, lambda client: client.listed(kind.path, limit=limit, cursor=cursor, **given), options)
    if as_json:
        print_json(page)
        return
    if not page["items"]:
        say(Told("There is nothing to list.", "没有可列出的内容。"))
        return
    print_table(
        list(kind.columns),
        ([_cell(item[name]) for name in kind.columns.values()] for item in page["items"]),
        typed=kind.typed,
    )
    if page["next_cursor"] is not None:
        say(Told("There are more: --cursor {cursor}", "还有更多：--cursor {cursor}", cursor=page["next_cursor"]))


def _cell(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def show_one(kind: Kind, server: str | None, number: int, *, as_json: bool, below: str | None = None) -> None:
    """Print one of them: as the API answers it, or a line for each field, and that which is long below them."""
    found = on_platform(server, lambda client: client.get(f"{kind.path}/{number}"))
    if as_json:
        print_json(found)
        return
    print_fields((name, value) for name, value in found.items() if name not in (below, *kind.unshown))
    if below is not None:
        typer.echo(f"\n{found[below]}")


def fetch(kind: Kind, server: str | None, number: int, output: Path | None, *, force: bool, as_json: bool) -> None:
    """Save the file of one of them, and print where it is."""

    async def work(client: "ApiClient") -> Json:
        file_id = number if kind.file is None else (await client.get(f"{kind.path}/{number}"))[kind.file]
        return await save_file(client, file_id, output, force=force)

    told_saved(on_platform(server, work), as_json=as_json)


async def save_file(client: "ApiClient", file_id: int, output: Path | None, *, force: bool) -> Json:
    """Save a file of the platform; returns its facts and its `path`. Raises ApiRefused, CannotSave.

    What can be known of the place is looked at before a byte is fetched.
    """
    facts = await client.get(f"/files/{file_id}")
    place = place_for(output, facts["file_original_name"], facts["file_mime_type"], force=force)
    await client.download(file_id, place)
    return facts | {"path": str(place.absolute())}


def told_saved(file: Json, *, as_json: bool) -> None:
    """Print where a file is, and the subtitles beside it."""
    if as_json:
        print_json(file)
        return
    typer.echo(f"{file['path']} ({file['file_size'] / 1e6:.1f} MB)")
    if "subtitles" in file:
        typer.echo(file["subtitles"])
