"""What the commands of `datasay db` do, and how their results are told to people and to programs."""

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import orjson
import typer
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from datasay.cli.damaged_files import find_damaged
from datasay.cli.embedded.connection import database
from datasay.cli.embedded.first_steps import furnish
from datasay.cli.printing import in_words, print_json, say
from datasay.core.binding import UNBOUND_CURE, Binding, read_binding
from datasay.core.database import Database
from datasay.core.errors import DataSayError, Invalid
from datasay.core.reading import Row
from datasay.core.schema_check import applied_revisions, compare
from datasay.core.settings import get_settings
from datasay.core.wrong_settings import WrongSettings
from datasay.migrations.models import load_models
from datasay.migrations.partitions import list_partitions, make_month_partitions
from datasay.migrations.roles import WrongRole
from datasay.migrations.runner import connected, upgrade
from datasay.platform_integration.rotation import rotate_keys
from datasay.system_audit.audited import LEFT_OUT
from datasay.system_audit.verification import Head, Verdict, verify
from datasay.wording.told import Told, said_by, verbatim

_NOT_THE_OWNER, _NO_TABLE = "42501", "42P01"
_NO_ADDRESS = Told(
    "DATASAY_DATABASE_URL or DATASAY_DATABASE_OWNER_URL is no address: postgresql+asyncpg://…",
    "DATASAY_DATABASE_URL 或 DATASAY_DATABASE_OWNER_URL 不是地址：postgresql+asyncpg://…",
)


@dataclass(frozen=True, slots=True)
class Report:
    """Lines for people, an object for programs, an exit code for both."""

    lines: list[Told]
    facts: dict[str, object] = field(default_factory=dict)
    exit_code: int = 0


def run(work: Coroutine[None, None, Report], *, as_json: bool, refused: int = 1) -> int:
    """Do the work, tell the result, return the exit code: `refused` when the work could not be done.

    Of a command that looks whether all is well, 1 says that it is not, so that it could not look is another code.
    """
    try:
        report = asyncio.run(work)
    except WrongSettings as wrong:
        typer.echo(str(wrong), err=True)
        return refused
    except OSError as problem:
        say(
            Told(
                "The database is away; is DATASAY_DATABASE_URL right? {why}",
                "数据库不可用，DATASAY_DATABASE_URL 对吗？{why}",
                why=str(problem),
            )
        )
        return refused
    except ArgumentError:
        say(_failed(_NO_ADDRESS))
        return refused
    except (DataSayError, SQLAlchemyError, CommandError, WrongRole) as problem:
        say(_failed(_words(problem)))
        return refused
    if as_json:
        print_json(report.facts)
    else:
        typer.echo("\n".join(map(in_words, report.lines)))
    return report.exit_code


def _failed(why: Told) -> Told:
    return Told("Failed: {why}", "失败：{why}", why=why)


def _words(problem: Exception) -> Told:
    """What the database said, without our SQL, and the cure where it is known."""
    if problem.args and isinstance(problem.args[0], Told):
        return said_by(problem)
    said = str(getattr(problem, "orig", None) or problem).rpartition("<class ")[2].partition(">: ")
    words = said[2] or said[0]
    state = getattr(getattr(problem, "orig", None), "sqlstate", None)
    if state == _NOT_THE_OWNER:
        return Told(
            "This is for the tables' owner: set DATASAY_DATABASE_OWNER_URL. (PostgreSQL: {words})",
            "这要表的主人来做：请设置 DATASAY_DATABASE_OWNER_URL。（PostgreSQL：{words}）",
            words=words,
        )
    if state == _NO_TABLE:
        return Told(
            "The database has no tables yet: run `datasay db upgrade`.", "数据库还没有表，请运行 `datasay db upgrade`。"
        )
    if not isinstance(problem, SQLAlchemyError):
        return verbatim(words)
    return Told("PostgreSQL says: {words}", "PostgreSQL 报告：{words}", words=words)


async def upgraded() -> Report:
    """Migrate to the newest revision, and bring in what is built in."""
    async with database() as addresses:
        await asyncio.to_thread(upgrade, addresses.owner_url, application_url=addresses.url)
        async with connected(addresses.owner_url) as connection:
            revisions = sorted(await connection.run_sync(applied_revisions))
        with redirect_stdout(sys.stderr):  # what strangers' engines print is no answer of ours
            administrator = await furnish(addresses.url)
    lines = [Told("The database is at revision {revisions}.", "数据库版本：{revisions}。", revisions=revisions)]
    if administrator is not None:
        lines.append(
            Told(
                "Administrator, whose password is shown this once: {name} {password}",
                "管理员（密码只显示这一次）：{name} {password}",
                name=administrator["user_name"],
                password=administrator["user_password"],
            )
        )
    return Report(lines, {"revisions": revisions, "administrator": administrator})


