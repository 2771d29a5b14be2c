"""What every engine keeps, whatever it makes: each property is looked for in every piece of work, and can be broken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from datasay.engines.errors import (
    BadCredentials,
    BadInput,
    EngineBusy,
    EngineError,
    EngineRejected,
    QuotaExceeded,
)
from datasay.engines.protocols import Checked
from datasay.engines.registry import Listed
from datasay.engines.usage import PurchaseLedger, Unit
from tests.contract.gate import watched
from tests.contract.pieces import Broken, Piece, impossible, must, pieces_of
from tests.contract.subject import WRONG_KEY, Seen, Subject, nothing_left, subject_of
from tests.contract.vendors import Fault, Hold

_PATIENCE = 30.0  # for work that was told to stop
_LONGEST = 240.0
_WISH = 45.0
_NONSENSE = {
    "nothing": Fault(body=b""),
    "half of JSON": Fault(body=b'{"id": "1", "cho'),
    "JSON of another form": Fault(body=b'{"left": [1, 2, {"right": null}]}'),
    "JSON that is a list": Fault(body=b"[[[]]]"),
    "JSON that is null": Fault(body=b"null"),
    "a page": Fault(body=b"<!doctype html><title>Welcome</title>", mime_type="text/html"),
    "bytes": Fault(body=bytes(range(256)) * 8, mime_type="application/octet-stream"),
    "a stream of nonsense": Fault(body=b"data: {\n\ndata: 7\n\n", mime_type="text/event-stream"),
    "a stream of nothing": Fault(body=b"", mime_type="text/event-stream"),
    "a connection that is cut": Fault(body=b'{"a', cut=True),
}
_SOME = ("nothing", "JSON of another form", "a connection that is cut")  # where all of them would tell no more
_MEANT = {  # what a server says, and what it means
    "401": (Fault(401), BadCredentials),
    "402": (Fault(402), QuotaExceeded),
    "403": (Fault(403), BadCredentials),
    "400": (Fault(400), EngineRejected),
    "404": (Fault(404), EngineRejected),
    "302": (Fault(302, headers={"location": "https://example.com/"}), EngineRejected),
    "429": (Fault(429, headers={"retry-after": str(_WISH)}), EngineBusy),
    "503": (Fault(503, headers={"retry-after": str(_WISH)}), EngineBusy),
    "500": (Fault(500), EngineBusy),
}
Property = Callable[[Subject], Awaitable[None]]
Look = Callable[[Subject], Awaitable[None]]
PROPERTIES: dict[str, Property] = {}
_AT_ONCE = 32


def _property(check: Property) -> Property:
    PROPERTIES[check.__name__] = check
    return check


async def findings(listed: Listed, *names: str) -> dict[str, str]:
    """What the engine does not keep of these properties, by property; nothing when all is well."""
    found: dict[str, str] = {}
    try:
        async with subject_of(listed) as subject:
            for name in names:
                found |= await _finding(subject, name)
    except Broken as broken:
        return dict.fromkeys(names, str(broken))
    return found


async def _finding(subject: Subject, name: str) -> dict[str, str]:
    try:
        async with asyncio.timeout(_LONGEST):
            await PROPERTIES[name](subject)
    except Broken as broken:
        return {name: str(broken)}
    except TimeoutError:
        return {name: "it does not come to an end"}
    return {}


async def _pieces(subject: Subject, *, typical: bool = False) -> list[Piece]:
    async with subject.opened() as engine:
        return [piece for piece in await pieces_of(subject.info, engine) if piece.typical or not typical]


@asynccontextmanager
async def _named(what: str) -> AsyncIterator[None]:
    """What is found within the block is said of this piece; an error that nobody wanted is a finding too."""
    try:
        yield
    except Broken as broken:
        raise Broken(f"{what}: {broken}") from broken
    except Exception as error:
        raise Broken(f"{what}: {type(error).__name__}: {error}") from error


async def _made(subject: Subject, piece: Piece, seen: Seen | None = None) -> object:
    """The piece, made while all is well."""
    seen = seen or Seen()
    async with _named(piece.name), subject.opened(seen) as engine:
        return await piece.work(engine, seen.progress)


async def _failed(subject: Subject, piece: Piece, seen: Seen, fault: Fault | None, **changed: object) -> EngineError:
    """How the piece fails. Raises Broken when it does not, or not as engines do."""
    try:
        async with subject.opened(seen, fault=fault, **changed) as engine:
            await piece.work(engine, seen.progress)
    except EngineError as error:
        return error
    except Broken:
        raise
    except Exception as error:
        raise Broken(f"{type(error).__name__} is no error of engines: {error}") from error
    raise Broken("it makes something of it")


async def _at_once(subject: Subject, looks: Sequence[tuple[str, Look]]) -> None:
    """Each look at a vendor of its own: most of their time is the engine's patience with it."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(what: str, look: Look) -> None:
        async with gate, _named(what), subject_of(subject.listed) as another:
            await look(another)

    found = await asyncio.gather(*(one(*each) for each in looks), return_exceptions=True)
    for problem in found:
        if problem is not None:
            raise problem


