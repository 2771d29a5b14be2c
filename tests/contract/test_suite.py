"""The suite's own tests: an engine that keeps all passes, and every way of not keeping the contract is caught."""

import tempfile
from collections.abc import Iterator

import pytest

from datasay.engines.registry import Listed, forget_engines, list_engines
from tests.contract import broken, pieces, subject, vendors
from tests.contract.suite import PROPERTIES, findings

ENGINES: dict[str, type[broken.Sound]] = {"sound": broken.Sound, **broken.ENGINES}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package of broken engines, beside the others."""
    folder = tmp_path_factory.mktemp("broken")
    about = folder / "broken-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    lines = [f"{name} = tests.contract.broken:{engine.__name__}" for name, engine in ENGINES.items()]
    (about / "entry_points.txt").write_text("\n".join(["[datasay.engines.voice]", *lines, ""]))
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder)
        patched.setattr(tempfile, "tempdir", str(folder))
        patched.setattr(subject, "_PATIENCE", 0.5)
        for name in ENGINES:
            patched.setitem(vendors.VENDORS, name, vendors.far)
        forget_engines()
        yield
    forget_engines()
    for process in broken.LeavesProcess.left:
        process.kill()
        process.wait()
    for task in broken.LeavesTask.left:
        task.cancel()


def _listed(name: str) -> Listed:
    return next(one for one in list_engines() if one.kind == "voice" and one.name == name)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", [name for name, engine in ENGINES.items() if not engine.breaks])
async def test_what_keeps_the_contract_passes(name: str) -> None:
    assert await findings(_listed(name), *PROPERTIES) == {}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", [name for name, engine in ENGINES.items() if engine.breaks])
async def test_what_is_broken_is_caught(name: str) -> None:
    assert set(await findings(_listed(name), *ENGINES[name].breaks)) == ENGINES[name].breaks


def test_every_property_is_broken_by_somebody() -> None:
    assert {each for engine in broken.ENGINES.values() for each in engine.breaks} == set(PROPERTIES)


@pytest.mark.usefixtures("installed")
async def test_an_engine_with_an_account_and_no_simulator_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vendors.VENDORS, "sound")
    told = await findings(_listed("sound"), *PROPERTIES)
    assert set(told) == set(PROPERTIES)
    assert all("there is no simulator of its vendor" in what for what in told.values())


@pytest.mark.usefixtures("installed")
async def test_an_engine_that_cannot_be_loaded_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken.SoundHere, "info", None)
    forget_engines()
    assert "it cannot be used" in (await findings(_listed("sound_here"), "result"))["result"]
    monkeypatch.undo()
    forget_engines()


@pytest.mark.usefixtures("installed")
async def test_a_kind_that_nobody_has_written_pieces_for_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(pieces._PIECES, "voice")
    told = await findings(_listed("sound_here"), "result")
    assert "there are no pieces of work for engines of the kind voice" in told["result"]
