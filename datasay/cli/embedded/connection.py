"""Who runs a home, and how other commands reach the database of the platform that runs there."""

import asyncio
import contextlib
import fcntl
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from datasay.cli.embedded.credentials import write_private
from datasay.cli.embedded.errors import InUse
from datasay.cli.embedded.libpq import forget_other_servers
from datasay.cli.embedded.locations import Home, open_home
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.core.settings import get_settings
from datasay.wording.told import Told

_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class RunningPlatform:
    """Addresses of a running platform, passwords included. `pid` is the process that runs it."""

    web_url: str
    database_url: str
    redis_url: str
    pid: int
    database_owner_url: str = ""  # empty: the same as database_url
    private_database: bool = False


class HomeLock:
    """One owner per home. The kernel lets go of the lock when its process ends, however it ends."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._file: int | None = None

    def take(self, *, seconds: float = 1.0) -> None:
        """Become the owner, waiting this long for another one to leave. Raises InUse, which names that one."""
        file = os.open(self._home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as problem:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                os.close(file)
                raise InUse(self._owner()) from problem
            break
        self._file = file
        self._home.addresses.unlink(missing_ok=True)
        os.truncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let others have the home."""
        if self._file is not None:
            self._home.addresses.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def announce(self, platform: RunningPlatform) -> None:
        """Write down where the platform is; only the owner of the home can read it."""
        write_private(self._home.addresses, json.dumps(asdict(platform), indent=2) + "\n")

    def _owner(self) -> Told:
        with contextlib.suppress(OSError):
            pid = self._home.lock.read_text().strip() or "?"
            running = _read(self._home)
            return Told(
                "Another datasay (process {pid}) runs on {home}{where}. Use that one, end it first, or set DATASAY_HOME"
                " to another folder.",
                "另一个 datasay（进程 {pid}）正在使用 {home}{where}。"
                "请用那一个，或先结束它，或把 DATASAY_HOME 设为别的文件夹。",
                pid=pid,
                home=self._home.path,
                where=Told(" at {address}", "，地址 {address}", address=running.web_url) if running else "",
            )
        return Told(
            "Another datasay runs on {home}. End it first.",
            "另一个 datasay 正在使用 {home}，请先结束它。",
            home=self._home.path,
        )


def find_running(home: Path | None = None) -> RunningPlatform | None:
    """The platform that runs on this home (the configured one by default) and is ready; None when there is none."""
    found = _home(home)
    # When nobody holds the home, what the file says is of a platform that was killed.
    return _read(found) if _is_held(found) else None


async def await_running(home: Path | None = None) -> RunningPlatform | None:
    """The platform that runs on this home, waited for while it starts; None when there is none."""
    found = _home(home)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _is_held(found):
        running = _read(found)
        if running is not None or time.monotonic() > deadline:
            return running
        await asyncio.sleep(0.1)
    return None


def _home(path: Path | None) -> Home:
    return Home((path or get_settings().home).expanduser().absolute())


def _is_held(home: Home) -> bool:
    try:
        file = os.open(home.lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def _read(home: Home) -> RunningPlatform | None:
    try:
        known = json.loads(home.addresses.read_text())
        running = RunningPlatform(
            known["web_url"],
            known["database_url"],
            known["redis_url"],
            int(known["pid"]),
            known.get("database_owner_url", ""),
            bool(known.get("private_database", False)),
        )
    except (OSError, ValueError, KeyError, TypeError):  # not there yet: it is still starting
        return None
    if running.private_database:
        forget_other_servers()
    return running


@dataclass(frozen=True, slots=True)
class DatabaseAddresses:
    """As whom a command asks: `url` for what the application does, `owner_url` for what only the tables' owner may."""

    url: str
    owner_url: str


@asynccontextmanager
async def database(home: Path | None = None) -> AsyncIterator[DatabaseAddresses]:
    """A database for one command: the configured server, the running platform's, or a private one.

    The private PostgreSQL runs only as long as the context. Nothing is migrated here.
    Raises EmbeddedError.
    """
    settings = get_settings()
    if home is None and settings.database_url is not None:
        yield DatabaseAddresses(settings.database_url, settings.database_owner_url or settings.database_url)
        return
    folder = home or settings.home
    place = open_home(folder)
    lock = HomeLock(place)
    running = await _find_or_lock(folder, lock)
    if running is not None:
        yield DatabaseAddresses(running.database_url, running.database_owner_url or running.database_url)
        return
    try:
        server = EmbeddedPostgres(place.postgres, log=place.logs / "postgres.log")
        forget_other_servers()
        server.start()  # in this thread, which outlives the server: see processes.py
        try:
            yield DatabaseAddresses(server.url(), server.owner_url())
        finally:
            server.stop()
    finally:
        lock.release()


async def _find_or_lock(folder: Path, lock: HomeLock) -> RunningPlatform | None:
    """The running platform, or None with the lock in hand. Raises InUse when neither comes within a while.

    Another short command may have the database for a moment, or a platform may be about to be ready.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        running = find_running(folder)
        if running is not None:
            return running
        try:
            lock.take(seconds=0)
        except InUse:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return None