@_property
async def result(subject: Subject) -> None:
    """What is made is of the right kind and is what it says it is; a local engine makes the same again."""
    for piece in await _pieces(subject):
        made = await _made(subject, piece)
        async with _named(piece.name):
            piece.judge(made)
            if subject.front is None:
                must(await _made(subject, piece) == made, "the same request made something else")


@_property
async def progress(subject: Subject) -> None:
    """It begins at 0 or later, never falls, and ends at exactly 1.0 before the result is given."""
    for piece in await _pieces(subject):
        if not piece.tells_progress:
            continue
        seen = Seen()
        await _made(subject, piece, seen)
        told = seen.fractions
        async with _named(piece.name):
            must(told and told[-1] == 1.0, f"the last progress is {told[-1:]}, not 1.0")
            must(all(0.0 <= one <= 1.0 for one in told), f"progress beyond 0 and 1: {told}")
            must(all(one <= later for one, later in pairwise(told)), f"progress that falls: {told}")


@_property
async def cancel(subject: Subject) -> None:
    """It ends when it is cancelled, wherever it is, and leaves nothing behind; so does work that is done."""
    for piece in await _pieces(subject, typical=True):
        async with _named(f"{piece.name}, done"), nothing_left(subject):
            await _made(subject, piece)
        for hold in Hold if subject.front is not None else ():
            async with _named(f"{piece.name}, cancelled {hold}"), nothing_left(subject):
                await _cancelled(subject, piece, Seen(), hold)
        for told in (1, 2, 4) if subject.front is None and piece.tells_progress else ():
            async with _named(f"{piece.name}, cancelled at its progress {told}"), nothing_left(subject):
                await _stopped(subject, piece, Seen(stop_at=told))


async def _cancelled(subject: Subject, piece: Piece, seen: Seen, hold: Hold) -> None:
    """Cancel it while the vendor is silent."""
    front = subject.front
    assert front is not None
    async with subject.opened(seen, fault=Fault(hold=hold)) as engine:
        work = asyncio.ensure_future(piece.work(engine, seen.progress))
        asked = asyncio.ensure_future(front.holding.wait())
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        must(not work.done(), "it has not waited for the vendor's answer")
        work.cancel()
        await _ended(work)


async def _stopped(subject: Subject, piece: Piece, seen: Seen) -> None:
    """Cancel it in its own progress."""
    async with subject.opened(seen) as engine:
        work = asyncio.ensure_future(piece.work(engine, seen.progress))
        await asyncio.wait({work}, timeout=_PATIENCE)
        if seen.stop_at is not None and len(seen.fractions) >= seen.stop_at and seen.fractions[-1] != 1.0:
            await _ended(work)
        elif not work.cancelled():
            work.result()  # it was done before


async def _ended(work: "asyncio.Future[Any]") -> None:
    await asyncio.wait({work}, timeout=_PATIENCE)
    must(work.done(), "it goes on although it was cancelled")
    must(work.cancelled(), "it was cancelled and keeps that to itself")


