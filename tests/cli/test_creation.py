"""`datasay create` names every engine that `POST /creations` takes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Typed


@pytest.mark.parametrize("option", ["--engine", "--image-engine"])
async def test_an_engine_that_is_named_is_asked_for(typed: Typed, tmp_path: Path, option: str) -> None:
    article = tmp_path / "sea.txt"
    article.write_text("我们清早去看海。海很大，风也很大。", encoding="utf-8")
    done = await typed("create", str(article), "-o", str(tmp_path / "out.mp4"), option, "nobody")
    assert done.exit_code == 1
    assert done.output.startswith(f"{option}: ")
    assert "nobody" in done.output
    assert not (tmp_path / "out.mp4").exists()
