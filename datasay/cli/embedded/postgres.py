"""A private PostgreSQL: made on its first start, listening on 127.0.0.1 only, gone with the process that started it."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from datasay.cli.embedded.accounts import unprivileged_account
from datasay.cli.embedded.binaries import PostgresBinaries, find_postgres
from datasay.cli.embedded.credentials import load_passwords
from datasay.cli.embedded.errors import HomeUnusable, InUse, StartFailed
from datasay.cli.embedded.locations import server_folder
from datasay.cli.embedded.ports import ServerPort
from datasay.cli.embedded.processes import Process, Program, bare_environment, is_alive, processes_in
from datasay.cli.embedded.services import start_and_wait
from datasay.wording.system import of_system
from datasay.wording.told import Told

FIRST_PORT = 5433
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
# Immediate (SIGQUIT) loses nothing, the next start only replays the log; the postmaster takes its children along.
_STOP_SIGNALS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))


class EmbeddedPostgres:
    """One private cluster in `folder`.

    `start()` and `stop()` block and may be used from any synchronous code, a pytest fixture for example. The server
    ends when the thread that called `start()` ends, even by kill -9.
    """

    name = "postgres"

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        fsync: bool = True,
        log: Path | None = None,
        major: int | None = None,
    ) -> None:
        self.folder = folder.expanduser().absolute()
        self._port = ServerPort(FIRST_PORT, wanted=port, record=self.folder / "port.json")
        self.log = log or self.folder / "postgres.log"
        self._fsync = fsync
        self._major = major  # for a new cluster only; an old one is run by the version that made it
        self._account = unprivileged_account("postgres")
        self._process: Process | None = None
        self._lock: int | None = None
        self._passwords: dict[str, str] = {}
        self._place = self.folder

    # --- addresses ---

    def url(self, database: str = DATABASE) -> str:
        """SQLAlchemy's asyncpg address for the application's role, which owns nothing."""
        return self._url(APPLICATION, database)

    def owner_url(self, database: str = DATABASE) -> str:
        """The same for the owner of the database, who migrates."""
        return self._url(OWNER, database)

    def admin_url(self, database: str = "postgres") -> str:
        """The same for the cluster's superuser: maintenance and tests only."""
        return self._url(ADMIN, database)

    def _url(self, user: str, database: str) -> str:
        password = self._credentials()[user]
        return (
            f"postgresql+asyncpg://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{quote(database, safe='')}"
        )

    def _credentials(self) -> dict[str, str]:
        if not self._passwords:
            self._passwords = load_passwords(self.folder / "credentials.json", APPLICATION, OWNER, ADMIN)
        return self._passwords

    @property
    def data(self) -> Path:
        """The data folder; not below `folder` when root's PostgreSQL user cannot get in there."""
        return self._place / "data"

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1; final once it has started."""
        return self._port.number

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while this object runs it."""
        return self._process.pid if self._process else None

    # --- life ---

    def start(self, *, seconds: float = 90.0) -> None:
        """Start it, on the next port when its own is taken, and wait until it takes connections.

        Raises InUse, ServerMissing, HomeUnusable, StartFailed.
        """
        start_and_wait(self, seconds=seconds)

    def stop(self) -> None:
        """End it in order: clients are cut off, everything committed is on disk."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def erase(self) -> None:
        """Stop it and remove the cluster with all its data."""
        self.stop()
        place = self._place
        if place == self.folder and (self.folder / "data").is_symlink():
            place = (self.folder / "data").readlink().parent
        shutil.rmtree(place / "data", ignore_errors=True)
        if place != self.folder:
            shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self) -> None:
        """Start it without waiting: make the cluster or clear away what an earlier run left, then run the server."""
        if self._process is not None and self._process.exit_code() is None:
            raise InUse(
                Told(
                    "PostgreSQL of {folder} runs already, as process {pid}. Stop it first.",
                    "{folder} 的 PostgreSQL 已在运行，进程号 {pid}。请先停止它。",
                    folder=self.folder,
                    pid=self._process.pid,
                )
            )
        self._place = server_folder(self.folder, self._account)
        self._take_lock()
        try:
            binaries = self._prepare()
            self._port.choose()
            self._process = Process(self._server(binaries))
        except OSError as problem:
            self.stop()
            raise HomeUnusable(
                Told(
                    "PostgreSQL cannot be started in {folder}: {problem}.",
                    "PostgreSQL 无法在 {folder} 启动：{problem}。",
                    folder=self.folder,
                    problem=of_system(problem),
                )
            ) from problem
        except BaseException:
            self.stop()
            raise

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.exit_code() if self._process else 0

    def is_ready(self) -> bool:
        """Whether it takes connections. Raises PortTaken, StartFailed when it has ended instead."""
        if self._process is None:
            raise StartFailed(Told("PostgreSQL was not started; try again.", "PostgreSQL 没有启动，请再试一次。"))
        code = self._process.exit_code()
        if code is not None:
            text = self._process.last_lines()
            if "could not create any TCP/IP sockets" in text or "Address already in use" in text:
                raise self._port.lost()
            raise StartFailed(
                Told(
                    "PostgreSQL ended at its start ({code}); its log is {log}.{text}",
                    "PostgreSQL 一启动就结束了（{code}），日志在 {log}。{text}",
                    code=code,
                    log=self.log,
                    text=text,
                )
            )
        lines = self._pid_file_lines()
        return len(lines) >= 8 and lines[0].strip() == str(self._process.pid) and lines[7].strip() == "ready"

    def settle(self) -> None:
        """Keep the port."""
        self._port.settle()

    def is_healthy(self) -> bool:
        """A postmaster that runs takes care of its children itself."""
        return True

    def kill(self) -> None:
        """Immediate shutdown: the next start replays the log."""
        if self._process is not None:
            self._process.signal_group(signal.SIGQUIT)

    # --- before the server runs ---

    def _take_lock(self) -> None:
        """One owner per cluster. The kernel lets go of the lock with its process, so none is ever stale."""
        if self._lock is not None:
            return
        lock = os.open(self._place / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            os.close(lock)
            raise InUse(
                Told(
                    "Another process runs the PostgreSQL of {folder}. Stop it first.",
                    "另一个进程正在运行 {folder} 的 PostgreSQL，请先停止它。",
                    folder=self.folder,
                )
            ) from problem
        self._lock = lock

    def _prepare(self) -> PostgresBinaries:
        version = self.data / "PG_VERSION"
        if version.exists():
            binaries = find_postgres(self._account, major=int(version.read_text().split(".", maxsplit=1)[0]))
            self._clear_leftovers()
            self._part_roles(binaries)
            return binaries
        if self.data.is_dir() and any(self.data.iterdir()):
            raise HomeUnusable(
                Told(
                    "{data} is not empty and holds no PostgreSQL cluster. Move its contents away.",
                    "{data} 不是空的，里面也没有 PostgreSQL 数据。请把里面的东西移走。",
                    data=self.data,
                )
            )
        binaries = find_postgres(self._account, major=self._major)
        self._make_cluster(binaries)
        return binaries

    def _clear_leftovers(self) -> None:
        """End a server whose owner was killed (we hold the lock, so it has none), and a pid file that lies.

        After a reboot or in a restarted container the file's process id may belong to any other process, which
        PostgreSQL would take for itself and refuse to start.
        """
        for number, patience in ((None, 10.0), (signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            left = processes_in(self.data)
            if not left:
                break
            if number is not None:
                for pid in left:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, number)
            elif any(not self._is_orphan(pid) for pid in left):
                continue  # nobody has told it to end; do not wait in vain
            deadline = time.monotonic() + patience
            while any(is_alive(pid) for pid in left) and time.monotonic() < deadline:
                time.sleep(0.05)
        if processes_in(self.data):
            raise InUse(
                Told(
                    "Processes {processes} use {data} and do not end. End them first.",
                    "进程 {processes} 正在使用 {data}，又不结束。请先结束它们。",
                    processes=processes_in(self.data),
                    data=self.data,
                )
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    @staticmethod
    def _is_orphan(pid: int) -> bool:
        """Whether its parent is gone: then the kernel has already asked it to end."""
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1] == "1"
        except OSError:
            return True

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _server(self, binaries: PostgresBinaries) -> Program:
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # a socket's path may have 107 bytes: fewer than many a home's
            "logging_collector": "off",
            "log_destination": "stderr",
            "cluster_name": "datasay",
        }
        return Program(
            name=self.name,
            command=(str(binaries.tool("postgres")), "-D", str(self.data), *_options(settings | self._durability())),
            log=self.log,
            environment=bare_environment(),
            account=self._account,
            stop_signals=_STOP_SIGNALS,
            death_signal=signal.SIGINT,
            secrets=tuple(self._credentials().values()),
        )

    def _durability(self) -> dict[str, str]:
        return {} if self._fsync else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

    # --- the first start ---

    def _make_cluster(self, binaries: PostgresBinaries) -> None:
        """initdb, roles and database in `data.new`; renamed to `data` when all of it stands."""
        half = self._place / "data.new"
        password_file = self._place / "password.new"
        password_file.unlink(missing_ok=True)
        credentials = self._credentials()
        try:
            _make_anew(half)
            with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(credentials[ADMIN] + "\n")
            if self._account is not None:
                os.chown(half, self._account.uid, self._account.gid)
                os.chown(password_file, self._account.uid, self._account.gid)
            command = [
                str(binaries.tool("initdb")),
                "-D",
                str(half),
                f"--username={ADMIN}",
                f"--pwfile={password_file}",
            ]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions", *_locale()]
            self._run([*command, *([] if self._fsync else ["--no-sync"])])
            self._run_single(binaries, half, "postgres", _bootstrap(credentials[APPLICATION], credentials[OWNER]))
            (half / _ROLES).touch()
            half.rename(self.data)
        finally:
            password_file.unlink(missing_ok=True)
            shutil.rmtree(half, ignore_errors=True)

    def _part_roles(self, binaries: PostgresBinaries) -> None:
        """In a cluster of version 0.1 the application's role owned everything; from now on the owner does."""
        if (self.data / _ROLES).exists():
            return
        self._run_single(binaries, self.data, "postgres", [_role(OWNER, self._credentials()[OWNER])])
        self._run_single(binaries, self.data, DATABASE, [f"REASSIGN OWNED BY {APPLICATION} TO {OWNER};"])
        (self.data / _ROLES).touch()

    def _run_single(self, binaries: PostgresBinaries, data: Path, database: str, statements: list[str]) -> None:
        """Run statements, one a line, in the server for a single user: no password, no port, a private input."""
        server = [str(binaries.tool("postgres")), "--single", "-D", str(data), *_options(self._durability())]
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
        user = f"{self._account.uid}:{self._account.gid}" if self._account else "-"
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
                        place=self._place,
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


def _options(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


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
