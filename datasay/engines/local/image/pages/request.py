"""From a request with a layout to a picture in layers."""

from datasay.digest.pages.maps import find_map, places_on
from datasay.engines.local.image.choice import style_for_reading, style_for_series
from datasay.engines.local.image.encoding import encode_jpeg
from datasay.engines.local.image.identity import MODEL_VERSION
from datasay.engines.local.image.meaning.choosing import choose_all, options_for
from datasay.engines.local.image.pages.draw import flattened, paint_page
from datasay.engines.local.image.pages.maps import SOURCE
from datasay.engines.local.image.pages.page import Page
from datasay.engines.local.image.photo import open_photo
from datasay.engines.local.image.redraw.motif_of import NOTHING
from datasay.engines.local.image.redraw.things import find_thing
from datasay.engines.local.image.series import scene_of
from datasay.engines.local.image.stock.catalogue import source_of
from datasay.engines.local.image.themes import THEMES, Reading, read_words
from datasay.engines.protocols import ImageRequest, Picture
from datasay.geography.gazetteer import Place

_LONGEST = 2000  # characters read for the theme
_PHOTO_PAGES = frozenset({"photo_full", "photo_framed"})


def draw_page(request: ImageRequest) -> Picture:
    """The page's ground, ridges and thing, without any type. Raises BadInput for a photo that cannot be used."""
    reading = read_words(request.headline, request.keywords, (request.words or request.prompt)[:_LONGEST], 0)
    theme = THEMES.get(request.theme, reading.theme)
    name = request.motif or choose_all([scene_of(request)])[0].drawing or NOTHING
    other = _other(request, name) if request.layout == "split" else NOTHING
    photo = open_photo(request.photo, request.width, request.height) if request.photo else None
    layout = request.layout if photo is not None or request.layout not in _PHOTO_PAGES else "type"
    places = _places(request) if layout == "map" and photo is None else ()
    page = Page(
        width=request.width,
        height=request.height,
        style=request.style or _style(request, reading),
        layout=layout if photo is None or layout in _PHOTO_PAGES else "photo_framed",
        seed=request.seed,
        position=request.position,
        hue=theme.hue,
        thing=None if name == NOTHING else find_thing(name),
        other=None if other == NOTHING else find_thing(other),
        photo=photo,
        places=places,
        lone=not request.headline.strip(),
    )
    layers, look = paint_page(page)
    details = {
        "engine": "local",
        "seed": str(request.seed),
        "theme": theme.name,
        "motif": name,
        "layout": page.layout,
        "photo": "yes" if request.photo else "no",
    }
    if name != NOTHING and any(layer.role == "object" for layer in layers):
        details["drawing_source"] = source_of(name)
    if places:
        details |= {"motif": "map", "drawing_source": SOURCE}
    return Picture(
        data=encode_jpeg(flattened(layers, request.width, request.height), request.aigc_label),
        mime_type="image/jpeg",
        width=request.width,
        height=request.height,
        seed=request.seed,
        style=page.style,
        model_version=MODEL_VERSION,
        details=details,
        layers=tuple(layer.layer() for layer in layers),
        look=look,
    )


def _places(request: ImageRequest) -> tuple[Place, ...]:
    """The places that the words of a map's scene are about."""
    chinese = request.language.lower().startswith("zh")
    page = find_map(request.words or request.prompt, request.headline, chinese=chinese)
    return places_on(page, chinese=chinese) if page is not None else ()


def _style(request: ImageRequest, reading: Reading) -> str:
    if request.count > 1:
        return style_for_series(request.language, request.seed)
    return style_for_reading(reading, request.language, request.seed)


def _other(request: ImageRequest, name: str) -> str:
    """The second thing that the words of a split page name."""
    options = options_for([scene_of(request)])[0]
    return next((option.drawing for option in options if option.drawing != name and option.word), NOTHING)
