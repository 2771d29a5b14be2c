"""An engine under the contract suite: how it is found and opened, and what is seen of it while it works."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from datasay.engines.errors import EngineFailed
from datasay.engines.protocols import AccountForm, Desk, EngineInfo
from datasay.engines.registry import Listed, open_engine
from datasay.engines.usage import PurchaseLedger, Unit, UsageMeter
from datasay.templating.limits import PROMPT_OUTPUT_LIMIT
from datasay.text.template.builtin import read_builtins
from datasay.text.template.rendering import render_template
from tests.contract.pieces import Broken, must
from tests.contract.vendors import VENDORS, Fault, Front, serving

WRONG_KEY = "not-the-key-0123456789"
_PATIENCE = 20.0  # for what has to end by itself


_rendered: dict[tuple[str, str], str] = {}  # each takes a process, and the same are asked for all the time


async def _prompts(name: str, variables: Mapping[str, object]) -> str:
    key = (name, repr(sorted(variables.items())))
    if key not in _rendered:
        _rendered[key] = await _render(name, variables)
    return _rendered[key]


async def _render(name: str, variables: Mapping[str, object]) -> str:
    template = read_builtins()[f"prompt_{name}_zh"]
    given = {key: value for key, value in variables.items() if value is not None}
    rendered = await render_template(
        template.content, template.variables, given, known=True, output_limit=PROMPT_OUTPUT_LIMIT
    )
    return rendered.text


@dataclass
class Seen:
    """What an engine told and used while it did one piece of work."""

    fractions: list[float] = field(default_factory=list)
    meter: UsageMeter = field(default_factory=UsageMeter)
    ledger: PurchaseLedger = field(default_factory=PurchaseLedger)
    noted: int = 0  # requests that stood in the ledger, written down
    stop_at: int | None = None  # the work is cancelled when progress is told for so many-th time

    def __post_init__(self) -> None:
        self.ledger.write_down = self._note

    async def _note(self, ledger: PurchaseLedger) -> None:
        self.noted = sum(ledger.sent.values())

    async def progress(self, fraction: float) -> None:
        """The callback."""
        self.fractions.append(fraction)
        if len(self.fractions) == self.stop_at:
            current = asyncio.current_task()
            assert current is not None
            current.cancel()

    @property
    def units(self) -> dict[Unit, float]:
        """All that was counted."""
        whole: dict[Unit, float] = {}
        for usage in self.meter.totals:
            for unit, amount in usage.units.items():
                whole[unit] = whole.get(unit, 0) + amount
        return whole

    @property
    def requests(self) -> float:
        """The requests that were counted."""
        return self.units.get(Unit.REQUESTS, 0)


class Subject:
    """An engine, and its vendor's simulator where it has an account."""

    def __init__(self, listed: Listed, info: EngineInfo, front: Front | None, account: Mapping[str, object]) -> None:
        self.listed = listed
        self.info = info
        self.front = front
        self._account = account

    def form(self, **changed: object) -> AccountForm | None:
        """The account, filled in."""
        if self.info.account is None:
            return None
        return self.info.account.model_validate(dict(self._account) | changed, context={"private": True})

    @asynccontextmanager
    async def opened(
        self, seen: Seen | None = None, *, fault: Fault | None = None, **changed: object
    ) -> AsyncIterator[Any]:  # Any: the protocol of its kind
        """The engine at a desk; `changed` fields of its account."""
        seen = seen or Seen()
        desk = Desk(account=self.form(**changed), private=True, meter=seen.meter, ledger=seen.ledger, prompts=_prompts)
        if self.front is not None:
            self.front.fault = fault
            self.front.holding.clear()
        try:
            async with open_engine(self.info.kind, self.info.name, desk) as engine:
                yield engine
        except EngineFailed as error:  # containment blames the engine for whatever is raised while it is open
            if isinstance(error.__cause__, Broken):
                raise error.__cause__ from None
            if error.__cause__ is not None:
                raise Broken(f"{type(error.__cause__).__name__} is no error of engines: {error.__cause__}") from error
            raise
        finally:
            if self.front is not None:
                self.front.fault = None

    @property
    def received(self) -> int:
        """How many requests have come to the vendor."""
        assert self.front is not None
        return self.front.received

    def nobody_there(self) -> dict[str, object]:
        """The address of this machine on which nobody listens."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        assert self.front is not None
        return {"platform_app_id": f"http://127.0.0.1:{port}{urlsplit(self.front.url).path}"}


@asynccontextmanager
async def subject_of(listed: Listed) -> AsyncIterator[Subject]:
    """The engine with its vendor running. Raises Broken for one that cannot be used, or that nobody can try."""
    if listed.info is None:
        raise Broken(f"it cannot be used: {listed.problem}")
    if listed.info.account is None:
        yield Subject(listed, listed.info, None, {})
        return
    must(
        listed.name in VENDORS,
        "it works with an account, and there is no simulator of its vendor: write one from the vendor's protocol and"
        " name it in tests/contract/vendors.py",
    )
    vendor = VENDORS[listed.name]()
    async with serving(vendor) as front:
        yield Subject(listed, listed.info, front, {**vendor.account, "platform_app_id": front.url})


@contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = usual


def _children() -> set[int]:
    """But for the warm processes that render the desk's prompts, which are the platform's own."""
    found = set()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if child.status() != psutil.STATUS_ZOMBIE and "datasay.templating.process" not in child.cmdline():
                found.add(child.pid)
    return found


def _tasks() -> set[str]:
    """What is under way but for the server of the vendor, which is the suite's own."""
    found = set()
    for task in asyncio.all_tasks():
        code = getattr(task.get_coro(), "cr_code", None)
        if code is not None and task is not asyncio.current_task() and "uvicorn" not in code.co_filename:
            found.add(f"{task.get_name()} {code.co_qualname if hasattr(code, 'co_qualname') else code.co_name}")
    return found


@asynccontextmanager
async def nothing_left(subject: Subject) -> AsyncIterator[None]:
    """What is done within the block leaves no process, file, task or open request. Raises Broken."""
    with tempfile.TemporaryDirectory(prefix="datasay-contract-") as folder, _temporary(Path(folder)):
        children, tasks = _children(), _tasks()
        yield
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            left = [f"process {pid}" for pid in _children() - children]
            left += [f"file {path.name}" for path in Path(folder).rglob("*")]
            left += [f"task {task}" for task in _tasks() - tasks]
            left += ["a request"] if subject.front is not None and subject.front.open else []
            if not left:
                return
            must(asyncio.get_running_loop().time() < deadline, f"it leaves behind: {', '.join(left)}")
            await asyncio.sleep(0.02)
