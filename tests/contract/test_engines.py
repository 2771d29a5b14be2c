"""The contract suite over every engine that is installed, ours and other packages', whatever they are called."""

import tomllib
from pathlib import Path

import pytest

from datasay.engines.registry import KINDS, list_engines
from tests.contract.suite import PROPERTIES, findings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PROPERTIES)
async def test_every_engine_keeps(far_site: Path, kind: str, name: str) -> None:
    tried = [one for one in list_engines() if one.kind == kind]
    assert tried
    assert {f"{one.package} {one.name}": told for one in tried if (told := await findings(one, name))} == {}


def test_the_suite_meets_everything_that_is_installed(far_site: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = {
        (group.rpartition(".")[2], name)
        for group, found in project["entry-points"].items()
        if group.startswith("datasay.engines.")
        for name in found
    }
    listed = list_engines()
    assert {(one.kind, one.name) for one in listed if one.package == "datasay"} == ours
    assert {one.kind for one in listed if one.package != "datasay"} >= {"text", "voice", "image"}
