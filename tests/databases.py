"""Databases for tests: made from a template by one connection, dropped by another."""

import asyncio
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import asyncpg
from sqlalchemy.engine import make_url


class Administrator:
    """Runs statements over one connection, for opening one takes as long as making a database from a template."""

    def __init__(self, url: str) -> None:
        dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(asyncpg.connect(dsn))

    def run(self, *statements: str) -> None:
        """One after the other."""
        for statement in statements:
            self._runner.run(self._connection.execute(statement))

    def close(self) -> None:
        """Close the connection."""
        self._runner.run(self._connection.close())
        self._runner.close()


class Databases:
    """Makes and drops databases of one server.

    They are dropped while the next test runs already: PostgreSQL waits with that for connections which are still being
    opened, and one that a test gave up is closed by the loop of the tests, which stands still while a fixture waits.
    """

    def __init__(self, url: str) -> None:
        self._administrator = Administrator(url)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drop")
        self._dropping = self._thread.submit(Administrator, url).result()
        self._dropped: list[Future[None]] = []

    def make(self, name: str, *, template: str = "template0") -> None:
        """A database that stays."""
        self._administrator.run(
            f'CREATE DATABASE "{name}" OWNER datasay_owner TEMPLATE "{template}" STRATEGY file_copy',
            f"ALTER DATABASE \"{name}\" SET timezone = 'UTC'",
        )

    @contextmanager
    def cloned(self, template: str) -> Iterator[str]:
        """A database of its own for one test; gives its name."""
        name = f"test_{secrets.token_hex(6)}"
        self.make(name, template=template)
        yield name
        self._dropped.append(self._thread.submit(self._dropping.run, f'DROP DATABASE "{name}" WITH (FORCE)'))

    def close(self) -> None:
        """Wait until all are dropped, and close the connections."""
        self._dropped.append(self._thread.submit(self._dropping.close))
        self._thread.shutdown()
        self._administrator.close()
        for each in self._dropped:
            each.result()
