"""The contract suite over every engine that is installed, ours and other packages', whatever they are called.

`-k NAME` tries one engine alone.
"""

import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from datasay.engines.registry import GROUPS, KINDS, list_engines
from tests.contract.conftest import STRANGERS
from tests.contract.suite import PROPERTIES, findings

ROOT = Path(__file__).parents[2]
HERE = {(kind, point.name) for kind in KINDS for point in entry_points(group=f"{GROUPS}{kind}")}  # none is loaded yet
TRIED = sorted(HERE | {(name.rpartition("_")[2], name) for name in STRANGERS})


@pytest.mark.parametrize(("kind", "engine"), TRIED, ids=["-".join(one) for one in TRIED])
@pytest.mark.parametrize("name", PROPERTIES)
async def test_every_engine_keeps(far_site: Path, kind: str, engine: str, name: str) -> None:
    tried = [one for one in list_engines() if (one.kind, one.name) == (kind, engine)]
    assert tried
    assert {f"{one.package} {one.name}": told for one in tried if (told := await findings(one, name))} == {}


def test_the_suite_meets_everything_that_is_installed(far_site: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = {
        (group.removeprefix(GROUPS), name)
        for group, found in project["entry-points"].items()
        if group.startswith(GROUPS)
        for name in found
    }
    listed = list_engines()
    assert {(one.kind, one.name) for one in listed if one.package == "datasay"} == ours
    assert {one.kind for one in listed if one.package != "datasay"} >= {"text", "voice", "image"}
    assert {(one.kind, one.name) for one in listed} == set(TRIED)
