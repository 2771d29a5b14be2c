"""Which fonts carry Chinese on this machine, in which weights, and which characters they can show."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Protocol, cast

from datasay.wording.told import Told

GETA = "〓"  # U+3013, what printers set for a sort they lack
HOLLOW_SQUARE = "□"

_CURE = Told(
    "Install the Python packages manimgx-fonts-cjk and pylopdf-fonts-zh-cn, install a CJK font such as Noto Sans CJK"
    " (Debian: fonts-noto-cjk), or set DATASAY_FONT to the path of an .otf, .ttf or .ttc file that covers Chinese.",
    "请安装 Python 包 manimgx-fonts-cjk 和 pylopdf-fonts-zh-cn，"
    "或安装中文字体，如 Noto Sans CJK（Debian 上是 fonts-noto-cjk），"
    "或把 DATASAY_FONT 设为含中文的 .otf、.ttf 或 .ttc 文件的路径。",
)
# A face is worth taking only if it shows everyday Chinese, its punctuation, rarer signs and Latin.
_PROBE = "我们的影说龘，。《》！Ag0"
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
# Families of even quality, best first. What comes with the packages is taken before what the machine has, so that
# videos do not differ between machines; the sans has every weight there, of the serif a regular one must do.
_MACHINE_SANS = ("NotoSansCJKsc-Regular", "NotoSansCJK-Regular", "NotoSansSC-Regular", "SourceHanSansSC-Regular")
_MACHINE_SERIF = ("NotoSerifCJKsc-Regular", "NotoSerifCJK-Regular", "NotoSerifSC-Regular", "SourceHanSerifSC-Regular")
_WHEEL_SANS = (("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"),)
_WHEEL_SERIF = (("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),)
_OTHER_SCRIPTS = "manimgx_fonts"
_SCRIPTS = ("", "Armenian", "Georgian", "Ethiopic", "Symbols")  # the others need their letters joined or reordered
_SPARES = ("manimgx_fonts", "NotoSans?*[[]wght].ttf")  # a script each: Arabic, Hebrew, Thai, Devanagari …
_NO_SPARES = ("NotoSans-Italic", "NotoSansSymbols")
_WEIGHT_AXIS = int.from_bytes(b"wght", "big")
REGULAR = 400
_BOLD = 700  # the one weight the Kai face comes in
_SUFFIXES = (".otf", ".ttf", ".ttc")
_LARGEST_COLLECTION = 64  # faces in one .ttc; real ones hold ten

_DROPPED = "\0"
_HOLE = re.compile(r" *\0[\0 ]*")
_EMPTY_BRACKETS = re.compile(r"\([ \0]*\0[ \0]*\)|（[ \0]*\0[ \0]*）|\[[ \0]*\0[ \0]*\]|【[ \0]*\0[ \0]*】")
_OPENS = ("", "\n", *"([{（【《“‘")
_CLOSES = ("", "\n", *",.;:!?…)]}，。、；：！？）】》”’")


class FontNotFound(Exception):
    """No usable font; the text names the cure."""


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a font file: `index` counts within a collection, `family` is what subtitle renderers ask for.

    `weights` are the lightest and the heaviest it can be set in, 100 to 900. `spares` take the letters that it lacks,
    for a renderer that falls back to other fonts by itself.
    """

    path: Path
    index: int
    family: str
    weights: tuple[int, int] = (REGULAR, REGULAR)
    spares: tuple["FontFace", ...] = ()

    def weight(self, wanted: int) -> int:
        """The weight nearest to the wanted one that it has."""
        return min(max(wanted, self.weights[0]), self.weights[1])


class Axis(Protocol):
    """The part of skia's axis of variation that is used here."""

    tag: int
    min: float
    max: float


class Typeface(Protocol):
    """The part of skia's typeface that is used here."""

    def unicharToGlyph(self, unichar: int) -> int: ...

    def getFamilyName(self) -> str: ...

    def getUnitsPerEm(self) -> int: ...

    def getTableData(self, tag: int) -> bytes: ...

    def getVariationDesignParameters(self) -> Sequence[Axis]: ...