async def checked() -> Report:
    """Compare the database with the models and the migrations; change nothing."""
    load_models()
    async with database() as addresses:
        engine = create_async_engine(addresses.owner_url, poolclass=NullPool)
        try:
            differences = await compare(engine)
        finally:
            await engine.dispose()
        if await read_binding(addresses.url) is Binding.UNBOUND:
            differences.append(Told("row-level security: {cure}", "行级权限：{cure}", cure=UNBOUND_CURE))
        damaged = [] if differences else await find_damaged(addresses.url)
    facts: dict[str, object] = {"matches": not differences, "differences": [*map(in_words, differences)]}
    if not differences:
        lines = [Told("The database, the models and the migrations agree.", "数据库、模型和迁移一致。")]
        if not damaged:
            return Report(lines, facts)
        facts["damaged_files"] = [row["file_id"] for row in damaged]
        return Report([*lines, *_told_damaged(damaged)], facts, exit_code=1)
    if "applied" in differences[0].params:  # of migrations: then whatever else differs follows from it
        differences = differences[:1]
        facts["differences"] = [*map(in_words, differences)]
    lines = [
        Told(
            "The database differs from the models, in points: {count}",
            "数据库与模型不一致，共 {count} 处：",
            count=len(differences),
        ),
        *map(_entry, differences),
        Told(
            "Migrations that are missing are applied by `datasay db upgrade`; other changes were made by hand.",
            "缺少的迁移用 `datasay db upgrade` 补上；其他改动是手工做的。",
        ),
    ]
    return Report(lines, facts, exit_code=1)


def _entry(said: Told) -> Told:
    return Told("- {said}", "- {said}", said=said)


def _told_damaged(damaged: Sequence[Row]) -> list[Told]:
    lines = [
        Told(
            "Damaged files, whose bytes have to be put back from a backup: {count}",
            "损坏的文件，请从备份恢复：{count} 个",
            count=len(damaged),
        )
    ]
    shown = (f"{row['file_id']} {row['file_original_name']}: {row['file_path']}" for row in damaged)
    return [*lines, *(_entry(verbatim(line)) for line in shown)]


async def partitioned(months_ahead: int) -> Report:
    """Make what is missing and list everything."""
    async with database() as addresses, connected(addresses.owner_url) as connection:
        made = await make_month_partitions(connection, months_ahead)
        await connection.commit()
        found = await list_partitions(connection)
    lines = [Told("Partitions made: {made}", "新建分区：{made}", made=made)]
    lines += [
        verbatim(f"{part.partition_name}  {part.partition_bounds}  {part.partition_bytes / 1024:,.0f} KiB")
        for part in found
    ]
    return Report(lines, {"made": made, "partitions": [asdict(part) for part in found]})


async def keys_rotated() -> Report:
    """Seal all secrets with the first key."""
    async with database() as addresses:
        opened = Database(addresses.url, pool_size=2)
        try:
            done = await rotate_keys(opened, get_settings())
        finally:
            await opened.close()
    facts: dict[str, object] = asdict(done)
    lines = [
        Told(
            "Secrets: {secrets}; encrypted anew: {renewed}",
            "密文：{secrets}；重新加密：{renewed}",
            secrets=done.secrets,
            renewed=done.renewed,
        )
    ]
    if not done.unreadable:
        lines.append(
            Told(
                "Older keys may be removed from DATASAY_SECRET_KEYS now.",
                "现在可以从 DATASAY_SECRET_KEYS 里删去旧密钥。",
            )
        )
        return Report(lines, facts)
    lines.append(
        Told(
            "Accounts whose key cannot be read: {numbers}. Put the old key back behind a comma, or have the accounts'"
            " keys entered again.",
            "无法解密的账号：{numbers}。请把旧密钥写回逗号后面，或重新填写这些账号的密钥。",
            numbers=done.unreadable,
        )
    )
    return Report(lines, facts, exit_code=1)


async def audit_verified(against: Path | None) -> Report:
    """Check the audit log, also against heads kept earlier. Raises Invalid for a file that holds none."""
    kept = None if against is None else _kept_heads(against)
    async with database() as addresses, connected(addresses.owner_url) as connection:
        verdict = await verify(connection, tuple(LEFT_OUT), kept)
    heads = {str(lane): asdict(head) for lane, head in verdict.heads.items()}
    facts: dict[str, object] = {
        "whole": not verdict.faults,
        "rows": verdict.rows,
        "heads": heads,
        "faults": [asdict(fault) | {"detail": in_words(fault.detail)} for fault in verdict.faults],
    }
    return Report(_told(verdict), facts, exit_code=1 if verdict.faults else 0)


def _kept_heads(file: Path) -> dict[int, Head]:
    try:
        heads = orjson.loads(file.read_bytes())["heads"]
        return {int(lane): _kept_head(**head) for lane, head in heads.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            Told(
                "{file} holds no heads; give what `datasay db audit-verify --json` printed.",
                "{file} 里没有链头，请给出 `datasay db audit-verify --json` 打印的内容。",
                file=str(file),
            )
        ) from error


def _kept_head(number: object, hash: object, time: object = None) -> Head:
    """One of the file. Raises TypeError, ValueError."""
    return Head(int(str(number)), str(hash), None if time is None else datetime.fromisoformat(str(time)).isoformat())


def _told(verdict: Verdict) -> list[Told]:
    """The heads are for `--json`, where they are kept."""
    if not verdict.faults:
        return [
            Told(
                "The audit log is whole: {rows:,} rows in {lanes} lanes.",
                "审计日志完整：{rows:,} 行，{lanes} 条链。",
                rows=verdict.rows,
                lanes=len(verdict.heads),
            )
        ]
    count = Told(
        "The audit log was tampered with, or its recording was. Found: {count}",
        "审计日志或它的记录被动过手脚，共 {count} 处：",
        count=len(verdict.faults),
    )
    return [count, *(_entry(fault.detail) for fault in verdict.faults)]
