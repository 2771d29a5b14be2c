"""Fields of Word that carry their words in the instruction and not in a result: EQ above all (拼音指南, 带圈字符)."""

import re
from dataclasses import dataclass, field

from datasay.text_exchange.figures import lowered, raised, stacked
from datasay.text_exchange.losses import Loss, Losses
from datasay.text_exchange.symbols import symbol

_FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|\w+)')
_SWITCH = re.compile(r"\\([a-z]{1,2})(?![a-z])\s*(-?\d+(?:\.\d+)?)?\s*", re.IGNORECASE)
_MARK = re.compile(r"\\(lc|rc|bc|fc|vc)\s*\\?(.)\s*", re.IGNORECASE)
_ELEMENTS = frozenset("abdfilorsx")
_DEEPEST = 20
_RINGS = frozenset("○〇◯△□◇▲■◆●")
_CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">"}
# Fields that show nothing, or whose place shows what is no part of the text (page numbers).
_SHOWS_NOTHING = frozenset(
    [
        "xe",
        "tc",
        "ta",
        "rd",
        "set",
        "ask",
        "bookmark",
        "private",
        "page",
        "pagenum",
        "advance",
        "bidioutline",
        "formtext",
        "dataobject",
        "next",
        "nextif",
        "skipif",
        "compare",
        "addin",
        "control",
        "toa",
        "toc",
        "index",
        "shape",
        "embed",
        "link",
        "includepicture",
        "htmlactivex",
        "noteref",
    ]
)


@dataclass(slots=True)
class Field:
    """A field that has begun: its instruction so far, and whether its result has begun."""

    instruction: list[str] = field(default_factory=list)
    in_result: bool = False
    result: bool = False  # whether the result has words
    choice: str = ""  # of a form: what is chosen or ticked


def shown_by(each: Field, before: str, losses: Losses) -> str:  # noqa: PLR0911  one for each kind
    """The words of a field without a result."""
    instruction = _FORMAT.sub(" ", "".join(each.instruction)).strip()
    name, _, rest = instruction.partition(" ")
    if "\\" in name:
        name, rest = name[: name.index("\\")], name[name.index("\\") :] + " " + rest
    match name.lower():
        case "eq":
            return _Equation(rest, losses).words(before)
        case "symbol":
            return _symbol(rest, losses)
        case "macrobutton" | "gotobutton":
            return rest.strip().partition(" ")[2].strip()
        case "quote":
            return rest.strip().strip('"“”')
        case "formdropdown" | "formcheckbox":
            return each.choice
        case "" | "=":
            return ""
        case other:
            losses.add(Loss.FIELDS, int(other not in _SHOWS_NOTHING))
            return ""


def keeps_its_words(each: Field) -> bool:
    """Whether the instruction, and not the result, says what Word shows."""
    return bool(re.match(r"\s*eq\b", "".join(each.instruction), re.IGNORECASE))


def _symbol(rest: str, losses: Losses) -> str:
    code = re.match(r"\s*(?:0x([0-9a-f]+)|(\d+)|(\S))", rest, re.IGNORECASE)
    if code is None:
        return ""
    font = re.search(r'\\f\s*"?([^"\\]+)', rest, re.IGNORECASE)
    place = code[1] or (f"{int(code[2]):x}" if code[2] else f"{ord(code[3]):x}")
    found = symbol(font[1].strip() if font else "", place)
    losses.add(Loss.SYMBOLS, int(not found))
    return found


