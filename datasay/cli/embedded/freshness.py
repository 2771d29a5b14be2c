"""Whether the first steps (migrations, administrator, timbres, templates) can be left out: nothing has changed since.

They cost three seconds of processor time for imports alone. They are left out only when the same code ran them on the
same database, and the database itself says that it is at the same revision and has its users still.
"""

import hashlib
import json
import sys
from pathlib import Path

import asyncpg

import datasay
from datasay.cli.embedded.credentials import write_private
from datasay.core.binding import plain_address

_SUFFIXES = (".py", ".sql", ".toml")  # .toml: the built-in templates
_AS_PLATFORM = {"datasay.user_role": "system"}  # where policies are forced upon the owner
_STATE = "SELECT version_num::text FROM alembic_version WHERE EXISTS (SELECT FROM user_auth_basic)"


async def is_fresh(record: Path, owner_url: str) -> bool:
    """Whether `record` tells of first steps by this code on this database, and the database bears it out."""
    try:
        known = json.loads(record.read_text())
    except (OSError, ValueError):
        return False
    if not isinstance(known, dict) or known.get("code") != _fingerprint(owner_url):
        return False
    state = await ask_owner(owner_url, _STATE)
    return state is not None and state == known.get("revision")


async def note_done(record: Path, owner_url: str) -> None:
    """Keep that the first steps have just been done."""
    done = {"code": _fingerprint(owner_url), "revision": await ask_owner(owner_url, _STATE)}
    write_private(record, json.dumps(done) + "\n")


async def ask_owner(owner_url: str, question: str) -> str | None:
    """The text that a statement of one value gives, asked as the owner; None when there is none or nobody answers."""
    try:
        connection = await asyncpg.connect(plain_address(owner_url), timeout=5, server_settings=_AS_PLATFORM)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return None
    try:
        return str(await connection.fetchval(question, timeout=5) or "") or None
    except (OSError, asyncpg.PostgresError):
        return None
    finally:
        await connection.close(timeout=5)


def _fingerprint(owner_url: str) -> str:
    """Changes with the code of DataSay, the packages installed beside it (engines bring voices), and the address."""
    package = Path(datasay.__file__).parent
    code = sorted(each for each in package.rglob("*") if each.suffix in _SUFFIXES)
    marks = [f"{each.relative_to(package)} {each.stat().st_mtime_ns} {each.stat().st_size}" for each in code]
    marks += [f"{each} {Path(each).stat().st_mtime_ns}" for each in sys.path if each and Path(each).is_dir()]
    marks += [sys.version, datasay.__version__, owner_url]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()
