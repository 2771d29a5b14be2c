"""The user's own photographs in a picture: used, cropped with sense, and opened with care."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datasay.engines.errors import BadInput
from datasay.engines.local.image.colour import Pixels
from datasay.engines.local.image.drawing import draw_picture
from datasay.engines.local.image.photo import _eight_bits, crop_photo, open_photo
from datasay.engines.protocols import ImageRequest

STYLES = ("paper", "ink", "aurora", "swiss", "night", "editorial")


def scene(width: int = 400, height: int = 300, spot: tuple[int, int] = (320, 120)) -> Pixels:
    """A quiet ground with one bright, detailed thing on it."""
    pixels = np.full((height, width, 3), (70, 90, 110), dtype=np.uint8)
    x, y = spot
    checks = np.indices((60, 60)).sum(axis=0) // 6 % 2
    pixels[y - 30 : y + 30, x - 30 : x + 30] = np.where(checks[..., None] == 0, (240, 80, 30), (250, 230, 60))
    return pixels


def saved(folder: Path, name: str, pixels: Pixels) -> Path:
    path = folder / name
    Image.fromarray(pixels).save(path)
    return path


def png_that_claims(width: int, height: int) -> bytes:
    """A small file whose header promises a huge, all-black picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\x00" * ((width // 8 + 1) * min(height, 2000)), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("name", ["p.png", "p.jpg", "p.webp"])
@pytest.mark.parametrize("style", STYLES)
def test_a_photo_becomes_part_of_the_picture(tmp_path: Path, style: str, name: str) -> None:
    def request(photo: Path | None) -> ImageRequest:
        return ImageRequest("", 270, 480, "家", style=style, photo=photo)

    with_photo = draw_picture(request(saved(tmp_path, name, scene())))
    other = draw_picture(request(saved(tmp_path, f"other-{name}", scene(spot=(60, 200)))))
    assert with_photo.details["photo"] == "yes"
    assert with_photo.data not in {draw_picture(request(None)).data, other.data}
    assert float(with_photo.details["headline_contrast"]) >= 4.5


def test_the_crop_keeps_what_catches_the_eye() -> None:
    for spot in ((60, 150), (200, 150), (330, 150)):
        crop = crop_photo(scene(spot=spot), 150, 300)
        assert ((crop[..., 0] > 200) & (crop[..., 2] < 90)).sum() > 2800  # nearly all of the 3600 bright pixels


def test_a_photo_is_turned_upright_by_its_exif(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(scene(400, 300)).save(path, exif=exif)
    assert open_photo(path, 300, 400).shape[:2] == (400, 300)


def test_transparency_shows_paper(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(path)
    assert open_photo(path, 64, 64).min() > 200


def test_a_huge_photo_is_kept_no_larger_than_needed(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    Image.new("RGB", (6000, 4000), (90, 120, 150)).save(path)
    assert max(open_photo(path, 270, 480).shape) <= 1100


def test_a_decompression_bomb_is_refused_from_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_that_claims(30_000, 30_000))
    assert path.stat().st_size < 200_000
    with pytest.raises(BadInput, match="too large"):
        open_photo(path, 1080, 1920)


def damaged_files() -> dict[str, bytes]:
    buffer = io.BytesIO()
    Image.fromarray(scene()).save(buffer, "JPEG")
    return {
        "text": b"not a picture at all",
        "empty": b"",
        "truncated": buffer.getvalue()[:900],
        "tiny": png_that_claims(15, 15),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "lying": png_that_claims(4000, 4000)[:200],
        "thin": png_that_claims(8, 4000),
    }


@pytest.mark.parametrize("kind", sorted(damaged_files()))
def test_what_is_no_usable_photo_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.jpg"
    path.write_bytes(damaged_files()[kind])
    with pytest.raises(BadInput, match=path.name) as refused:
        open_photo(path, 270, 480)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("mode", ["I;16", "I", "F", "LA", "P", "1"])
def test_greys_of_any_depth_keep_their_light(tmp_path: Path, mode: str) -> None:
    ramp = np.tile(np.linspace(0, 255, 256, dtype=np.uint8), (64, 1))
    if mode in {"I;16", "I", "F"}:
        deep = ramp.astype(np.uint16) * 257
        picture = Image.fromarray(deep if mode == "I;16" else deep.astype(np.int32 if mode == "I" else np.float32))
    else:
        picture = Image.fromarray(ramp).convert(mode)
    path = tmp_path / f"grey.{'gif' if mode == 'P' else 'png'}"
    if mode in {"I", "F"}:
        assert np.abs(np.asarray(_eight_bits(picture)).astype(int) - ramp).max() <= 1
        return
    picture.save(path)
    seen = open_photo(path, 256, 64)[..., 0].astype(float)
    assert seen[:, :32].mean() < 40
    assert 100 < seen[:, 96:160].mean() < 156
    assert seen[:, 224:].mean() > 215


def test_of_a_moving_picture_the_first_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "cat.gif"
    frames = [Image.new("P", (60, 40), colour) for colour in (0, 1)]
    for frame in frames:
        frame.putpalette([200, 30, 30, 20, 20, 220])
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert open_photo(path, 60, 40)[20, 30].tolist() == [200, 30, 30]


def test_a_missing_photo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gone"):
        open_photo(tmp_path / "gone.jpg", 270, 480)