@lru_cache(maxsize=64)
def typeface(path: Path, index: int, weight: int = REGULAR) -> Typeface | None:
    """The opened face in a weight, where it has weights; None where the file holds none of this index.

    Opened once; read-only afterwards. Every opening keeps the file mapped and a megabyte of tables for as long as the
    process lives.
    """
    from datasay.typography.headless import skia  # noqa: PLC0415  loads 40 MB; the command line starts without it

    # An empty manager reads the one file; the default one would scan the machine through fontconfig.
    opened = skia.FontMgr.New_Custom_Empty().makeFromFile(str(path), index)
    if opened is None or _weight_axis(opened) is None:
        return cast("Typeface | None", opened)
    position = skia.FontArguments.VariationPosition
    coordinates = position.Coordinates([position.Coordinate(_WEIGHT_AXIS, weight)])
    place = position(coordinates)  # kept until the clone is made: skia copies neither of the two
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(place)
    return cast("Typeface | None", opened.makeClone(arguments))


def _weight_axis(opened: Typeface) -> tuple[int, int] | None:
    """The lightest and the heaviest weight of a variable face; None of one that is not."""
    for axis in opened.getVariationDesignParameters() or ():
        if axis.tag == _WEIGHT_AXIS:
            return round(axis.min), round(axis.max)
    return None


@cache
def sans_font() -> FontFace:
    """The face for subtitles and plain headlines: DATASAY_FONT, else the package's, else the machine's.

    Raises FontNotFound, with the cure, when there is none or DATASAY_FONT cannot be used.
    """
    wanted = os.environ.get("DATASAY_FONT", "").strip()
    if wanted:
        return _configured_face(Path(wanted).expanduser())
    return _first_face(_MACHINE_SANS, _WHEEL_SANS, Told("sans", "黑体"))


@cache
def serif_font() -> FontFace:
    """The face for literary headlines: the package's, else the machine's. Raises FontNotFound with the cure."""
    return _first_face(_MACHINE_SERIF, _WHEEL_SERIF, Told("serif", "宋体"))


@cache
def kai_font() -> FontFace:
    """The face of the brush, for what is quoted and for tales at bedtime; what it lacks the serif has."""
    with as_file(files("datasay.typography.kai") / "wenkai.ttf") as path:
        opened = typeface(path, 0)
        if opened is None:
            return serif_font()
        return FontFace(path, 0, opened.getFamilyName(), (_BOLD, _BOLD), (serif_font(),))


@cache
def fallback_faces() -> tuple[FontFace, ...]:
    """Faces of scripts that the Chinese ones lack and that are set letter by letter, from left to right."""
    faces = []
    for path in _wheel_files(tuple((_OTHER_SCRIPTS, f"NotoSans{name}[wght].ttf") for name in _SCRIPTS)):
        opened = typeface(path, 0)
        if opened is not None:
            faces.append(FontFace(path, 0, opened.getFamilyName(), _weight_axis(opened) or (REGULAR, REGULAR)))
    return tuple(faces)


@cache
def shaping_faces() -> tuple[FontFace, ...]:
    """Faces of the scripts that are set as whole lines (typography.shaping): Arabic, Hebrew, Thai, Devanagari …"""
    package, pattern = _SPARES
    joined = tuple(f"NotoSans{name}[wght]" for name in _SCRIPTS)
    paths = [path for folder in _package_folders(package) for path in sorted(folder.glob(pattern))]
    faces = []
    for path in paths:
        opened = None if path.stem.startswith((*_NO_SPARES, *joined)) else typeface(path, 0)
        if opened is not None:
            faces.append(FontFace(path, 0, opened.getFamilyName(), _weight_axis(opened) or (REGULAR, REGULAR)))
    return tuple(faces)


def with_spares(face: FontFace) -> FontFace:
    """The face with the package's fonts of other scripts behind it; of these the family is not looked up."""
    package, pattern = _SPARES
    found = (path for folder in _package_folders(package) for path in sorted(folder.glob(pattern)))
    return replace(face, spares=tuple(FontFace(path, 0, "") for path in found if not path.stem.startswith(_NO_SPARES)))


def spares_for(text: str, face: FontFace) -> list[FontFace]:
    """Those of its spares that the text needs."""
    alone = (replace(face, spares=()),)
    lacking = [each for each in set(text) if not each.isspace() and not _covered(each, alone)]
    return [spare for spare in face.spares if any(_covered(each, (spare,)) for each in lacking)]


