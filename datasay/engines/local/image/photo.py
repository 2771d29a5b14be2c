"""The user's own photograph: opened with care, cropped to the picture's shape round what catches the eye, graded."""

import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from datasay.engines.errors import BadInput
from datasay.engines.local.image.colour import Colour, Floats, Pixels, luminance
from datasay.engines.local.image.stage import Area, Stage
from datasay.engines.local.image.texture import blend
from datasay.wording.told import Told

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # of a moving one the first picture
_MOST_PIXELS = 64_000_000  # a 64-megapixel camera; decoded it takes 200 MB at most, JPEGs less
_LONGEST_SIDE = 20_000


def open_photo(path: Path, width: int, height: int) -> Pixels:
    """The photograph as RGB pixels, turned upright, no larger than a picture of this size can use.

    Type and size are read from the header before anything is decoded. Raises BadInput for another type, too many
    pixels, or a damaged file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit follows
            with Image.open(path, formats=_FORMATS) as image:
                _check_size(path, image.size)
                image.draft("RGB", (width * 2, height * 2))  # a JPEG decodes at a fraction of its size where enough
                upright = ImageOps.exif_transpose(image)
                rgb = _flattened(upright)
    except BadInput:
        raise
    except Image.DecompressionBombError as error:
        raise BadInput(_too_large(path)) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # Pillow raises all of these on damaged files
        # Pillow's own words name the file by its whole path.
        raise BadInput(
            Told(
                "The photo {name} cannot be read as JPEG, PNG, WebP or GIF; save it anew.",
                "照片 {name} 读不出来，请重新存为 JPEG、PNG、WebP 或 GIF。",
                name=path.name,
            )
        ) from error
    return _reduced(np.asarray(rgb, dtype=np.uint8), width, height)


def _too_large(path: Path) -> Told:
    return Told(
        "The photo {name} is too large: at most {most} megapixels. Scale it down first.",
        "照片 {name} 太大：最多 {most} 百万像素，请先缩小。",
        name=path.name,
        most=_MOST_PIXELS // 1_000_000,
    )


def _check_size(path: Path, size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MOST_PIXELS or max(size) > _LONGEST_SIDE:
        raise BadInput(_too_large(path))
    if min(size) < 16:
        raise BadInput(
            Told(
                "The photo {name} is only {width}×{height} pixels; at least 16 a side are needed.",
                "照片 {name} 只有 {width}×{height} 像素，每边至少要 16 像素。",
                name=path.name,
                width=size[0],
                height=size[1],
            )
        )


def _flattened(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (245, 243, 238, 255))
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return _eight_bits(image).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """A picture of 16 bits a grey with its upper eight; converted as it is, all but the darkest would be white."""
    if not image.mode.startswith(("I", "F")):
        return image
    grey = np.asarray(image, dtype=np.float64)
    return Image.fromarray(np.clip(grey / 257.0 + 0.5, 0, 255).astype(np.uint8))


def _reduced(photo: Pixels, width: int, height: int) -> Pixels:
    scale = max(width / photo.shape[1], height / photo.shape[0]) * 1.5
    if scale >= 1.0:
        return photo
    size = max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def crop_photo(photo: Pixels, width: int, height: int) -> Pixels:
    """The part of the photograph that catches the eye, at exactly this size."""
    rows, columns = photo.shape[:2]
    scale = max(width / columns, height / rows)
    crop_width, crop_height = min(columns, round(width / scale)), min(rows, round(height / scale))
    left, top = _best_corner(photo, crop_width, crop_height)
    part = photo[top : top + crop_height, left : left + crop_width]
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(part, (width, height), interpolation=method), dtype=np.uint8)


def _best_corner(photo: Pixels, crop_width: int, crop_height: int) -> tuple[int, int]:
    """Where the crop's interest is greatest, the middle preferred; the window only slides one way."""
    rows, columns = photo.shape[:2]
    interest = _interest(photo)
    scale_y, scale_x = rows / interest.shape[0], columns / interest.shape[1]
    if crop_width < columns:
        return _best_start(interest.sum(axis=0), crop_width / scale_x, scale_x, columns - crop_width), 0
    if crop_height < rows:
        # Subtitles cover the lower part and the headline the top: what matters belongs a little above the middle.
        return 0, _best_start(interest.sum(axis=1), crop_height / scale_y, scale_y, rows - crop_height)
    return 0, 0


