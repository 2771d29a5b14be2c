"""Takes a request for a picture, checks it, and has it drawn in a thread."""

import asyncio
import hashlib
from typing import TYPE_CHECKING

from datasay.engines.errors import BadInput
from datasay.engines.protocols import EngineInfo, ImageRequest, Picture, Progress

if TYPE_CHECKING:
    from datasay.engines.local.image.themes import Reading

MODEL_VERSION = "datasay-local-image-1"
STYLES = ("paper", "ink", "aurora", "swiss", "night", "editorial")
SMALLEST_SIDE, LARGEST_SIDE, MOST_PIXELS = 64, 4096, 16_777_216
_LONGEST_HEADLINE = 80  # characters; more would be set too small to be read

# What suits a subject when a single picture leaves the choice open; a series takes one of the first three by its seed.
_STYLE_FOR_THEME = {
    "parting": "paper", "family": "paper", "memory": "ink", "grief": "ink", "war": "editorial", "nation": "editorial",
    "technology": "aurora", "science": "aurora", "space": "night", "night": "night", "city": "night", "money": "swiss",
    "work": "swiss", "health": "swiss", "food": "editorial",
}  # fmt: skip


class LocalImage:
    """Draws pictures in six styles from the words of a scene."""

    info = EngineInfo(
        name="local",
        kind="image",
        version=MODEL_VERSION,
        description="本地绘制的设计图，无需模型 · Designed pictures drawn locally, no model needed",
        options=STYLES,
    )

    def default_style(self, words: str, language: str = "zh-CN", seed: int = 0) -> str:
        """The style that suits these words, for one picture or for a whole work (pass its title and first words)."""
        from datasay.engines.local.image.themes import read_words  # noqa: PLC0415 (a drawing library's worth of import)

        return _style_for(read_words(words, (), "", 0), language, seed)

    async def draw(self, request: ImageRequest, progress: Progress) -> Picture:
        """Return one picture as JPEG.

        Sides 64–4096 pixels, at most 16 megapixels. The same request gives the same bytes. `details` tells theme,
        motif, headline lines, ink box and measured contrast. Raises BadInput for an impossible size, an unknown style,
        or a photo that cannot be used.
        """
        _check(request)
        await progress(0.0)
        picture = await asyncio.to_thread(_draw, request)
        await progress(1.0)
        return picture


def _check(request: ImageRequest) -> None:
    sides = (request.width, request.height)
    if min(sides) < SMALLEST_SIDE or max(sides) > LARGEST_SIDE or request.width * request.height > MOST_PIXELS:
        raise BadInput(
            f"A picture of {request.width}×{request.height} pixels cannot be drawn: each side must be "
            f"{SMALLEST_SIDE} to {LARGEST_SIDE} and the whole at most 16 megapixels."
        )
    if request.style is not None and request.style not in STYLES:
        raise BadInput(f"There is no picture style named {request.style!r}. Known: {', '.join(STYLES)}.")
    if request.count < 1 or not 0 <= request.position < request.count:
        raise BadInput(f"Position {request.position} is not within a series of {request.count}; it counts from 0.")


def _style_for(reading: "Reading", language: str, seed: int) -> str:
    if reading.is_sure and reading.theme.name in _STYLE_FOR_THEME:
        return _STYLE_FOR_THEME[reading.theme.name]
    choices = ("paper", "ink", "aurora") if language.lower().startswith("zh") else ("paper", "editorial", "aurora")
    return choices[hashlib.sha256(str(seed).encode()).digest()[0] % len(choices)]


def _series_style(language: str, seed: int) -> str:
    choices = ("paper", "ink", "night") if language.lower().startswith("zh") else ("paper", "editorial", "night")
    return choices[hashlib.sha256(f"series {seed}".encode()).digest()[0] % len(choices)]


def _draw(request: ImageRequest) -> Picture:
    # Imported here, in the thread: skia and OpenCV take a quarter of a second that `datasay --help` must not spend.
    from datasay.engines.local.image.encoding import encode_jpeg  # noqa: PLC0415
    from datasay.engines.local.image.headline import draw_title  # noqa: PLC0415
    from datasay.engines.local.image.photo import open_photo  # noqa: PLC0415
    from datasay.engines.local.image.stage import Stage  # noqa: PLC0415
    from datasay.engines.local.image.styles import DRAWERS  # noqa: PLC0415
    from datasay.engines.local.image.themes import read_words  # noqa: PLC0415

    headline = " ".join(request.headline.split())
    if len(headline) > _LONGEST_HEADLINE:
        headline = headline[: _LONGEST_HEADLINE - 1].rstrip("，。、；：,.;: ") + "…"
    reading = read_words(headline, request.keywords, request.prompt, request.position)
    style = request.style
    if style is None and request.count > 1:
        style = _series_style(request.language, request.seed)
    style = style or _style_for(reading, request.language, request.seed)
    stage = Stage(
        width=request.width,
        height=request.height,
        style=style,
        seed=request.seed,
        position=request.position,
        count=request.count,
        reading=reading,
        headline=headline,
        language=request.language,
        keywords=request.keywords,
        photo=open_photo(request.photo, request.width, request.height) if request.photo else None,
    )
    look = DRAWERS[style](stage)
    report = draw_title(stage, look)
    details = {
        "engine": "local",
        "seed": str(request.seed),
        "theme": reading.theme.name,
        "motif": reading.motifs[0],
        "photo": "yes" if request.photo else "no",
    }
    if report is not None:
        ink = report.ink
        details["headline_lines"] = "\n".join(report.lines)
        details["headline_box"] = f"{ink.left:.1f},{ink.top:.1f},{ink.right:.1f},{ink.bottom:.1f}"
        details["headline_contrast"] = f"{report.contrast:.2f}"
        details["headline_colour"] = "#{:02x}{:02x}{:02x}".format(*report.colour)
    return Picture(
        data=encode_jpeg(stage.pixels, request.aigc_label),
        mime_type="image/jpeg",
        width=request.width,
        height=request.height,
        seed=request.seed,
        style=style,
        model_version=MODEL_VERSION,
        details=details,
    )
