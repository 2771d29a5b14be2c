"""`datasay user …`, `login` and `logout`: accounts from the command line of the machine that holds the database."""

import asyncio
import json
import sys
import warnings
from collections.abc import Awaitable, Callable
from getpass import GetPassWarning, getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from datasay.cli.printing import AsJson, in_words, print_json, print_table, say
from datasay.cli.reaching import checked_server, silent
from datasay.wording.told import Told

if TYPE_CHECKING:
    from pydantic import ValidationError
    from sqlalchemy.ext.asyncio import AsyncSession

    from datasay.user_auth.models import UserAuthBasic

app = typer.Typer(help="账号。 Accounts.", no_args_is_help=True)
Result = TypeVar("Result")
_UNDEFINED_TABLE = "42P01"
_KEPT_SESSIONS = "sessions.json"
LOCAL_USER = "local"
Name = Annotated[str, typer.Argument(help="用户名。 The user's name.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码。 Read the password from stdin.")]


def _with_database(
    work: "Callable[[AsyncSession], Awaitable[Result]]", *, changed: "Callable[[Result], int] | None" = None
) -> Result:
    """Run one transaction on the configured database, the running platform's, or the home's own.

    `changed` names the user whose sessions ended; a running platform is told to forget them.
    """
    from sqlalchemy.exc import ProgrammingError

    from datasay.cli.embedded.connection import database
    from datasay.core.database import Database
    from datasay.core.errors import DataSayError
    from datasay.core.identity import OPERATOR

    async def run() -> Result:
        async with database() as addresses:
            opened = Database(addresses.url, pool_size=1)
            try:
                async with opened.transaction(OPERATOR) as session:
                    result = await work(session)
            finally:
                await opened.close()
            if changed is not None:
                await _tell(changed(result))
            return result

    try:
        return asyncio.run(run())
    except DataSayError as error:
        say(error.detail)
        raise typer.Exit(1) from error
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE:
            raise
        say(
            Told(
                "The database has no tables yet: run `datasay db upgrade` first.",
                "数据库尚未建表，请先运行 `datasay db upgrade`。",
            )
        )
        raise typer.Exit(1) from error


async def _tell(user_id: int) -> None:
    """What web processes remember of the user's sessions would hold for some seconds more."""
    from datasay.cli.embedded.connection import find_running
    from datasay.core.broadcast import Broadcast
    from datasay.core.settings import get_settings
    from datasay.user_auth.sessions import CHANNEL

    settings = get_settings()
    running = find_running() if settings.database_url is None else None
    broadcast = Broadcast(running.redis_url if running is not None else settings.redis_url)
    try:
        await broadcast.publish(CHANNEL, str(user_id))
    finally:
        await broadcast.close()