class _Equation:
    """Reads the switches of an EQ field: \\f fraction, \\r root, \\s raised and lowered, \\o one over another …"""

    def __init__(self, text: str, losses: Losses) -> None:
        self._text = text
        self._place = 0
        self._losses = losses

    def words(self, before: str) -> str:
        """All of it in one line."""
        return self._run(before, "", 0).strip()

    def _run(self, before: str, ends: str, depth: int) -> str:
        """Words and elements up to one of the signs in `ends`."""
        out, open_brackets = "", 0
        while self._place < len(self._text):
            sign = self._text[self._place]
            if sign in ends and not open_brackets:
                break
            if sign == "\\":
                switch = _SWITCH.match(self._text, self._place)
                if switch and switch[1].lower() in _ELEMENTS and depth < _DEEPEST:
                    self._place = switch.end()
                    out += self._element(switch[1].lower(), before + out, depth + 1)
                    continue
                self._place += 1
                sign = self._text[self._place : self._place + 1]
            elif ends:
                open_brackets += (sign == "(") - (sign == ")")
            out += sign
            self._place += 1
        return out

    def _element(self, name: str, before: str, depth: int) -> str:
        options: dict[str, str] = {}
        while self._place < len(self._text) and self._text[self._place] == "\\":
            mark, switch = _MARK.match(self._text, self._place), _SWITCH.match(self._text, self._place)
            if mark:
                options[mark[1].lower()] = mark[2]
                self._place = mark.end()
            elif switch:
                options[switch[1].lower()] = switch[2] or ""
                self._place = switch.end()
            else:
                break
        if self._text[self._place : self._place + 1] != "(":
            return ""
        start = self._place + 1
        parts: list[str] = []
        raised_alone: list[bool] = []
        while self._place < len(self._text) and self._text[self._place] != ")":
            self._place += 1
            begins = self._text[self._place :].lstrip()[:6].lower()
            raised_alone.append(begins.startswith(("\\s\\up", "\\s \\up")))
            # The separator is the reader's own: a comma, or a semicolon where commas are in numbers.
            parts.append(self._run("x" if name == "s" else "", ",;)", depth).strip())
        self._place += 1
        whole = self._text[start : self._place]
        return self._made(name, options, parts, raised_alone, before) if whole else ""

    def _made(  # noqa: PLR0911  one for each kind
        self, name: str, options: dict[str, str], parts: list[str], above: list[bool], before: str
    ) -> str:
        match name:
            case "f" if len(parts) == 2:
                return stacked(parts[0], parts[1], before)
            case "r":
                degree, inside = (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])
                root = f"√{inside}" if re.fullmatch(r"[A-Za-z]|\d+", inside) else f"√({inside})"
                return f"{raised(degree) if degree not in {'', '2'} else ''}{root}"
            case "s":
                return self._placed(options, parts, before)
            case "i" if len(parts) == 3:
                sign = options.get("fc") or options.get("vc")
                sign = sign or ("∑" if "su" in options else "∏" if "pr" in options else "∫")
                lower = sign + lowered(parts[0], sign)
                upper = f"^{parts[1]}" if lower.endswith(")") and parts[1].isalnum() else raised(parts[1], lower)
                return f"{lower}{upper if parts[1] else ''} {parts[2]}"
            case "b":
                opening = options.get("lc") or options.get("bc") or ("" if "rc" in options else "(")
                closing = options.get("rc") or _CLOSES.get(options.get("bc", ""), options.get("bc", ""))
                return opening + "".join(parts) + (closing or ("" if "lc" in options else ")"))
            case "o":
                return self._stacked_signs(parts, above)
            case "a":
                width = int(options.get("co") or 1)
                rows = [", ".join(parts[place : place + width]) for place in range(0, len(parts), max(width, 1))]
                return "; ".join(rows)
            case "d":
                return " "
            case _:
                return ", ".join(parts)

    def _placed(self, options: dict[str, str], parts: list[str], before: str) -> str:
        if len(parts) == 2:
            return lowered(parts[1], before) + raised(parts[0], before)
        words = "".join(parts)
        if "do" in options:
            return lowered(words, before)
        return raised(words, before) if "up" in options else words

    def _stacked_signs(self, parts: list[str], above: list[bool]) -> str:
        """One sign over another: a reading over a character, a character in a ring, an accent."""
        base = [part for part, high in zip(parts, above, strict=True) if not high]
        if base and len(base) < len(parts):
            self._losses.add(Loss.READINGS, len(parts) - len(base))
            return "".join(base)
        inside = [part for part in parts if part not in _RINGS]
        if len(inside) < len(parts) and any(ring in parts for ring in "○〇◯"):
            return _ringed("".join(inside))
        return "".join(inside or parts)


def _ringed(text: str) -> str:
    if re.fullmatch(r"[1-9]|1\d|20", text):
        return chr(0x2460 + int(text) - 1)
    if re.fullmatch(r"[A-Za-z]", text):
        return chr((0x24B6 if text.isupper() else 0x24D0) + ord(text.lower()) - ord("a"))
    if re.fullmatch(r"2[1-9]|3[0-5]", text):
        return chr(0x3251 + int(text) - 21)
    return text
