"""Formulas of MathML and of Word in one line that keeps their value: (a+b)/c, √(x+1), ∑_(i=1)^n i, C(n, k)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from datasay.text_exchange.figures import lowered, raised, stacked
from datasay.text_exchange.xml import Node, attribute, find_first, name_of

_DEEPEST = 60
_OPEN_END = re.compile(r"[/√_^][\w.]+$")  # what stands behind would be taken for a part of it
_TIGHT = re.compile(r"[/√^]|[⁰¹²³⁴-⁹]$|\)_\(")  # of a base: an exponent behind it would bind to its end alone
_ACCENTS = {
    sign: mark
    for mark, signs in {
        "\u0300": "`\u0300",
        "\u0301": "´\u0301",
        "\u0302": "^ˆ\u0302",
        "\u0303": "~˜\u0303",
        "\u0304": "¯‾\u0304\u0305",
        "\u0306": "˘\u0306",
        "\u0307": ".˙\u0307",
        "\u0308": "¨\u0308",
        "\u030c": "ˇ\u030c",
        "\u0332": "_\u0332",
        "\u20d7": "→\u20d7",
    }.items()
    for sign in signs
}
_BRACES = frozenset("⏞⏟⎴⎵⏜⏝︷︸")
_ARROWS = re.compile(r"\s*[←→↔⇌⇄⇒⟶⟵=]+\s*")
_DOUBLE = frozenset("∑∏∐⋃⋂⨁⨂⋁⋀")


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
    out, built = "", False
    for part in parts:
        made_of = before_and(part, before + out, depth + 1)
        if built and _OPEN_END.search(out) and re.match(r"[\w(√]", made_of):
            out += " "
        out += made_of
        built = name_of(part) in _STRUCTURES
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
    return (
        text if len(text.strip()) == 1 or re.fullmatch(r"\s*(?:(?![⁰¹²³⁴-⁹])[\w.])+\s*", text) else f"({text.strip()})"
    )


def _base(text: str) -> str:
    """A base so that what is raised behind it is raised over all of it."""
    inside = text.strip()
    closed = inside[:1] == "(" and inside[-1:] == ")" and "(" not in inside[1:]
    return f"({inside})" if _TIGHT.search(inside) and not closed else text


def _up(text: str, base: str) -> str:
    """An exponent or an upper bound."""
    text = " ".join(text.split())
    if base.endswith(")") and base[:1] != "(" and "_(" in base and not re.search(r"\s", text):
        return f"^{text}" if re.fullmatch(r"\w+", text) else f"^({text})"
    return raised({"½": "1/2", "⅓": "1/3", "¼": "1/4", "⅔": "2/3", "¾": "3/4"}.get(text, text), base or "x")


def _down(text: str, base: str) -> str:
    return lowered(" ".join(text.split()), base or "x")


def _power(_node: Node, parts: list[str], _before: str) -> str | None:
    return _base(parts[0]) + _up(parts[1], _base(parts[0])) if len(parts) == 2 else None


def _index(_node: Node, parts: list[str], _before: str) -> str | None:
    return parts[0] + _down(parts[1], parts[0]) if len(parts) == 2 else None


def _over(_node: Node, parts: list[str], _before: str) -> str | None:
    if len(parts) != 2:
        return None
    base, sign = parts[0], parts[1].strip()
    if sign in _ACCENTS and base.strip():
        return base.strip() + _ACCENTS[sign]
    if sign in _BRACES:
        return base
    if _ARROWS.fullmatch(base):
        return f" {base.strip()}({sign}) "
    return base + _up(sign, base)


def _under(_node: Node, parts: list[str], _before: str) -> str | None:
    if len(parts) != 2:
        return None
    base, sign = parts[0], parts[1].strip()
    if sign in _BRACES:
        return base
    if sign in {"_", "¯", "‾", "\u0332"} and base.strip():
        return f"{base.strip()}\u0332"
    if _ARROWS.fullmatch(base):
        return f" {base.strip()}({sign}) "
    return base + _down(sign, base)


def _both(_node: Node, parts: list[str], _before: str) -> str | None:
    if len(parts) != 3:
        return None
    lower = parts[0] + _down(parts[1], parts[0])
    bounds = lower + _up(parts[2], lower)
    return f"{bounds} " if parts[0].strip() in _DOUBLE or parts[0].strip() == "∫" else bounds


def _around(node: Node, parts: list[str], _before: str) -> str | None:
    """A base with indices on both sides: ¹⁴₆C."""
    names = [name_of(child) for child in node if name_of(child) and name_of(child) not in _SILENT]
    if name_of(node) == "spre":
        found = dict(zip(names, parts, strict=True))
        return raised(found.get("sup", "")) + _down(found.get("sub", ""), " ") + found.get("e", "")
    cut = names.index("mprescripts") if "mprescripts" in names else len(names)
    behind, ahead = parts[1:cut], parts[cut + 1 :]
    out = parts[0]
    for low, high in zip(behind[::2], behind[1::2], strict=False):
        out += (_down(low, out) if low else "") + (_up(high, out) if high else "")
    first = "".join(
        (raised(high) if high else "") + (_down(low, " ") if low else "")
        for low, high in zip(ahead[::2], ahead[1::2], strict=False)
    )
    return first + out


def _accent(node: Node, parts: list[str], _before: str) -> str | None:
    """An accent or a bar over the whole of Word's base."""
    sign = find_first(node, "chr")
    place = find_first(node, "pos")
    low = place is not None and attribute(place, "val") == "bot"
    if name_of(node) == "bar":
        mark = "\u0332" if low or place is None else "\u0304"
    else:
        shown = attribute(sign, "val") if sign is not None else "\u0302"
        if name_of(node) == "groupchr":
            return "".join(parts)
        mark = _ACCENTS.get(shown, shown)
    return "".join(parts).strip() + mark


