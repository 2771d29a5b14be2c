"""From a checked request to a finished picture: read the words, draw the scene, set the headline, encode."""

from dataclasses import dataclass, replace

from datasay.engines.local.image.choice import style_for_reading, style_for_series
from datasay.engines.local.image.encoding import encode_jpeg
from datasay.engines.local.image.headline import TitleReport, draw_title
from datasay.engines.local.image.identity import MODEL_VERSION
from datasay.engines.local.image.pages.request import draw_page
from datasay.engines.local.image.photo import open_photo
from datasay.engines.local.image.series import reading_of, shown_alone
from datasay.engines.local.image.stage import Stage
from datasay.engines.local.image.styles import DRAWERS
from datasay.engines.local.image.themes import read_words
from datasay.engines.protocols import ImageRequest, Picture

_LONGEST_HEADLINE = 80  # characters; more would be set too small to be read
_LONGEST_PROMPT = 2000  # characters read for theme and motif
_MOST_KEYWORDS = 12


@dataclass(frozen=True, slots=True)
class Composition:
    """A drawn scene, not yet encoded; `title` is None when the headline has nothing to show."""

    stage: Stage
    title: TitleReport | None


def compose(request: ImageRequest) -> Composition:
    """Draw the scene and its headline. Raises BadInput for a photo that cannot be used."""
    headline = " ".join(request.headline.split())
    if len(headline) > _LONGEST_HEADLINE:
        headline = headline[: _LONGEST_HEADLINE - 1].rstrip("，。、；：,.;: ") + "…"
    keywords = request.keywords[:_MOST_KEYWORDS]
    words = read_words(headline, keywords, request.prompt[:_LONGEST_PROMPT], request.position)
    reading = reading_of(replace(request, motif=shown_alone(request, words)), words)
    style = request.style
    if style is None and request.count > 1:
        style = style_for_series(request.language, request.seed)
    stage = Stage(
        width=request.width,
        height=request.height,
        style=style or style_for_reading(reading, request.language, request.seed),
        seed=request.seed,
        position=request.position,
        count=request.count,
        reading=reading,
        headline="" if request.layout else headline,  # type is a layer of its own, set by composition
        language=request.language,
        photo=open_photo(request.photo, request.width, request.height) if request.photo else None,
    )
    look = DRAWERS[stage.style](stage)
    return Composition(stage, draw_title(stage, look))


def draw_picture(request: ImageRequest) -> Picture:
    """The finished picture with what can be told about it. Raises BadInput as `compose` does."""
    if request.layout:
        return draw_page(request)
    composition = compose(request)
    stage = composition.stage
    return Picture(
        data=encode_jpeg(stage.pixels, request.aigc_label),
        mime_type="image/jpeg",
        width=request.width,
        height=request.height,
        seed=request.seed,
        style=stage.style,
        model_version=MODEL_VERSION,
        details=_details(request, composition),
    )


def _details(request: ImageRequest, composition: Composition) -> dict[str, str]:
    reading, title = composition.stage.reading, composition.title
    details = {
        "engine": "local",
        "seed": str(request.seed),
        "theme": reading.theme.name,
        "motif": reading.motifs[0],
        "photo": "yes" if request.photo else "no",
    }
    if title is not None:
        ink = title.lettering.ink
        details["headline_lines"] = "\n".join(title.lettering.lines)
        details["headline_box"] = f"{ink.left:.1f},{ink.top:.1f},{ink.right:.1f},{ink.bottom:.1f}"
        details["headline_contrast"] = f"{title.contrast:.2f}"
        details["headline_colour"] = "#{:02x}{:02x}{:02x}".format(*title.colour)
    return details
