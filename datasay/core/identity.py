"""Who acts, on behalf of which request, reading which language: in context variables, and in every transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from datasay.wording.languages import Language
from datasay.wording.told import Told


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, or (`user_id` 0, role `system`) a part of the platform, by the name the audit log gives it."""

    user_id: int
    user_role: str
    name: str = ""


def part(name: str) -> Actor:
    """A part of the platform that acts on nobody's behalf: policies let it see every row (docs/explanation/rows.md)."""
    return Actor(0, "system", name)


LOGIN = part("login")  # asks whose a name or a token is, before anybody acts
QUEUE = part("queue")  # hands out tasks, whosever they are, and takes back those of dead workers
SWEEPER = part("sweeper")  # removes what nobody needs any more
INDEXER = part("indexer")  # fills in what search needs
MONITOR = part("monitor")  # counts and measures over all users
OPERATOR = part("operator")  # a person at the machine itself: the command line, the first start
ANONYMOUS = Actor(0, "anonymous")

acting: ContextVar[Actor] = ContextVar("acting", default=ANONYMOUS)
request_id: ContextVar[str] = ContextVar("request_id", default="-")
reader_language: ContextVar[Language] = ContextVar("reader_language", default=Language.EN)


def for_reader(said: Told) -> str:
    """The sentence in the language of whoever asked."""
    return said.told(reader_language.get())


@contextmanager
def as_request(name: str) -> Iterator[None]:
    """What is done while the block runs belongs to this request, or this task."""
    token = request_id.set(name)
    try:
        yield
    finally:
        request_id.reset(token)


@contextmanager
def as_actor(actor: Actor | None) -> Iterator[None]:
    """Act as someone while the block runs; None: as whoever acts already."""
    if actor is None:
        yield
        return
    token = acting.set(actor)
    try:
        yield
    finally:
        acting.reset(token)