def _complain(error: "ValidationError") -> None:
    from datasay.core.wrong_fields import wrong_fields

    for wrong in wrong_fields([{**one, "loc": one["loc"] or ("password",)} for one in error.errors()], None):
        said = Told("{field}: {said}", "{field}：{said}", field=wrong.field, said=wrong.said)
        say(said)


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _ask_password() -> str:
    """What is typed unseen; where nothing can be typed the command ends and says how else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # it would read on, and show what is typed
            password = ""
            while not password:
                password = getpass("密码 Password: ")
            return password
    except (GetPassWarning, EOFError) as error:
        say(
            Told(
                "There is no terminal to ask for the password at; give it on standard input with --password-stdin.",
                "这里没有终端，无法询问密码；请用 --password-stdin 从标准输入给出。",
            )
        )
        raise typer.Exit(2) from error


async def _named(session: "AsyncSession", name: str) -> "UserAuthBasic":
    from datasay.user_auth import queries
    from datasay.user_auth.errors import UserNotFound

    user = await queries.find_by_login(session, name)
    if user is None:
        raise UserNotFound.of(name)
    return user


def _facts(user: "UserAuthBasic") -> dict[str, object]:
    from datasay.user_auth.schemas import UserRead

    return UserRead.model_validate(user).model_dump(mode="json")


@app.command("create")
def create_user(
    name: Name,
    email: Annotated[str, typer.Option(help="电子邮箱。 E-mail.")],
    role: Annotated[str, typer.Option(help="user, admin, super_admin")] = "user",
    password_stdin: FromStdin = False,
    json_output: AsJson = False,
) -> None:
    """新建用户；未给密码则随机生成并只显示一次。 Add a user; without a password a random one is printed once."""
    from pydantic import ValidationError

    from datasay.user_auth import service
    from datasay.user_auth.schemas import UserCreate

    password = _read_password() if password_stdin else None
    try:
        wanted = UserCreate.model_validate(
            {"user_name": name, "user_email": email, "user_role": role, "user_password": password}
        )
    except ValidationError as error:
        _complain(error)
        raise typer.Exit(1) from error
    user, made_up = _with_database(lambda session: service.create_user(session, None, wanted))
    if json_output:
        print_json({**_facts(user), "user_password": made_up})
        return
    typer.echo(f"{user.user_name} ({user.user_role})")
    if made_up is not None:
        typer.echo(f"密码（只显示这一次） Password, shown only now: {made_up}")


@app.command("list")
def list_users(json_output: AsJson = False) -> None:
    """列出用户。 The users."""
    from sqlalchemy import select

    from datasay.user_auth.models import UserAuthBasic
    from datasay.user_auth.schemas import UserRead

    async def read(session: "AsyncSession") -> list[UserRead]:
        rows = await session.scalars(select(UserAuthBasic).order_by(UserAuthBasic.user_id))
        return [UserRead.model_validate(row) for row in rows]

    users = [user.model_dump(mode="json") for user in _with_database(read)]
    if json_output:
        print_json({"items": users, "next_cursor": None})
        return
    names = ("user_id", "user_name", "user_email", "user_role", "user_status")
    headings = ("ID", "用户名 name", "邮箱 e-mail", "角色 role", "状态 status")
    print_table(headings, ([user[name] for name in names] for user in users), typed=2)


@app.command("role")
def set_role(
    name: Name,
    role: Annotated[str, typer.Argument(help="user, admin, super_admin")],
    json_output: AsJson = False,
) -> None:
    """改变角色。 Change a user's role; the user's sessions end."""
    from datasay.user_auth import service
    from datasay.user_auth.models import UserRole
    from datasay.user_auth.schemas import UserUpdate

    if role not in set(UserRole):
        say(
            Told(
                "{role} is not one of {known}.",
                "没有角色 {role}，可用 {known}。",
                role=role,
                known=[each.value for each in UserRole],
            )
        )
        raise typer.Exit(2)

    async def change(session: "AsyncSession") -> "UserAuthBasic":
        user = await _named(session, name)
        return await service.update_user(session, None, user.user_id, UserUpdate(user_role=UserRole(role)))

    user = _with_database(change, changed=lambda user: user.user_id)
    if json_output:
        print_json(_facts(user))
        return
    typer.echo(f"{user.user_name}: {role}")


@app.command("password")
def set_password(name: Name, password_stdin: FromStdin = False, json_output: AsJson = False) -> None:
    """重设密码。 Give a user another password; the user's sessions end."""
    from pydantic import TypeAdapter, ValidationError

    from datasay.user_auth import service
    from datasay.user_auth.schemas import NewPassword

    password = _read_password() if password_stdin else None
    if password is not None:
        try:
            TypeAdapter(NewPassword).validate_python(password)
        except ValidationError as error:
            _complain(error)
            raise typer.Exit(1) from error

    async def change(session: "AsyncSession") -> "tuple[UserAuthBasic, str]":
        user = await _named(session, name)
        return user, await service.reset_password(session, None, user.user_id, password)

    user, fresh = _with_database(change, changed=lambda result: result[0].user_id)
    if json_output:
        print_json({**_facts(user), "user_password": fresh if password is None else None})
        return
    typer.echo("密码已更改。 The password was changed.")
    if password is None:
        typer.echo(f"密码（只显示这一次） Password, shown only now: {fresh}")


