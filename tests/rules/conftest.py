"""A copy of the house in which the tests put things where they do not belong."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Plant = Callable[[str, str], None]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's code and rules, to be spoilt."""
    copy = tmp_path_factory.mktemp("house")
    for part in ("datasay", "tests", "benchmarks", "docs"):
        kept = shutil.ignore_patterns("__pycache__", "studio", "node_modules")
        shutil.copytree(ROOT / part, copy / part, ignore=kept)
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture(scope="module")
def plant(house: Path) -> Plant:
    """Add a line to a file of the copy, or make the file."""

    def add(file: str, line: str) -> None:
        path = house / file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else '"""A file that a test made."""\n'
        path.write_text(f"{before}{line}\n", encoding="utf-8")

    return add
