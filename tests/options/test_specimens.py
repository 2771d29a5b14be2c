"""Specimens are answered soon, whatever the engine does that draws them."""

import asyncio
import io
import threading
import time
from contextlib import suppress

import httpx
import pytest
from PIL import Image

from datasay.engines import questions, registry
from datasay.engines.errors import EngineBusy, EngineFailed
from datasay.engines.protocols import AccountForm, Desk, EngineInfo, ImageEngine, ImageRequest, Picture, Progress
from datasay.options import specimens


class _Odd(ImageEngine):
    info = EngineInfo(name="odd", kind="image", version="1", description="怪 · Odd")

    def __init__(self, _desk: Desk) -> None:
        pass

    async def styles(self) -> tuple[str, ...]:
        return ("pen/ink", "slow", "exits", "pool", "text", "none")

    async def draw(self, request: ImageRequest, _progress: Progress) -> Picture:
        if request.style == "slow":
            await asyncio.sleep(10**6)
        if request.style in {"exits", "pool"}:
            raise SystemExit(-155 if request.style == "pool" else 0)
        if request.style == "none":
            return None  # type: ignore[return-value]  # what strangers make
        drawn = io.BytesIO()
        Image.new("RGB", (8, 8)).save(drawn, "PNG")
        kind = "text/html" if request.style == "text" else "image/png"
        return Picture(drawn.getvalue(), kind, 8, 8, 0, request.style or "", "1")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry._class
    monkeypatch.setattr(registry, "_class", lambda kind, name: _Odd if name == "odd" else known(kind, name))
    monkeypatch.setattr(specimens, "_PATIENCE_SECONDS", 0.5)


async def test_a_style_may_hold_any_sign(client: httpx.AsyncClient) -> None:
    address = specimens.specimen_address(_Odd.info, "pen/ink")
    assert address is not None
    shown = await client.get(address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    ("style", "status"), [("slow", 503), ("exits", 502), ("pool", 502), ("text", 502), ("none", 502), ("no/such", 404)]
)
async def test_a_failure_is_the_engines_and_told_soon(client: httpx.AsyncClient, style: str, status: int) -> None:
    shown = await asyncio.wait_for(client.get(f"/api/v1/options/specimens/odd/{style}"), 10)
    assert shown.status_code == status, shown.text


async def test_who_asks_with_another_account_is_not_kept_waiting_by_a_stubborn_one() -> None:
    go_on = threading.Event()

    async def stubborn(_engine: ImageEngine) -> str:
        while not go_on.is_set():
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.02)
        return "done"

    async def quick(_engine: ImageEngine) -> str:
        return "quick"

    mine, other = (Desk(account=AccountForm(platform_app_secret=key)) for key in ("mine", "other"))
    with pytest.raises(EngineBusy, match="did not answer"):
        await questions.ask("image", "odd", mine, stubborn, patience_seconds=0.1)
    with pytest.raises(EngineBusy, match="still busy"):
        await questions.ask("image", "odd", mine, quick, patience_seconds=5)
    assert await questions.ask("image", "odd", other, quick, patience_seconds=5) == "quick"
    go_on.set()


async def test_an_engine_that_blocks_keeps_no_other_request_waiting() -> None:
    released = threading.Event()

    async def blocks(_engine: ImageEngine) -> str:
        released.wait(20)
        return "at last"

    asking = asyncio.create_task(questions.ask("image", "odd", Desk(), blocks, patience_seconds=0.3))
    waited = time.monotonic()
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert time.monotonic() - waited < 10, "the loop went on"
    with pytest.raises(EngineBusy, match="did not answer"):
        await asking
    with pytest.raises(EngineBusy, match="still busy"):
        await questions.ask("image", "odd", Desk(), blocks, patience_seconds=5)
    released.set()
    await asyncio.wait(set(questions._left.values()), timeout=20)
    assert not questions._left


async def test_what_reaches_a_thread_is_told_as_the_engines() -> None:
    async def stops(_engine: ImageEngine) -> str:
        asyncio.get_running_loop().stop()
        await asyncio.sleep(60)
        return ""

    with pytest.raises(EngineFailed):
        await questions.ask("image", "odd", Desk(), stops, patience_seconds=5)