def displayable(text: str, *faces: FontFace) -> str:
    """The text as these faces can show it, in NFC: emoji and invisible characters dropped, unknown ones as 〓.

    A character is shown when any of the faces has a glyph for it. Line feeds stay, every other space becomes one
    that the first face has. What is dropped leaves no hole: neither two spaces, nor one before a stop, nor empty
    brackets. Without faces, `sans_font()` decides.
    """
    shown = faces or (sans_font(),)
    kept = "".join(_shown_as(character, shown) or _DROPPED for character in unicodedata.normalize("NFC", text))
    return _HOLE.sub(_closed, _EMPTY_BRACKETS.sub(_DROPPED, kept)) if _DROPPED in kept else kept


def _closed(hole: re.Match[str]) -> str:
    """What is left where something was dropped: one space between words, nothing at an edge or before a stop."""
    before, after = hole.string[: hole.start()][-1:], hole.string[hole.end() :][:1]
    edge = before in _OPENS or after in _CLOSES
    return "" if edge or " " not in hole.group() else " "


@lru_cache(maxsize=65536)
def _shown_as(character: str, faces: tuple[FontFace, ...]) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category.startswith("Z"):
        return character if category == "Zs" and _covered(character, faces) else " "
    code = ord(character)
    is_emoji = 0x1F000 <= code <= 0x1FAFF or code == 0x20E3  # pictographs, flags, skin tones; the keycap ring
    is_selector = 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE01EF
    if is_emoji or is_selector or category in {"Cc", "Cf", "Cs", "Cn"}:
        return ""
    if _covered(character, faces):
        return character
    if category in {"So", "Sk", "Mn", "Me"}:  # pictures and marks on a letter: nobody misses them, a 〓 would puzzle
        return ""
    return GETA if _covered(GETA, faces) else HOLLOW_SQUARE


def _covered(character: str, faces: tuple[FontFace, ...]) -> bool:
    for face in faces:
        opened = typeface(face.path, face.index)
        if opened is not None and opened.unicharToGlyph(ord(character)) != 0:
            return True
    return any(_covered(character, face.spares) for face in faces if face.spares)


def _configured_face(path: Path) -> FontFace:
    if not path.is_file():
        raise FontNotFound(
            Told(
                "DATASAY_FONT names {path}, which is not a file. {cure}",
                "DATASAY_FONT 指的 {path} 不是文件。{cure}",
                path=path,
                cure=_CURE,
            )
        )
    face = _best_face(path)
    if face is None:
        raise FontNotFound(
            Told(
                "DATASAY_FONT names {path}, which is no font that covers Chinese. {cure}",
                "DATASAY_FONT 指的 {path} 不是含中文的字体。{cure}",
                path=path,
                cure=_CURE,
            )
        )
    return face


def _first_face(machine_names: tuple[str, ...], wheels: tuple[tuple[str, str], ...], kind: Told) -> FontFace:
    for path in chain(_wheel_files(wheels), _machine_files(machine_names)):
        face = _best_face(path)
        if face is not None:
            return face
    raise FontNotFound(
        Told("No Chinese {kind} font was found. {cure}", "没有找到中文{kind}。{cure}", kind=kind, cure=_CURE)
    )


def _best_face(path: Path) -> FontFace | None:
    """The face of the file that covers Chinese, the simplified one of a collection for several regions."""
    found: FontFace | None = None
    for index in range(_LARGEST_COLLECTION):
        opened = typeface(path, index)
        if opened is None:
            break
        if any(opened.unicharToGlyph(ord(character)) == 0 for character in _PROBE):
            continue
        face = FontFace(path, index, opened.getFamilyName(), _weight_axis(opened) or (REGULAR, REGULAR))
        if face.family.endswith((" SC", " CN", " GB")):
            return face
        found = found or face
    return found


def _machine_files(names: tuple[str, ...]) -> Iterator[Path]:
    by_stem: dict[str, Path] = {}
    for folder in _FOLDERS:
        root = Path(folder).expanduser()
        if not root.is_dir():
            continue
        for path in sorted(root.rglob("*CJK*")) + sorted(root.rglob("*SC-*")):
            if path.suffix.lower() in _SUFFIXES and path.is_file():
                by_stem.setdefault(path.stem, path)
    yield from (by_stem[name] for name in names if name in by_stem)


def _wheel_files(wheels: tuple[tuple[str, str], ...]) -> Iterator[Path]:
    for package, name in wheels:
        yield from (path for folder in _package_folders(package) if (path := folder / name).is_file())


def _package_folders(package: str) -> list[Path]:
    spec = find_spec(package)  # finds the folder without importing the package
    return [Path(location) for location in (spec.submodule_search_locations or ())] if spec else []
