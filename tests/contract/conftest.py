"""Engines of other packages, installed as a stranger's are."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from datasay.engines.registry import forget_engines
from tests.contract.packages import install

STRANGERS = ("far_voice", "far_image", "far_text", "near_voice")  # the first is the one of the page on adding engines


@pytest.fixture(scope="module")
def far_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three engines with an account, each of a package of its own, and one without."""
    folder, work = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("work")
    for engine in STRANGERS:
        install(folder, work, engine)
    sys.path.append(str(folder))
    forget_engines()
    yield folder
    sys.path.remove(str(folder))
    for engine in STRANGERS:
        sys.modules.pop(engine, None)
    forget_engines()
