"""A photo that cannot be used ends no video: it is left out, and the result says so."""

import io
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from datasay.core.settings import Settings
from tests.conftest import Finish
from tests.creation.conftest import Start

pytestmark = pytest.mark.slow


def _encoded(kind: str, size: tuple[int, int] = (300, 200), colour: str = "#aa5522") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def _deep_grey_png() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((200, 300), 9000, dtype=np.uint16)).save(out, "PNG")
    return out.getvalue()


PHOTOS = {  # by tag: the file, and whether it can be used
    "小猫": ("cat.gif", _encoded("GIF"), True),
    "大海": ("tiny.png", _encoded("PNG", (15, 15)), False),
    "火车": ("cut.gif", _encoded("GIF")[:-60], False),
    "苹果": ("changed.png", _encoded("PNG", colour="#11aa33"), False),
    "月亮": ("gone.png", _encoded("PNG", colour="#2233cc"), False),
    "竹林": ("grey.png", _deep_grey_png(), True),
}
SCRIPT = "\n".join(f"这里说的是{tag}，我们都很喜欢{tag}。" for tag in PHOTOS)


async def test_photos_that_cannot_be_used_are_left_out_and_said(
    client: httpx.AsyncClient, start: Start, finish: Finish, settings: Settings
) -> None:
    stored = settings.home / "files"
    for tag, (name, data, _) in PHOTOS.items():
        before = set(stored.rglob("*.*"))
        sent = await client.post("/api/v1/files", files={"file": (name, data)}, data={"file_tags": tag})
        assert sent.status_code == 201, sent.text
        [path] = [path for path in set(stored.rglob("*.*")) - before if path.is_file()]
        if name == "changed.png":
            _flip(path)
        elif name == "gone.png":
            path.unlink()
    own = {"text_title": "照片", "text_content": SCRIPT, "text_content_type": "script"}
    text_id = (await client.post("/api/v1/texts", json=own)).json()["text_id"]
    done = await finish(await start(text_id=text_id, photos=True))
    assert done["task_status"] == "completed", done
    told = {photo["file_original_name"]: photo for photo in done["task_result"]["photos"]}
    used = {name: photo["photo_used"] for name, photo in told.items()}
    assert used == {name: usable for name, _, usable in PHOTOS.values()}
    for name, photo in told.items():
        assert str(settings.home) not in str(photo)
        assert photo["photo_used"] or (name in photo["photo_note"] and "cannot be used" in photo["photo_note"])
    assert len(done["task_result"]["image_ids"]) >= len(PHOTOS)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
