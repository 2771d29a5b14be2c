"""Raised, lowered and stacked figures as characters of one line that keep their value: 10⁶, H₂O, ½, (a+b)/c."""

import re
from collections.abc import Iterator
from itertools import pairwise

from datasay.text_exchange.xml import Node, attribute, name_of

_UP = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−–=()ni]+")
_LOWERABLE = re.compile(r"[0-9+\-−–=()]+")
_SET_SMALL = re.compile(r"(?:st|nd|rd|th|e|er|re|ème|eme|º|ª|o|a|os|as|TM|SM|™|®|©|℠|′|″|°|\*+|[†‡§]+)", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9.,/*+\-−–]+")
_VULGAR = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/7": "⅐", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞", "1/9": "⅑", "1/10": "⅒",
}  # fmt: skip
_STACKED = re.compile(r"([⁰¹²³⁴-⁹]+)\s?[/⁄∕]\s?([₀-₉]+)")
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_MARK = re.compile(
    r"[\[〔［(（]?\s?(?:\d{1,3}|[*†‡§]{1,3}|[a-z]|[ivx]{1,5}|注\s?\d*)\s?[\]〕］)）]?(?:\s?[,，–-]\s?\d{1,3})*"
)
_BRACKETED = re.compile(r"[\[〔［【][^\[\]〔〕［］【】]{1,40}[\]〕］】]")
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,，–-]\s?\d{1,3})*")
_UNIT = re.compile(
    r"(?:met(?:er|re)s?|seconds?|hours?|minutes?|feet|foot|inch(?:es)?|miles?|yards?|days?|years?|tanh|sinh|cosh|km|cm|mm)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:[^\W\d_]{4,}|[.,;:!?。，；：！？”’\"'」》])$")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]$")
_CHINESE_UNIT = re.compile(r"[米秒尺寸里]$")
_DEEPEST = 60


def raised(text: str, before: str = "") -> str:
    """A superscript behind `before`: an exponent stays one, ordinals and trade marks become plain."""
    text = " ".join(text.split())
    if not text or _SET_SMALL.fullmatch(text):
        return text
    if _RAISABLE.fullmatch(text):
        return text.translate(_UP)
    if not before or not before[-1:].strip():
        return text
    if _PLAIN.fullmatch(text):
        return f"^{text}" if text.isalnum() else f"^({text})"
    return f" ({text})"


def lowered(text: str, before: str = "") -> str:
    """A subscript behind `before`."""
    text = " ".join(text.split())
    if _LOWERABLE.fullmatch(text):
        return text.translate(_DOWN)
    if not text or not before or not before[-1:].strip():
        return text
    return f"_{text}" if _PLAIN.fullmatch(text) else f" ({text})"


def is_note_mark(text: str, before: str, *, linked: bool) -> bool:
    """Whether a superscript is the mark of a note and no exponent."""
    text = " ".join(text.split())
    if linked:
        return _MARK.fullmatch(text) is not None or _BRACKETED.fullmatch(text) is not None
    if _BRACKETED.fullmatch(text):
        return True
    if not _NUMBERS.fullmatch(text):
        return False
    before = before.rstrip()
    if _IDEOGRAPH.search(before):
        return not _CHINESE_UNIT.search(before)
    return bool(_WORD.search(before)) and not _UNIT.search(before) and not re.search(r"\d[.,]$", before)


def stacked(top: str, bottom: str, before: str = "") -> str:
    """A fraction: ½ where there is a character, else top/bottom, apart from a whole number before it."""
    top, bottom = top.strip(), bottom.strip()
    found = _VULGAR.get(f"{top}/{bottom}")
    if found:
        return found
    shown = "/".join(part if re.fullmatch(r"[\w.%√]*", part) else f"({part})" for part in (top, bottom))
    return f" {shown}" if before[-1:].isdigit() else shown


def joined(text: str) -> str:
    """Raised and lowered figures around a bar as the fraction they draw: ¹/₂ is ½."""
    return _STACKED.sub(
        lambda found: stacked(
            found[1].translate(_FIGURES), found[2].translate(_FIGURES), found.string[: found.start()]
        ),
        text,
    )


def formula(node: Node, before: str = "") -> str:
    """A formula of MathML or of Word in one line."""
    return before_and(node, before, 0)


def before_and(node: Node, before: str, depth: int) -> str:
    """The element's formula, knowing what stands before it."""
    name = name_of(node)
    if name in _SILENT:
        return ""
    parts = [child for child in node if name_of(child) and name_of(child) not in _SILENT]
    if depth > _DEEPEST or not parts:
        return _leaf(node, name)
    made = _STRUCTURES.get(name)
    if made is not None:
        spoken = made(node, [before_and(part, "", depth + 1) for part in parts], before)
        if spoken is not None:
            return spoken
    if name in {"m", "mtable"}:
        return "; ".join(before_and(part, "", depth + 1) for part in parts)
    if name in {"mr", "mtr"}:
        return ", ".join(before_and(part, "", depth + 1) for part in parts)
    out = ""
    for part in parts:
        out += before_and(part, before + out, depth + 1)
    return out


def _leaf(node: Node, name: str) -> str:
    text = "".join(_words(node))
    if name in {"t", "mtext"}:
        return " ".join(text.split("\n"))
    text = " ".join(text.split()).replace("\u2061", " ").replace("\u2062", "").replace("\u2063", "")
    return f" {text} " if name == "mo" and text in {"=", "<", ">", "≤", "≥", "≈", "≠"} else text


def _words(node: Node) -> Iterator[str]:
    for each in node.iter():
        if each.text:
            yield each.text
        if each is not node and each.tail:
            yield each.tail


def _wrapped(text: str) -> str:
    return text if len(text.strip()) == 1 or re.fullmatch(r"\s*[\w.]+\s*", text) else f"({text.strip()})"


def _power(_node: Node, parts: list[str], _before: str) -> str | None:
    return parts[0] + raised(parts[1], parts[0] or "x") if len(parts) == 2 else None


def _index(_node: Node, parts: list[str], _before: str) -> str | None:
    return parts[0] + lowered(parts[1], parts[0] or "x") if len(parts) == 2 else None


def _both(_node: Node, parts: list[str], _before: str) -> str | None:
    if len(parts) != 3:
        return None
    return parts[0] + lowered(parts[1], parts[0] or "x") + raised(parts[2], parts[0] or "x")


def _fraction(_node: Node, parts: list[str], before: str) -> str | None:
    return stacked(parts[0], parts[1], before) if len(parts) == 2 else None


def _root(node: Node, parts: list[str], _before: str) -> str | None:
    degree, inside = "", "".join(parts)
    if len(parts) == 2 and name_of(node) == "rad":
        degree, inside = parts
    elif len(parts) == 2 and name_of(node) == "mroot":
        inside, degree = parts
    degree = degree.strip()
    return f"{raised(degree) if degree not in {'', '2'} else ''}√{_wrapped(inside)}"


def _fenced(node: Node, parts: list[str], _before: str) -> str | None:
    marks = {name_of(each): attribute(each, "val") for each in node.iter() if name_of(each) in {"begchr", "endchr"}}
    opening = marks.get("begchr", attribute(node, "open") or "(")
    return opening + ", ".join(parts) + marks.get("endchr", attribute(node, "close") or ")")


def _sum(node: Node, parts: list[str], _before: str) -> str | None:
    sign = next((attribute(each, "val") for each in node.iter() if name_of(each) == "chr"), "∫")
    names = [name_of(child) for child in node if name_of(child) not in _SILENT and name_of(child)]
    found = dict(zip(names, parts, strict=True))
    bounds = lowered(found.get("sub", ""), sign) + raised(found.get("sup", ""), sign)
    return f"{sign}{bounds} {found.get('e', '')}"


def _function(_node: Node, parts: list[str], _before: str) -> str | None:
    gaps = ("" if right[:1] in "(⁰¹²³⁴⁵⁶⁷⁸⁹" else " " for _, right in pairwise(parts))
    return parts[0] + "".join(gap + part for gap, part in zip(gaps, parts[1:], strict=True))


_SILENT = frozenset(
    (
        "annotation", "annotation-xml", "fpr", "ssuppr", "ssubpr", "ssubsuppr", "radpr", "dpr", "narypr", "funcpr",
        "rpr", "ctrlpr", "accpr", "barpr", "limlowpr", "limupppr", "mpr", "omathparapr", "boxpr", "grouppchrpr",
        "spprepr", "argpr", "mphantom",
    )
)  # fmt: skip
_STRUCTURES = {
    "f": _fraction, "mfrac": _fraction, "ssup": _power, "msup": _power, "mover": _power, "ssub": _index,
    "msub": _index, "munder": _index, "limlow": _index, "limupp": _power, "ssubsup": _both, "msubsup": _both,
    "munderover": _both, "rad": _root, "msqrt": _root, "mroot": _root, "d": _fenced, "mfenced": _fenced, "nary": _sum,
    "func": _function,
}  # fmt: skip
