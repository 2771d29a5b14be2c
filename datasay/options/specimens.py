"""A small picture in each style of the engines that cost nothing, so that one sees what one chooses."""

from dataclasses import dataclass
from urllib.parse import quote

from datasay.core.errors import NotFound
from datasay.core.labels import hidden_label
from datasay.core.resources import Resources
from datasay.engines import questions, results
from datasay.engines.errors import EngineError, EngineFailed
from datasay.engines.protocols import Desk, EngineInfo, ImageEngine, ImageRequest, Picture
from datasay.engines.registry import engine_info
from datasay.wording.told import Told, said_by

PATH = "/api/v1/options/specimens"
MIME_TYPES = ("image/jpeg", "image/png", "image/webp")
_PATIENCE_SECONDS = 20.0
_WIDTH, _HEIGHT = 270, 480
_SHOWN = ImageRequest(
    prompt="清晨的山谷，河上有一座桥，远处是城市",
    width=_WIDTH,
    height=_HEIGHT,
    headline="清晨",
    keywords=("山谷", "河", "桥"),
    seed=7,
)


class SpecimenNotFound(NotFound):
    """There is no such style, or showing it would cost something."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A picture, and the name of this very picture for caches."""

    picture: Picture
    etag: str


_drawn: dict[tuple[str, str, str], Specimen] = {}  # by engine, its version, style: as many as there are styles


def specimen_address(info: EngineInfo, style: str) -> str | None:
    """Where the specimen is; None for engines whose pictures cost something."""
    if info.account is not None:
        return None
    return f"{PATH}/{quote(info.name, safe='')}/{quote(style, safe='')}?v={quote(info.version, safe='')}"


async def draw_specimen(resources: Resources, engine_name: str, style: str) -> Specimen:
    """The specimen, drawn once in the life of the process. Raises SpecimenNotFound, EngineError."""
    try:
        info = engine_info("image", engine_name)
    except EngineError as error:
        raise SpecimenNotFound(said_by(error)) from error
    if info.account is not None:
        raise SpecimenNotFound(
            Told(
                "A picture of {engine} costs something, so there is no specimen.",
                "引擎 {engine} 的图片要花钱，所以没有样张。",
                engine=engine_name,
            )
        )
    key = (info.name, info.version, style)
    if key in _drawn:
        return _drawn[key]

    async def drawn(engine: ImageEngine) -> tuple[tuple[str, ...], Picture | None]:
        styles = questions.names(await engine.styles(), "styles")
        if style not in styles:
            return styles, None
        label = hidden_label(producer=resources.settings.producer_name, produce_id=f"specimen/{info.name}/{style}")
        series = [_of_style(style, label)]
        (arranged,) = results.arranged(await engine.arrange(series, ""), info.name, series)
        return styles, results.picture(await engine.draw(arranged, _unwatched), info.name)

    styles, picture = await questions.ask("image", info.name, Desk(), drawn, patience_seconds=_PATIENCE_SECONDS)
    if picture is None:
        raise SpecimenNotFound(
            Told(
                "The image engine {engine} has no style {style}. Known: {known}.",
                "图片引擎 {engine} 没有画风 {style}，可选：{known}。",
                engine=engine_name,
                style=style[:100],
                known=styles,
            )
        )
    if picture.mime_type not in MIME_TYPES:
        raise EngineFailed(
            Told(
                "The engine {engine} made {mime_type}, which is no picture shown here.",
                "引擎 {engine} 给出的是 {mime_type}，不是这里能显示的图片。",
                engine=info.name,
                mime_type=picture.mime_type[:100],
            )
        )
    return _drawn.setdefault(key, Specimen(picture, f'"{info.version}-{style}"'))


def _of_style(style: str, label: str) -> ImageRequest:
    values = {name: getattr(_SHOWN, name) for name in _SHOWN.__slots__}
    return ImageRequest(**(values | {"style": style, "aigc_label": label}))


async def _unwatched(_fraction: float) -> None:
    """Nobody watches a picture that takes a moment."""
