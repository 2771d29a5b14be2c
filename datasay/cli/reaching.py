"""How a command reaches a platform: a named one, or the one that runs on this machine; and how refusals are told."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

import typer

from datasay.cli.printing import say
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

Result = TypeVar("Result")


def checked_server(server: str | None) -> str | None:
    """The address of a platform. Raises BadParameter for what cannot be one, before anything else is asked."""
    if server is None:
        return None
    try:
        parts = urlsplit(server)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        right = False
    if not right:
        raise typer.BadParameter(f"{server} is no address of a platform")
    return server


Server = Annotated[
    str | None,
    typer.Option(
        help="平台地址。 A running platform; else this machine's own.", envvar="DATASAY_SERVER", callback=checked_server
    ),
]


@asynccontextmanager
async def opened_client(server: str | None) -> "AsyncIterator[ApiClient | None]":
    """A session with the given server, or with the platform that runs on this machine; None when none does.

    Raises ApiRefused when nobody is logged in at the given one.
    """
    from datasay.cli.api_client import ApiClient, ApiRefused
    from datasay.cli.embedded.connection import await_running
    from datasay.cli.users import stored_token
    from datasay.core.settings import get_settings

    if server is None:
        running = await await_running()
        if running is None:
            yield None
            return
        async with local_client(running.web_url, running.database_url) as client:
            yield client
        return
    token = os.environ.get("DATASAY_TOKEN") or stored_token(get_settings().home, server)
    if token is None:
        raise ApiRefused(
            Told(
                "Log in first: `datasay login NAME --server {server}`, or set DATASAY_TOKEN.",
                "请先登录：`datasay login NAME --server {server}`，或设置 DATASAY_TOKEN。",
                server=server,
            )
        )
    async with ApiClient(server, token) as client:
        yield client


@asynccontextmanager
async def local_client(web_url: str, database_url: str) -> "AsyncIterator[ApiClient]":
    """A session of this machine's user, who owns the home: one that is ended meanwhile is begun anew."""
    from datasay.cli.api_client import ApiClient
    from datasay.cli.users import local_session

    async def begin() -> str:
        return await local_session(database_url)

    async with ApiClient(web_url, await begin(), renew=begin) as client:
        yield client


def silent(server: str | None, error: Exception) -> Told:
    """What is said of a platform that does not answer."""
    from datasay.cli.network import of_network

    why = of_network(error)
    if server is None:
        return Told(
            "The platform does not answer ({why}); see that it runs: `datasay up`.",
            "平台没有应答（{why}），请确认它在运行：`datasay up`。",
            why=why,
        )
    return Told(
        "{server} does not answer ({why}); see that the address is right and the platform runs there: `datasay up`.",
        "{server} 没有应答（{why}），请检查地址，并确认平台在那里运行：`datasay up`。",
        server=server,
        why=why,
    )


def on_platform(
    server: str | None,
    work: "Callable[[ApiClient], Awaitable[Result]]",
    options: Mapping[str, str] = MappingProxyType({}),
) -> Result:
    """Do this as a user of the platform; what it refuses is printed, and the command ends with 1.

    `options`: those that the command gives the API's fields by, to name what is wrong by them.
    """
    import httpx

    from datasay.cli.api_client import ApiRefused
    from datasay.cli.saving import CannotSave
    from datasay.core.errors import DataSayError

    async def run() -> Result:
        async with opened_client(server) as client:
            if client is None:
                raise ApiRefused(
                    Told(
                        "No platform runs here: start one with `datasay up`, or name one with --server.",
                        "这里没有运行中的平台：请用 `datasay up` 启动，或用 --server 指定。",
                    )
                )
            return await work(client)

    try:
        return asyncio.run(run())
    except ApiRefused as error:
        say(error.by_options(options))
    except (CannotSave, DataSayError, OSError) as error:
        say(error)
    except httpx.TransportError as error:
        say(silent(server, error))
    raise typer.Exit(1)
