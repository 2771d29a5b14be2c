"""Some eight hundred places of the world by their Chinese and English names: places.tsv."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SHORTEST = 2
_WHOLE = frozenset({"胡志明市", "黑龙江省", "吉林省", "吉林市"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place. `kind`: "big", a city that others are told by; "city"; "area", a land, a province, an island."""

    kind: str
    latitude: float  # degrees, of an area its middle
    longitude: float
    chinese: tuple[str, ...]  # the name that is shown, then others it is known by
    english: tuple[str, ...]


@cache
def places() -> tuple[Place, ...]:
    """All of them."""
    lines = (files("datasay.geography") / "places.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple(
        Place(kind, float(latitude), float(longitude), tuple(chinese.split("|")), tuple(english.split("|")))
        for kind, latitude, longitude, chinese, english in rows
    )


@cache
def names(*, chinese: bool) -> Mapping[str, Place]:
    """Every name with its place; of two with the same name the first."""
    known: dict[str, Place] = {}
    for place in places():
        for name in place.chinese if chinese else place.english:
            known.setdefault(name, place)
            known.setdefault(shown_name(name, chinese=chinese), place)
    return known


def shown_name(name: str, *, chinese: bool) -> str:
    """A name as it stands on a map: no article, and no 省 or 市 where the rest says as much."""
    if not chinese:
        return name.removeprefix("the ")
    return name[:-1] if len(name) > _SHORTEST and name[-1] in "省市" and name not in _WHOLE else name
