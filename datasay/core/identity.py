"""Who acts, on behalf of which request: carried in context variables, written into every transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting user. `user_id` 0 with role `system` is the platform itself (sweepers, migrations)."""

    user_id: int
    user_role: str


SYSTEM = Actor(0, "system")
ANONYMOUS = Actor(0, "anonymous")

acting: ContextVar[Actor] = ContextVar("acting", default=ANONYMOUS)
request_id: ContextVar[str] = ContextVar("request_id", default="-")


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
