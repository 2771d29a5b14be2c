"""Takes a request for a picture, checks it, and has it drawn in a thread."""

import asyncio
from collections.abc import Sequence

from datasay.engines.errors import BadInput
from datasay.engines.local.image.identity import MODEL_VERSION, STYLES
from datasay.engines.protocols import Desk, EngineInfo, ImageEngine, ImageRequest, Picture, Progress
from datasay.engines.usage import Unit
from datasay.wording.told import Told

_SMALLEST_SIDE, _LARGEST_SIDE, _MOST_PIXELS = 64, 4096, 16_777_216


class LocalImage(ImageEngine):
    """Draws pictures in eleven styles from the words of a scene."""

    info = EngineInfo(
        name="local",
        kind="image",
        version=MODEL_VERSION,
        description="本地绘制的设计图，无需模型 · Designed pictures drawn locally, no model needed",
        options=STYLES,
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def default_style(self, words: str, language: str = "zh-CN", seed: int = 0) -> str:
        """The style that suits these words, for one picture or for a whole work (pass its title and first words)."""
        from datasay.engines.local.image.choice import style_for  # noqa: PLC0415  loads a word segmenter

        return style_for(words, language, seed)

    async def arrange(self, series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
        """The same pictures, each told what to show so that neighbours differ."""
        from datasay.engines.local.image.series import arrange_series  # noqa: PLC0415  loads a word segmenter

        return await asyncio.to_thread(arrange_series, series, subject)

    async def draw(self, request: ImageRequest, progress: Progress) -> Picture:
        """Return one picture as JPEG.

        Sides 64–4096 pixels, at most 16 megapixels. The same request gives the same bytes. `details` tells theme,
        motif, headline lines, ink box and measured contrast. Raises BadInput for an impossible size, an unknown style,
        or a photo that cannot be used.
        """
        _check(request)
        await progress(0.0)
        picture = await asyncio.to_thread(_draw, request)
        self._desk.meter.count(MODEL_VERSION, {Unit.IMAGES: 1, Unit.BYTES: len(picture.data)})
        await progress(1.0)
        return picture


def _check(request: ImageRequest) -> None:
    sides = (request.width, request.height)
    if min(sides) < _SMALLEST_SIDE or max(sides) > _LARGEST_SIDE or request.width * request.height > _MOST_PIXELS:
        raise BadInput(
            Told(
                "A picture of {width}×{height} pixels cannot be drawn: each side must be {least} "
                "to {most} and the whole at most 16 megapixels.",
                "画不了 {width}×{height} 像素的图片：每边须为 {least} 到 {most}，总共不超过 1600 万像素。",
                width=request.width,
                height=request.height,
                least=_SMALLEST_SIDE,
                most=_LARGEST_SIDE,
            )
        )
    if request.style is not None and request.style not in STYLES:
        raise BadInput(
            Told(
                "There is no picture style named {style}. Known: {known}.",
                "没有名为 {style} 的画风，可选：{known}。",
                style=request.style,
                known=STYLES,
            )
        )
    if request.count < 1 or not 0 <= request.position < request.count:
        raise BadInput(
            Told(
                "Position {position} is not within a series of {count}; it counts from 0.",
                "第 {position} 张不在这组 {count} 张之内（从 0 数起）。",
                position=request.position,
                count=request.count,
            )
        )


def _draw(request: ImageRequest) -> Picture:
    # Imported in the thread: skia and OpenCV take a quarter of a second that `datasay --help` must not spend.
    from datasay.engines.local.image.drawing import draw_picture  # noqa: PLC0415  loads skia

    return draw_picture(request)
