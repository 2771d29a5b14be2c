"""The whole platform as children of one process: PostgreSQL, Redis, migrations, worker, scheduler, web."""

import asyncio
import json
import os
import secrets
import signal
import sys
import urllib.parse
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from datasay.cli.embedded.administrator import unused_administrator
from datasay.cli.embedded.asking import answers, reachable, takes_work
from datasay.cli.embedded.connection import HomeLock, RunningPlatform
from datasay.cli.embedded.errors import StartFailed
from datasay.cli.embedded.freshness import is_fresh, note_done
from datasay.cli.embedded.libpq import forget_other_servers
from datasay.cli.embedded.locations import Home, open_home
from datasay.cli.embedded.ports import ServerPort
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.processes import RUN_MARK, Program, describe_exit, kill_marked
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.cli.embedded.rotation import RotatedFile
from datasay.cli.embedded.services import CommandService, PortService, Service
from datasay.cli.embedded.supervisor import RestartPolicy, Say, Supervisor
from datasay.cli.embedded.watch import Watchdog
from datasay.cli.settings_in_use import problems_in_use
from datasay.core.secrets import load_or_make_keys
from datasay.core.settings import Settings
from datasay.core.wrong_settings import WrongSettings
from datasay.wording.told import Told, unpacked

Result = TypeVar("Result")
_MARK = "datasay"
_FIRST_EPHEMERAL_PORT = 49152


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The administrator made on the first start; the password is shown once and stored hashed."""

    user_name: str
    user_password: str


class Platform:
    """One embedded platform on one home.

    `start()` returns when the web process is ready; from then on crashes are repaired until `stop()`. `wait()` returns
    only by StartFailed, when a part crashes again and again. Start and stop it in the same event loop.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        say: Say = lambda _text: None,
        fsync: bool = True,
        policy: RestartPolicy | None = None,
    ) -> None:
        self._settings = settings
        self._say_aloud = say
        self._fsync = fsync
        self._policy = policy
        self._home: Home | None = None
        self._lock: HomeLock | None = None
        self._supervisor: Supervisor | None = None
        self._diary: RotatedFile | None = None
        self.first_admin: FirstAdmin | None = None
        self.unused_admin: str | None = None
        self.addresses: RunningPlatform | None = None

    @property
    def home(self) -> Home:
        """The folders it runs in, once started."""
        assert self._home is not None, "start() comes first"
        return self._home

    async def start(self) -> RunningPlatform:
        """Start everything. Raises EmbeddedError; then nothing is left running."""
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> None:
        """Wait until a part is given up. Raises StartFailed then."""
        assert self._supervisor is not None, "start() comes first"
        await self._supervisor.wait()

    async def stop(self) -> None:
        """End everything in order: web, scheduler, worker, Redis, PostgreSQL. Nothing is left running."""
        if self._supervisor is not None:
            await self._supervisor.stop()
            self._supervisor = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._diary is not None:
            self._diary.close()

    def kill(self) -> None:
        """End everything at once; a `stop` under way then returns quickly."""
        if self._supervisor is not None:
            self._supervisor.kill()

    # --- start ---

    async def _start(self) -> RunningPlatform:
        settings = self._settings
        await _check(settings)
        home = open_home(settings.home)
        lock = HomeLock(home)
        lock.take()
        self._home, self._lock = home, lock
        self._diary = RotatedFile(home.logs / "up.log")
        mark = f"{_MARK}-{sha256(str(home.path.resolve()).encode()).hexdigest()[:16]}"
        kill_marked(mark)  # of a run that was killed together with its watchdog
        run_mark = f"{mark}/{secrets.token_hex(4)}"
        self._supervisor = Supervisor(self._say, self._policy)
        load_or_make_keys(home.path)
        port = self._web_port()

        servers: list[Service] = [Watchdog(run_mark, home.logs / "watchdog.log")]
        database_url, redis_url = settings.database_url, settings.redis_url
        postgres = redis = None
        if database_url is None:
            forget_other_servers()
            postgres = EmbeddedPostgres(home.postgres, fsync=self._fsync, log=home.logs / "postgres.log")
            servers.append(postgres)
        if redis_url is None:
            redis = EmbeddedRedis(home.redis, log=home.logs / "redis.log")
            servers.append(redis)
        await self._unless_given_up(self._supervisor.start(*servers))
        database_url = postgres.url() if postgres else str(database_url)
        owner_url = postgres.owner_url() if postgres else str(settings.owner_url)
        redis_url = redis.url if redis else str(redis_url)
        environment = self._environment(database_url, redis_url)
        record = home.run / "first-steps.json"
        if not await self._unless_given_up(is_fresh(record, owner_url)):
            self.first_admin = await self._unless_given_up(
                self._first_steps(environment | {"DATASAY_DATABASE_OWNER_URL": owner_url}, run_mark)
            )
            await note_done(record, owner_url)
        if self.first_admin is None:
            self.unused_admin = await self._unless_given_up(unused_administrator(owner_url))
        await self._unless_given_up(self._supervisor.start(*self._roles(port, environment, run_mark)))
        is_private = postgres is not None
        addresses = RunningPlatform(self._web_url(port), database_url, redis_url, os.getpid(), owner_url, is_private)
        lock.announce(addresses)
        self.addresses = addresses
        return addresses

    async def _unless_given_up(self, work: Awaitable[Result]) -> Result:
        """The result of `work`, or the failure of a service that keeps crashing meanwhile."""
        assert self._supervisor is not None
        working = asyncio.ensure_future(work)
        failing = asyncio.ensure_future(self._supervisor.wait())
        try:
            await asyncio.wait({working, failing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                failing.result()
            return await working
        finally:
            working.cancel()
            failing.cancel()
            await asyncio.wait({working, failing})
            _ = failing.cancelled() or failing.exception()  # seen, so that the loop does not log it as lost

    def _web_port(self) -> ServerPort:
        """The port asked for, else 8000 or the next free one. Raises PortTaken before anything is started."""
        asked = "port" in self._settings.model_fields_set and self._settings.port != 0
        first = self._settings.port or _FIRST_EPHEMERAL_PORT
        port = ServerPort(first, wanted=first if asked else None, host=self._settings.host)
        port.choose()
        return port

    def _environment(self, database_url: str, redis_url: str) -> dict[str, str]:
        """Settings reach the children by environment: arguments can be read by every user of the machine."""
        given = self._settings.model_dump(mode="json", include=self._settings.model_fields_set, exclude_none=True)
        return {
            **{name: value for name, value in os.environ.items() if name != RUN_MARK},
            **{f"DATASAY_{name.upper()}": _setting(value) for name, value in given.items()},
            "DATASAY_HOME": str(self.home.path),
            "DATASAY_DATABASE_URL": database_url,
            "DATASAY_REDIS_URL": redis_url,
            "DATASAY_HOST": self._settings.host,
            "PYTHONUNBUFFERED": "1",
        }

    async def _first_steps(self, environment: dict[str, str], mark: str) -> FirstAdmin | None:
        child = await asyncio.create_subprocess_exec(
            *_python("datasay.cli.embedded.first_steps"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment | {RUN_MARK: f"{mark}/first-steps"},
            start_new_session=True,
        )
        try:
            answer, complaint = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode != 0:
            lines = complaint.decode(errors="replace").strip().splitlines()
            raise StartFailed(
                Told(
                    "The database could not be brought up to date ({exit}):\n{words}",
                    "数据库无法更新到最新（{exit}）：\n{words}",
                    exit=describe_exit(child.returncode or 0),
                    words="\n".join(lines[-8:]),
                )
            )
        if not answer.strip():
            return None
        made = json.loads(answer.decode().strip().splitlines()[-1])
        return FirstAdmin(str(made["user_name"]), str(made["user_password"]))

    def _roles(self, port: ServerPort, environment: dict[str, str], mark: str) -> list[Service]:
        """Worker, scheduler and web; they are stopped in the opposite order."""
        home = self.home
        hidden = tuple(filter(None, (_password(environment[f"DATASAY_{name}_URL"]) for name in ("DATABASE", "REDIS"))))

        def program(role: str, *stops: tuple[signal.Signals, float], web_port: int | None = None) -> Program:
            return Program(
                name=role,
                command=tuple(_python("datasay.cli.embedded.role", role)),
                log=home.logs / f"{role}.log",
                environment=environment if web_port is None else environment | {"DATASAY_PORT": str(web_port)},
                folder=Path.cwd(),  # `.env` and relative paths in the settings mean the same to the children
                stop_signals=stops,
                secrets=hidden,
                mark=f"{mark}/{role}",
            )

        return [
            CommandService(
                # Warm: running tasks may end; then cold: they go back to pending when their lease runs out.
                program("worker", (signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0)),
                healthy=lambda: takes_work(self._web_url(port), "worker"),
            ),
            CommandService(
                # What waits for vendors is given back unless it ends within seconds.
                program("beat", (signal.SIGTERM, 8.0)),
                healthy=lambda: all(takes_work(self._web_url(port), part) for part in ("housekeeping", "waiting")),
            ),
            PortService(
                lambda number: program("web", (signal.SIGTERM, 8.0), web_port=number),
                port,
                ready=lambda: answers(f"{self._web_url(port)}/readyz"),
                healthy=lambda: answers(f"{self._web_url(port)}/healthz", seconds=10.0),
            ),
        ]

    def _web_url(self, port: ServerPort) -> str:
        return f"http://{reachable(self._settings.host)}:{port.number}"

    def _say(self, text: str) -> None:
        if self._diary is not None:
            self._diary.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n".encode())
        self._say_aloud(text)


async def _check(settings: Settings) -> None:
    """Raises WrongSettings. What needs much to be looked at is looked at by a process of its own."""
    if settings.storage_url is None and not settings.engines and settings.openai.model is None:
        problems = problems_in_use(settings)
    else:
        child = await asyncio.create_subprocess_exec(
            *_python("datasay.cli.settings_in_use"), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
        try:
            answer, _ = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        problems = {name: unpacked(said) for name, said in json.loads(answer).items()}
    if problems:
        raise WrongSettings(problems)


def _python(module: str, *arguments: str) -> list[str]:
    # -P: a celery.py or json.py in the folder where `datasay up` was called is not ours to import.
    return [sys.executable, "-P", "-m", module, *arguments]


def _setting(value: object) -> str:
    """A setting as its variable holds it: lists and the like as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _password(url: str) -> str:
    return urllib.parse.urlsplit(url).password or ""