@_property
async def errors(subject: Subject) -> None:
    """What fails, fails as engines do: what cannot be made, and whatever nonsense a vendor answers."""
    for name, work in impossible(subject.info).items():
        async with _named(name):
            error = await _failed(subject, Piece(name, work, lambda _made: None), Seen(), None)
            must(isinstance(error, BadInput), f"{type(error).__name__} instead of BadInput")
    if subject.front is None:
        return
    looks: list[tuple[str, Look]] = []
    for number, piece in enumerate(await _pieces(subject, typical=True)):
        names = _SOME if number else tuple(_NONSENSE)
        looks += [
            (f"{piece.name}, answered with {name}", partial(_must_fail, piece, _NONSENSE[name])) for name in names
        ]
    await _at_once(subject, looks)


async def _must_fail(piece: Piece, fault: Fault, subject: Subject) -> None:
    await _failed(subject, piece, Seen(), fault)


@_property
async def retries(subject: Subject) -> None:
    """What a later try may cure can be told from what it cannot, and a vendor's wish to be left alone is passed on."""
    if subject.front is None:
        return
    looks: list[tuple[str, Look]] = []
    for piece in await _pieces(subject, typical=True):
        for said, (fault, meant) in _MEANT.items():
            looks.append((f"{piece.name}, answered with {said}", partial(_must_mean, piece, fault, meant)))
        looks.append((f"{piece.name}, with a key that is none", partial(_must_refuse, piece)))
        looks.append((f"{piece.name}, while the server is away", partial(_must_wait, piece)))
    await _at_once(subject, looks)


async def _must_mean(piece: Piece, fault: Fault, meant: type[EngineError], subject: Subject) -> None:
    error = await _failed(subject, piece, Seen(), fault)
    must(isinstance(error, meant), f"{type(error).__name__} instead of {meant.__name__}")
    if "retry-after" in fault.headers and isinstance(error, EngineBusy):
        must(error.retry_after == _WISH, f"the vendor's wish is told as {error.retry_after}")


async def _must_refuse(piece: Piece, subject: Subject) -> None:
    error = await _failed(subject, piece, Seen(), None, platform_app_secret=WRONG_KEY)
    must(isinstance(error, BadCredentials), f"{type(error).__name__} instead of BadCredentials")
    must(WRONG_KEY not in str(error), "the error tells the key")


async def _must_wait(piece: Piece, subject: Subject) -> None:
    error = await _failed(subject, piece, Seen(), None, **subject.nobody_there())
    must(isinstance(error, EngineBusy), f"{type(error).__name__} instead of EngineBusy")


@_property
async def metered(subject: Subject) -> None:
    """What is used is counted: of a vendor every request that was sent, of work done here what went in or came out."""
    for piece in await _pieces(subject):
        seen = Seen()
        if subject.front is None:
            await _made(subject, piece, seen)
            must(any(seen.units.values()), f"{piece.name}: nothing was counted")
            must(not seen.requests, f"{piece.name}: {seen.requests} requests were counted by an engine that sends none")
            continue
        before = subject.received
        await _made(subject, piece, seen)
        async with _named(piece.name):
            _must_count(seen, subject.received - before)
            must(len(seen.units) > 1, "nothing but requests was counted")
    if subject.front is not None:
        await _metered_when_it_fails(subject)


async def _metered_when_it_fails(subject: Subject) -> None:
    some = {name: _NONSENSE[name] for name in _SOME} | {said: _MEANT[said][0] for said in ("401", "429", "500")}
    looks: list[tuple[str, Look]] = []
    for piece in await _pieces(subject, typical=True):
        looks += [(f"{piece.name}, answered with {name}", partial(_counted, piece, some[name])) for name in some]
        looks += [(f"{piece.name}, cancelled {hold}", partial(_counted_so_far, piece, hold)) for hold in Hold]
        looks.append((f"{piece.name}, while the server is away", partial(_not_counted, piece)))
    await _at_once(subject, looks)


async def _counted(piece: Piece, fault: Fault, subject: Subject) -> None:
    seen = Seen()
    await _failed(subject, piece, seen, fault)
    _must_count(seen, subject.received)
    if fault.status != 200:
        must(set(seen.units) <= {Unit.REQUESTS}, f"more was counted than requests: {seen.units}")


