"""A new cluster: initdb, its roles and its database, all of it or nothing."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from datasay.cli.embedded.accounts import Account
from datasay.cli.embedded.binaries import PostgresBinaries
from datasay.cli.embedded.errors import HomeUnusable, StartFailed
from datasay.cli.embedded.processes import bare_environment, processes_in
from datasay.wording.told import Told

DATABASE = "datasay"
APPLICATION = "datasayai"
OWNER = "datasay_owner"
ADMIN = "datasay_admin"
_ROLES = "datasay_roles"  # a file in the data folder: application and owner are two roles in this cluster
_LAUNCH = Path(__file__).with_name("launch.py")
# Kept by ALTER SYSTEM when the cluster is made, so that an operator's own ALTER SYSTEM wins over them for good.
_TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_lock_waits": "on",
    "idle_in_transaction_session_timeout": "10min",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder in `place` and the programs that make it, run as `account`."""

    place: Path
    account: Account | None
    binaries: PostgresBinaries
    passwords: dict[str, str] = field(repr=False)
    fsync: bool

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.place / "data"

    def make(self) -> None:
        """initdb, roles and database in `data.new`; renamed to `data` when all of it stands.

        Raises StartFailed, HomeUnusable, OSError.
        """
        half = self.place / "data.new"
        password_file = self.place / "password.new"
        password_file.unlink(missing_ok=True)
        try:
            _make_anew(half)
            with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(self.passwords[ADMIN] + "\n")
            if self.account is not None:
                os.chown(half, self.account.uid, self.account.gid)
                os.chown(password_file, self.account.uid, self.account.gid)
            command = [
                str(self.binaries.tool("initdb")),
                "-D",
                str(half),
                f"--username={ADMIN}",
                f"--pwfile={password_file}",
            ]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions", *_locale()]
            self._run([*command, *([] if self.fsync else ["--no-sync"])])
            self._run_single(half, "postgres", _bootstrap(self.passwords[APPLICATION], self.passwords[OWNER]))
            (half / _ROLES).touch()
            half.rename(self.data)
        finally:
            password_file.unlink(missing_ok=True)
            shutil.rmtree(half, ignore_errors=True)

    def part_roles(self) -> None:
        """In a cluster of version 0.1 the application's role owned everything; from now on the owner does."""
        if (self.data / _ROLES).exists():
            return
        self._run_single(self.data, "postgres", [_role(OWNER, self.passwords[OWNER])])
        self._run_single(self.data, DATABASE, [f"REASSIGN OWNED BY {APPLICATION} TO {OWNER};"])
        (self.data / _ROLES).touch()

    def _run_single(self, data: Path, database: str, statements: list[str]) -> None:
        """Run statements, one a line, in the server for a single user: no password, no port, a private input."""
        server = [
            str(self.binaries.tool("postgres")),
            "--single",
            "-D",
            str(data),
            *options(durability(fsync=self.fsync)),
        ]
        answer = self._run([*server, database], "\n".join(statements) + "\n")
        if "ERROR:" in answer or "FATAL:" in answer:
            raise StartFailed(
                Told(
                    "The roles of the database could not be set up:\n{words}",
                    "数据库的角色没有建好：\n{words}",
                    words=_tail(answer),
                )
            )

    def _run(self, command: list[str], standard_input: str = "") -> str:
        """Run one of PostgreSQL's programs to its end and return what it said. Raises StartFailed, HomeUnusable."""
        user = f"{self.account.uid}:{self.account.gid}" if self.account else "-"
        launcher = [sys.executable, "-I", "-S", str(_LAUNCH), str(int(signal.SIGKILL)), str(os.getpid()), user, "--"]
        done = subprocess.run(
            [*launcher, *command],
            input=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=bare_environment(),
            check=False,
            start_new_session=True,
        )
        if done.returncode != 0:
            if "No space left on device" in done.stdout:
                raise HomeUnusable(
                    Told(
                        "The disk below {place} is full: a new database needs about 60 MB. Free some space.",
                        "{place} 所在的磁盘已满：新建数据库约需 60 MB。请腾出空间。",
                        place=self.place,
                    )
                )
            name = Path(command[0]).name
            raise StartFailed(
                Told(
                    "{name} failed (exit code {code}):\n{words}",
                    "{name} 出错（退出码 {code}）：\n{words}",
                    name=name,
                    code=done.returncode,
                    words=_tail(done.stdout),
                )
            )
        return done.stdout


def _role(name: str, password: str) -> str:
    """Make a role that may log in and nothing else, or give it this password."""
    rights = f"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'"
    return (
        f"DO $$ BEGIN IF to_regrole('{name}') IS NULL THEN CREATE ROLE {name} {rights};"
        f" ELSE ALTER ROLE {name} {rights}; END IF; END $$;"
    )


def _bootstrap(application_password: str, owner_password: str) -> list[str]:
    """Statements of a new cluster."""
    return [
        *(f"ALTER SYSTEM SET {name} = '{value}';" for name, value in _TUNING.items()),
        _role(APPLICATION, application_password),
        _role(OWNER, owner_password),
        f"CREATE DATABASE {DATABASE} OWNER {OWNER};",
        f"ALTER DATABASE {DATABASE} SET timezone = 'UTC';",
    ]


def _locale() -> list[str]:
    """Sorting by code point (fast, the same everywhere, LIKE 'x%' by index); letters known for all of Unicode."""
    import locale  # setlocale is used here only to learn what the machine knows

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        letters = "C"
    else:
        letters = "C.UTF-8"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return ["--locale-provider=libc", "--locale=C", f"--lc-ctype={letters}"]


def options(settings: dict[str, str]) -> list[str]:
    """Settings as words of the server's command line."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def durability(*, fsync: bool) -> dict[str, str]:
    """Settings that say whether what is committed waits for the disk: only tests do without."""
    return {} if fsync else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-12:])


def _make_anew(folder: Path, *, seconds: float = 10.0) -> None:
    """An empty folder in place of what a killed first start left; its initdb may go on writing until it is killed too.

    Raises OSError.
    """
    deadline = time.monotonic() + seconds
    while True:
        for pid in processes_in(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