def _lines(_node: Node, parts: list[str], _before: str) -> str | None:
    return "; ".join(part for part in parts if part.strip())


def _fraction(node: Node, parts: list[str], before: str) -> str | None:
    if len(parts) != 2:
        return None
    kind = find_first(node, "type")
    flat = attribute(kind, "val") if name_of(node) == "f" and kind is not None else ""
    if flat == "noBar" or re.fullmatch(r"0(?:\.0+)?(?:[a-z]{2}|%)?", attribute(node, "linethickness").strip()):
        return f"C({parts[0].strip()}, {parts[1].strip()})"
    return stacked(parts[0], parts[1], before)


def _root(node: Node, parts: list[str], _before: str) -> str | None:
    degree, inside = "", "".join(parts)
    if len(parts) == 2 and name_of(node) == "rad":
        degree, inside = parts
    elif len(parts) == 2 and name_of(node) == "mroot":
        inside, degree = parts
    degree = degree.strip()
    return f"{raised(degree) if degree not in {'', '2'} else ''}√{_wrapped(inside)}"


def _fenced(node: Node, parts: list[str], _before: str) -> str | None:
    own = [each for child in node if name_of(child) == "dpr" for each in child.iter()]
    marks = {name_of(each): attribute(each, "val") for each in own if name_of(each) in {"begchr", "endchr", "sepchr"}}
    opening = marks.get("begchr", attribute(node, "open") or "(")
    inside = (
        f"{marks['sepchr']} ".join(parts)
        if "sepchr" in marks
        else (", " if name_of(node) == "mfenced" else "|").join(parts)
    )
    if opening == "(" and inside.startswith("C(") and inside.endswith(")") and len(parts) == 1:
        return inside  # a binomial brings its own
    return opening + inside + marks.get("endchr", attribute(node, "close") or ")")


def _sum(node: Node, parts: list[str], _before: str) -> str | None:
    own = [each for child in node if name_of(child) == "narypr" for each in child.iter()]
    sign = next((attribute(each, "val") for each in own if name_of(each) == "chr"), "∫")
    names = [name_of(child) for child in node if name_of(child) not in _SILENT and name_of(child)]
    found = dict(zip(names, parts, strict=True))
    lower = sign + _down(found.get("sub", ""), sign)
    return f"{lower}{_up(found.get('sup', ''), lower)} {found.get('e', '').strip()}"


def _function(_node: Node, parts: list[str], _before: str) -> str | None:
    gaps = ("" if right[:1] in "(⁰¹²³⁴⁵⁶⁷⁸⁹" else " " for _, right in pairwise(parts))
    return parts[0] + "".join(gap + part for gap, part in zip(gaps, parts[1:], strict=True))


_SILENT = frozenset(
    (
        "annotation", "annotation-xml", "fpr", "ssuppr", "ssubpr", "ssubsuppr", "radpr", "dpr", "narypr", "funcpr",
        "rpr", "ctrlpr", "accpr", "barpr", "limlowpr", "limupppr", "mpr", "omathparapr", "boxpr", "grouppchrpr",
        "spprepr", "sprepr", "eqarrpr", "borderboxpr", "phantpr", "phant", "argpr", "mphantom",
    )
)  # fmt: skip
_STRUCTURES = {
    "f": _fraction, "mfrac": _fraction, "ssup": _power, "msup": _power, "mover": _over, "ssub": _index,
    "msub": _index, "munder": _under, "limlow": _under, "limupp": _over, "ssubsup": _both, "msubsup": _both,
    "munderover": _both, "rad": _root, "msqrt": _root, "mroot": _root, "d": _fenced, "mfenced": _fenced, "nary": _sum,
    "func": _function, "mmultiscripts": _around, "spre": _around, "acc": _accent, "bar": _accent,
    "groupchr": _accent, "eqarr": _lines,
}  # fmt: skip