async def _counted_so_far(piece: Piece, hold: Hold, subject: Subject) -> None:
    seen = Seen()
    await _cancelled(subject, piece, seen, hold)
    _must_count(seen, subject.received)


async def _not_counted(piece: Piece, subject: Subject) -> None:
    seen = Seen()
    await _failed(subject, piece, seen, None, **subject.nobody_there())
    _must_count(seen, 0)


def _must_count(seen: Seen, received: int) -> None:
    must(seen.requests == received, f"{received} requests came, {seen.requests:g} were counted")


@_property
async def noted(subject: Subject) -> None:
    """A purchase stands in the ledger before its request is sent, and one is repeated at most, at whatever attempt."""
    front = subject.front
    if front is None:
        return
    looks: list[tuple[str, Look]] = []
    for piece in await _pieces(subject, typical=True):
        seen, late = Seen(), list[int]()
        begun = front.received

        def look(seen: Seen = seen, late: list[int] = late, begun: int = begun) -> None:
            if seen.noted < front.received - begun:
                late.append(front.received)

        front.arrived = look
        await _made(subject, piece, seen)
        front.arrived = lambda: None
        must(not late, f"{piece.name}: {len(late)} requests were sent before they stood in the ledger")
        usual = front.received - begun
        looks += [
            (f"{piece.name}, answered with {name} at each attempt", partial(_bought, piece, _NONSENSE[name], usual))
            for name in _SOME
        ]
    await _at_once(subject, looks)


async def _bought(piece: Piece, fault: Fault, usual: int, subject: Subject) -> None:
    seen = Seen()
    for _ in range(5):
        error = await _failed(subject, piece, seen, fault)
        if not isinstance(error, EngineBusy):
            break
        kept = replace(seen.ledger, sent={}, write_down=None)  # as a later attempt finds it
        seen = Seen(ledger=PurchaseLedger(dict(kept.bought), dict(kept.answers)))
    must(
        subject.received <= usual + 1,
        f"{subject.received} requests were bought for one wish that usually takes {usual}",
    )
    must(isinstance(error, EngineRejected), f"the last {type(error).__name__} asks for one more attempt")


@_property
async def check(subject: Subject) -> None:
    """It says whether the engine can work, for nothing: with its account, without the key, when nobody is there."""
    seen = Seen()
    async with _named("check"), subject.opened(seen) as engine:
        checked = await engine.check()
        must(isinstance(checked, Checked) and checked.ready, f"it is not ready: {checked}")
        must(str(checked.detail).strip(), "it says nothing")
        must(not seen.noted, "checking buys something")
    if subject.front is None:
        return
    await _must_not_pass(subject, "with a key that is none", None, BadCredentials, platform_app_secret=WRONG_KEY)
    await _must_not_pass(subject, "while the server is away", None, EngineBusy, **subject.nobody_there())
    await _must_not_pass(subject, "while the server is busy", Fault(503), EngineBusy)
    for hold in Hold:
        async with _named(f"check, cancelled {hold}"), nothing_left(subject):
            await _cancelled(subject, Piece("check", lambda engine, _: engine.check(), lambda _: None), Seen(), hold)


async def _must_not_pass(
    subject: Subject, when: str, fault: Fault | None, meant: type[EngineError], **changed: object
) -> None:
    piece = Piece("check", lambda engine, _progress: engine.check(), lambda _made: None)
    async with _named(f"check, {when}"):
        error = await _failed(subject, piece, Seen(), fault, **changed)
        must(isinstance(error, meant), f"{type(error).__name__} instead of {meant.__name__}")


@_property
async def gate(subject: Subject) -> None:
    """No connection is opened but through the gate, neither for the work nor for the check."""
    with watched() as seen:
        for piece in await _pieces(subject):
            await _until_ended(_made(subject, piece))
            must(not seen, f"{piece.name}: a connection past the gate: {seen}")
        async with subject.opened() as engine:
            await _until_ended(engine.check())
        must(not seen, f"check: a connection past the gate: {seen}")


async def _until_ended(work: Awaitable[object]) -> None:
    """Whether it succeeds is not asked here: its connection may have been forbidden."""
    try:
        await work
    except (Broken, EngineError, OSError):
        return
