"""What the commands of `datasay db` do, and how their results are told to people and to programs."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass, field
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
from datasay.migrations.audited import LEFT_OUT
from datasay.migrations.models import load_models
from datasay.migrations.partitions import list_partitions, make_month_partitions
from datasay.migrations.roles import WrongRole
from datasay.migrations.runner import connected, upgrade
from datasay.platform_integration.rotation import rotate_keys
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

    lines: list[str]
    facts: dict[str, object] = field(default_factory=dict)
    exit_code: int = 0


def run(work: Coroutine[None, None, Report], *, as_json: bool) -> int:
    """Do the work, tell the result, return the exit code: 1 when the work was refused."""
    try:
        report = asyncio.run(work)
    except OSError as problem:
        say(
            Told(
                "The database is away; is DATASAY_DATABASE_URL right? {why}",
                "数据库不可用，DATASAY_DATABASE_URL 对吗？{why}",
                why=str(problem),
            )
        )
        return 1
    except ArgumentError:
        say(_failed(_NO_ADDRESS))
        return 1
    except (DataSayError, SQLAlchemyError, CommandError, WrongRole) as problem:
        say(_failed(_words(problem)))
        return 1
    if as_json:
        print_json(report.facts)
    else:
        typer.echo("\n".join(report.lines))
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
            "{words}. The tables' owner may: set DATASAY_DATABASE_OWNER_URL.",
            "{words}。这要表的主人来做：请设置 DATASAY_DATABASE_OWNER_URL。",
            words=words,
        )
    if state == _NO_TABLE:
        return Told(
            "The database has no tables yet: run `datasay db upgrade`.", "数据库还没有表，请运行 `datasay db upgrade`。"
        )
    return verbatim(words)


async def upgraded() -> Report:
    """Migrate to the newest revision, and bring in what is built in."""
    async with database() as addresses:
        await asyncio.to_thread(upgrade, addresses.owner_url, application_url=addresses.url)
        async with connected(addresses.owner_url) as connection:
            revisions = sorted(await connection.run_sync(applied_revisions))
        administrator = await furnish(addresses.url)
    lines = [f"数据库版本 The database is at revision {', '.join(revisions)}."]
    if administrator is not None:
        lines.append(
            "管理员（密码只显示这一次） Administrator, whose password is shown this once:"
            f" {administrator['user_name']} {administrator['user_password']}"
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
            differences.append(f"row-level security: {in_words(UNBOUND_CURE)}")
        damaged = [] if differences else await find_damaged(addresses.url)
    facts: dict[str, object] = {"matches": not differences, "differences": differences}
    if not differences:
        lines = ["一致 The database, the models and the migrations agree."]
        if not damaged:
            return Report(lines, facts)
        facts["damaged_files"] = [row["file_id"] for row in damaged]
        return Report([*lines, *_told_damaged(damaged)], facts, exit_code=1)
    if differences[0].startswith("migrations: "):  # then whatever else differs follows from it
        differences = differences[:1]
        facts["differences"] = differences
    lines = [f"不一致 The database differs from the models in {len(differences)} points:"]
    lines += [f"- {difference}" for difference in differences]
    lines.append(
        "缺少的迁移 Migrations that are missing are applied by `datasay db upgrade`; other changes were made by hand."
    )
    return Report(lines, facts, exit_code=1)


def _told_damaged(damaged: Sequence[Row]) -> list[str]:
    lines = [f"损坏的文件 Damaged files: {len(damaged)}。从备份恢复 Put their bytes back from a backup:"]
    return [*lines, *(f"- {row['file_id']} {row['file_original_name']}: {row['file_path']}" for row in damaged)]


async def partitioned(months_ahead: int) -> Report:
    """Make what is missing and list everything."""
    async with database() as addresses, connected(addresses.owner_url) as connection:
        made = await make_month_partitions(connection, months_ahead)
        await connection.commit()
        found = await list_partitions(connection)
    lines = [f"新建分区 Partitions made: {made}"]
    lines += [
        f"{part.partition_name}  {part.partition_bounds}  {part.partition_bytes / 1024:,.0f} KiB" for part in found
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
    lines = [f"密文 Secrets: {done.secrets}；重新加密 encrypted anew: {done.renewed}"]
    if not done.unreadable:
        lines.append("旧密钥可以删除了。 Older keys may be removed from DATASAY_SECRET_KEYS now.")
        return Report(lines, facts)
    numbers = ", ".join(map(str, done.unreadable))
    lines.append(
        f"无法解密的账号 Accounts whose key cannot be read: {numbers}."
        " 找回旧密钥，或重新填写。 Put the old key back behind a comma, or have the accounts' keys entered again."
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
        "faults": [asdict(fault) for fault in verdict.faults],
    }
    return Report(_told(verdict), facts, exit_code=1 if verdict.faults else 0)


def _kept_heads(file: Path) -> dict[int, Head]:
    try:
        heads = orjson.loads(file.read_bytes())["heads"]
        return {int(lane): Head(int(head["number"]), str(head["hash"])) for lane, head in heads.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            Told(
                "{file} holds no heads; give what `datasay db audit-verify --json` printed.",
                "{file} 里没有链头，请给出 `datasay db audit-verify --json` 打印的内容。",
                file=str(file),
            )
        ) from error


def _told(verdict: Verdict) -> list[str]:
    lines = [
        f"链 lane {lane}: 行 rows {verdict.begins[lane]}–{head.number}, 链首 head {head.hash}"
        for lane, head in sorted(verdict.heads.items())
    ]
    if not verdict.faults:
        return [*lines, f"完整 The audit log is whole: {verdict.rows:,} rows in {len(verdict.heads)} lanes."]
    lines.append(f"不完整 The audit log was tampered with, or its recording was, in {len(verdict.faults)} places:")
    return [*lines, *(f"- {fault.detail}" for fault in verdict.faults)]
