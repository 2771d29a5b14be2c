"""What every engine has, whatever it makes: what it says of itself, the desk it works at, how it is checked and closed.

Rules that hold for every engine, local or remote:

* `progress(fraction)` is awaited with values that never fall, 0.0 to 1.0, the last one exactly 1.0.
* Cancelling the awaiting task stops the work and its child processes; nothing is left running.
* Failures are `datasay.engines.errors`; anything else is a bug.
* Heavy work runs in a thread or a child process: the event loop keeps turning. What is slow to load is imported when
  it is first needed, since listing the engines loads every engine's module.
* The same request gives the same bytes from a local engine.
* Times are seconds, sizes are pixels, text offsets count Python characters.
* What is used is counted on the desk's meter: of a vendor's service each request when it is sent, amended when the
  vendor says what it was; of local work what went in and what came out.
* Other servers are asked through `datasay.outgoing` only.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from datasay.engines.protocols.account import AccountForm
from datasay.engines.usage import Purchase, PurchaseLedger, Units, UsageMeter
from datasay.wording.forms import form
from datasay.wording.told import Told

ENGINE_NAME = form(
    r"^[a-z][a-z0-9_]{0,49}$",
    Told("must be the name of an engine, like local or openai", "应当是引擎名称，如 local 或 openai"),
)
Progress = Callable[[float], Awaitable[None]]
Prompts = Callable[[str, Mapping[str, object]], Awaitable[str]]  # name and variables → the prompt, ready to send


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says of itself, for listings and for the record of what made a piece."""

    name: str  # as in its entry point: small letters, digits and _
    kind: str
    version: str
    description: str  # Chinese and English, "中文 · English"
    options: tuple[str, ...] = ()  # what it can do or offers by itself: operations, analyses, voices, styles
    account: type[AccountForm] | None = None  # the form of the account it needs; None: it needs none
    chinese_and_english_only: bool = False  # a voice: words in letters of other scripts stay silent


class TextSink(Protocol):
    """Where words go while they are being written."""

    async def begin(self) -> None:
        """A text begins; whatever was written before is void."""
        ...

    async def write(self, piece: str) -> None:
        """More of it."""
        ...


class Unwatched:
    """A sink for words nobody watches."""

    async def begin(self) -> None:
        """Nothing to do."""

    async def write(self, piece: str) -> None:
        """Nobody reads it."""


async def _no_prompts(name: str, _variables: Mapping[str, object]) -> str:
    raise LookupError(f"The engine was opened without prompts and asked for {name!r}.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What an engine works with; it is made as `Engine(desk)`, anew for each piece of work."""

    account: AccountForm | None = None  # the engine's own form, filled in; None where the engine needs none
    hidden_address: bool = False  # whether whoever works here must not learn the address of the account's server
    private: bool = False  # whether the account's server may be on this machine or its own network
    meter: UsageMeter = field(default_factory=UsageMeter)
    ledger: PurchaseLedger = field(default_factory=PurchaseLedger)
    prompts: Prompts = _no_prompts
    sink: TextSink = field(default_factory=Unwatched)

    @asynccontextmanager
    async def purchase(self, question: str, model: str, units: Units | None = None) -> AsyncIterator[Purchase]:
        """Buy of a vendor: noted and counted before the block sends its request, and whatever becomes of it.

        `question` names what is bought, the same at each attempt at one wish; `units` are what it is thought to use.
        Within the block say what the vendor tells: `amend`, or `refused` when it said no, which is no purchase.
        Raises AlreadyBought.
        """
        await self.ledger.buy(question, model)
        purchase = self.meter.send(model, units)
        try:
            yield purchase
        except Exception as error:
            from datasay.outgoing.client import was_sent  # noqa: PLC0415  a fifth of a second, see above

            sent = was_sent(error)
            if not sent:
                purchase.unsent()
            if purchase.was_refused or not sent:
                await self.ledger.refund(question, model, sent=sent)
            raise


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether an engine can work; `choices` are the models, voices or styles it was found to have.

    `detail` is shown: a `Told` in the reader's language, words as they are.
    """

    ready: bool
    detail: Told | str
    choices: tuple[str, ...] = ()


class Engine(Protocol):
    """What every kind of engine has; one that names its kind's protocol as its base inherits what is told here."""

    info: ClassVar[EngineInfo]

    async def check(self) -> Checked:
        """Whether the engine can work now, found out at no cost: of a remote one, whether its server takes the account.

        Raises EngineError when it cannot.
        """
        return Checked(ready=True, detail=Told("It is ready.", "可以使用。"))

    async def close(self) -> None:
        """Give back what was opened; the engine is not used afterwards."""
        return
