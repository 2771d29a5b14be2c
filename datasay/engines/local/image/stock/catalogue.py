"""What the stock holds: names in two languages, what a look at each drawing said, words that mean a drawing."""

import json
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

HERE = files(__package__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A drawing by its names: word → how surely it means this thing (1.0 the label); Chinese, English."""

    name: str
    labels: tuple[str, str]
    names: tuple[dict[str, float], dict[str, float]]


@cache
def flagged(flag: str) -> frozenset[str]:
    """The drawings of which flags.txt says so."""
    names: set[str] = set()
    for line in _lines("flags.txt"):
        kind, _, listed = line.partition(":")
        if kind == flag:
            names.update(listed.split())
    return frozenset(names)


@cache
def aliases() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Drawing → the words of daily texts that mean it, Chinese and English."""
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in _lines("aliases.txt"):
        name, _, words = line.partition(":")
        chinese, _, english = words.partition("|")
        earlier = found.get(name.strip(), ((), ()))
        own = tuple(chinese.split()), tuple(word.strip() for word in english.split(",") if word.strip())
        found[name.strip()] = (earlier[0] + own[0], earlier[1] + own[1])
    return found


@cache
def own_names() -> dict[str, tuple[str, str]]:
    """The drawings of our own that stand in aliases.txt under `own`, with label in Chinese and English."""
    return {
        name.removeprefix("own-"): (chinese[0], english[0])
        for name, (chinese, english) in aliases().items()
        if name.startswith("own-")
    }


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def archive() -> zipfile.ZipFile:
    """The compiled stock, open."""
    return zipfile.ZipFile(Path(str(HERE / "stock.zip")))


@cache
def entries() -> tuple[Entry, ...]:
    """All drawings in the order of their vectors."""
    return tuple(
        Entry(one["name"], tuple(one["labels"]), tuple(one["names"]))
        for one in json.loads(archive().read("index.json"))
    )


@cache
def known() -> frozenset[str]:
    """The names of all drawings that can be drawn: those of the archive and those of our own hand."""
    from datasay.engines.local.image.motifs import MOTIF_NAMES  # noqa: PLC0415  loads skia

    drawn = {name.removeprefix("parts/") for name in archive().namelist() if name.startswith("parts/")}
    return frozenset((drawn - flagged("skip")) | (set(own_names()) & set(MOTIF_NAMES)))


def source_of(drawing: str) -> str:
    """Whose drawing it is, with its licence."""
    if f"parts/{drawing}" in archive().NameToInfo:
        return "Noto Emoji, Google (Apache-2.0)"
    return "DataSay (Apache-2.0)"


@cache
def misleading(drawing: str) -> tuple[str, ...]:
    """Words beside which the look of a drawing would say something else."""
    for line in _lines("not_for.txt"):
        name, _, words = line.partition(":")
        if name == drawing:
            return tuple(words.split())
    return ()
