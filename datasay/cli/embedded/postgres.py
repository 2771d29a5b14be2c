"""A private PostgreSQL: made on its first start, listening on 127.0.0.1 only, gone with the process that started it."""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

from datasay.cli.embedded.accounts import unprivileged_account
from datasay.cli.embedded.binaries import PostgresBinaries, find_postgres
from datasay.cli.embedded.cluster import ADMIN, APPLICATION, DATABASE, OWNER, Cluster, durability, options
from datasay.cli.embedded.credentials import load_passwords
from datasay.cli.embedded.errors import HomeUnusable, InUse, StartFailed
from datasay.cli.embedded.locations import server_folder
from datasay.cli.embedded.ports import ServerPort
from datasay.cli.embedded.processes import Process, Program, bare_environment, is_alive, processes_in
from datasay.cli.embedded.services import start_and_wait
from datasay.wording.system import of_system
from datasay.wording.told import Told

FIRST_PORT = 5433
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
            self._cluster(binaries).part_roles()
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
        self._cluster(binaries).make()
        return binaries

    def _cluster(self, binaries: PostgresBinaries) -> Cluster:
        return Cluster(self._place, self._account, binaries, self._credentials(), self._fsync)

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
            command=(
                str(binaries.tool("postgres")),
                "-D",
                str(self.data),
                *options(settings | durability(fsync=self._fsync)),
            ),
            log=self.log,
            environment=bare_environment(),
            account=self._account,
            stop_signals=_STOP_SIGNALS,
            death_signal=signal.SIGINT,
            secrets=tuple(self._credentials().values()),
        )