# --- sessions of this machine's user ---


async def local_session(database_url: str) -> str:
    """A token of the user `local`, for whoever owns the home and so the database's password."""
    from datasay.core.database import Database
    from datasay.core.identity import OPERATOR
    from datasay.core.resources import Resources
    from datasay.core.settings import get_settings
    from datasay.user_auth import queries, service
    from datasay.user_auth.schemas import UserCreate

    settings = get_settings().model_copy(update={"database_url": database_url})
    opened = Database(database_url, pool_size=1)
    try:
        resources = Resources.of(settings)
        async with opened.transaction(OPERATOR) as session:
            user = await queries.find_by_login(session, LOCAL_USER)
            if user is None:
                wanted = UserCreate(user_name=LOCAL_USER, user_email=f"{LOCAL_USER}@localhost.localdomain")
                user, _ = await service.create_user(session, None, wanted)
            new = await service.open_session(session, resources, user, address="127.0.0.1", agent="datasay")
        return new.token
    finally:
        await opened.close()


def stored_token(home: Path, server: str) -> str | None:
    """The token `datasay login` kept for this server."""
    try:
        tokens: dict[str, str] = json.loads((home / _KEPT_SESSIONS).read_text())
    except (OSError, ValueError):
        return None
    return tokens.get(server.rstrip("/"))


def _store(home: Path, server: str, token: str | None) -> None:
    from datasay.cli.embedded.credentials import write_private

    home.mkdir(parents=True, exist_ok=True)
    path = home / _KEPT_SESSIONS
    try:
        tokens = json.loads(path.read_text())
    except (OSError, ValueError):
        tokens = {}
    tokens.pop(server.rstrip("/"), None)
    if token is not None:
        tokens[server.rstrip("/")] = token
    write_private(path, json.dumps(tokens))


Server = Annotated[
    str, typer.Option(help="平台地址。 The platform's address.", envvar="DATASAY_SERVER", callback=checked_server)
]


def login_command(
    name: Name,
    server: Server = "http://127.0.0.1:8000",
    password_stdin: FromStdin = False,
    json_output: AsJson = False,
) -> None:
    """登录，供带 `--server` 的命令使用。 Log in for commands with `--server`; the token is kept in the home."""
    import httpx

    from datasay.cli.api_client import ApiClient, ApiRefused
    from datasay.core.settings import get_settings

    password = _read_password() if password_stdin else _ask_password()

    async def log_in() -> str:
        async with ApiClient(server) as client:
            return await client.log_in(name, password)

    try:
        token = asyncio.run(log_in())
    except ApiRefused as error:
        say(f"{server}: {in_words(error)}")
        raise typer.Exit(1) from error
    except httpx.TransportError as error:
        say(silent(server, error))
        raise typer.Exit(1) from error
    _store(get_settings().home, server, token)
    if json_output:
        print_json({"server": server, "user_name": name})
        return
    typer.echo(f"已登录。 Logged in at {server} as {name}.")


def logout_command(server: Server = "http://127.0.0.1:8000", json_output: AsJson = False) -> None:
    """退出登录。 Forget the session of this server and end it there."""
    import httpx

    from datasay.core.settings import get_settings

    home = get_settings().home
    token = stored_token(home, server)
    _store(home, server, None)
    if token is not None:
        try:
            httpx.post(
                f"{server.rstrip('/')}/api/v1/auth/logout",
                headers={"Authorization": f"Bearer {token}"},
                trust_env=False,  # as for every other call of this command: a token is not for a proxy to read
            )
        except httpx.TransportError as error:
            say(silent(server, error))
    if json_output:
        print_json({"server": server, "ended": token is not None})
        return
    typer.echo("已退出。 Logged out.")
