"""What a job is begun with: words, or a file of another kind, which the platform imports first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from datasay.cli.api_client import ApiClient, ApiRefused, Json
from datasay.cli.printing import say
from datasay.cli.reading import is_document, read_article


@dataclass(frozen=True, slots=True)
class Source:
    """A text, or the file that holds one."""

    text: str | None
    file: Path | None = None


def read_source(path: Path) -> Source:
    """Plain text as it is read here; of other files only what they are. Raises ArticleUnreadable."""
    return Source(None, path) if is_document(path) else Source(read_article(path))


async def start_with(
    client: ApiClient,
    start: Callable[[Json], Awaitable[Json]],
    wanted: Json,
    source: Source,
    *,
    text_as: str,
    text_id_as: str,
) -> Json:
    """Start the job; returns its task. What was imported for a job that is refused goes again. Raises ApiRefused."""
    if source.file is None:
        return await start({**wanted, text_as: source.text})
    imported = await client.import_text(source.file, {})
    for warning in imported["import_warnings"]:
        say(warning)
    text_id = imported["text"]["text_id"]
    try:
        return await start({**wanted, text_id_as: text_id})
    except ApiRefused:
        await client.forget(f"/texts/{text_id}")
        raise