def _interest(photo: Pixels) -> Floats:
    """Where the eye goes: detail, colour that differs from the whole, skin; weighted towards the centre."""
    height = 96
    width = max(8, min(400, round(photo.shape[1] * height / photo.shape[0])))
    small = cv2.GaussianBlur(cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    distinct = np.sqrt(((lab - lab.mean(axis=(0, 1))) ** 2).sum(axis=2))
    edges = np.abs(cv2.Laplacian(lab[..., 0], cv2.CV_32F))
    skin = ((lab[..., 1] > 136) & (lab[..., 1] < 160) & (lab[..., 2] > 136) & (lab[..., 0] > 90)).astype(np.float32)
    total = distinct / (distinct.mean() + 1e-3) + edges / (edges.mean() + 1e-3) + 2.0 * skin
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    return np.asarray(total * np.exp(-1.1 * (x * x + y * y)), dtype=np.float32)


def _best_start(profile: Floats, window: float, scale: float, furthest: int) -> int:
    length = max(1, min(profile.size, round(window)))
    sums = np.convolve(profile, np.ones(length, dtype=np.float32), mode="valid")
    return int(min(furthest, max(0, round(float(np.argmax(sums)) * scale))))


def grade(photo: Pixels, shadows: Colour, lights: Colour, strength: float) -> Pixels:
    """The photograph led towards two colours, its darks to `shadows` and its lights to `lights` (0: as it is)."""
    tone = np.sqrt(np.clip(luminance(photo), 0.0, 1.0))[..., None]
    dark = np.array(shadows.rgb(), dtype=np.float32)
    light = np.array(lights.rgb(), dtype=np.float32)
    toned = dark + (light - dark) * tone
    mixed = photo.astype(np.float32) * (1.0 - strength) + toned * strength
    return np.asarray(np.clip(mixed + 0.5, 0, 255), dtype=np.uint8)


def place_photo(stage: Stage, area: Area, shadows: Colour, lights: Colour, strength: float) -> None:
    """Put the stage's photograph into the area, cropped to it and graded. The stage must have one."""
    assert stage.photo is not None
    left, top = max(0, round(area.left)), max(0, round(area.top))
    right, bottom = min(stage.width, round(area.right)), min(stage.height, round(area.bottom))
    crop = crop_photo(stage.photo, right - left, bottom - top)
    stage.pixels[top:bottom, left:right, :3] = grade(crop, shadows, lights, strength)


def picture_side(stage: Stage, reach: float = 0.0) -> Area:
    """The part of the sheet left to a photograph beside or below the headline, `reach` (a share) further towards it."""
    if stage.is_broad:
        left, right = (0.0, 0.445 + reach) if stage.is_mirrored else (0.555 - reach, 1.0)
        return Area(stage.x(left), 0.0, stage.x(right), float(stage.height))
    top = stage.title_area.bottom + (0.015 - reach) * stage.height
    return Area(0.0, top, float(stage.width), float(stage.height))


def distance_in(stage: Stage, side: Area, rows: int, columns: int) -> Floats:
    """How far each place of a rows × columns grid lies within the picture side, as a share; negative outside it."""
    y = np.linspace(0.0, 1.0, rows, dtype=np.float32)[:, None]
    x = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, :]
    if not stage.is_broad:
        return np.asarray(y - side.top / stage.height + 0.0 * x, dtype=np.float32)
    inside = side.right / stage.width - x if stage.is_mirrored else x - side.left / stage.width
    return np.asarray(inside + 0.0 * y, dtype=np.float32)


def fade_in_photo(
    stage: Stage, ground: Colour, shadows: Colour, lights: Colour, strength: float, reach: float = 0.13
) -> None:
    """The photograph on its side of the sheet, graded, emerging softly from `ground` that fills the rest."""
    side = picture_side(stage, reach)
    stage.canvas.clear(ground.argb())
    place_photo(stage, side, shadows, lights, strength)
    share = np.clip(distance_in(stage, side, stage.height, stage.width) / (reach * 1.5), 0.0, 1.0)
    veil = 1.0 - share * share * (3.0 - 2.0 * share)
    blend(stage.pixels, ground.rgb(), np.asarray(veil, dtype=np.float32))
