"""Raised, lowered and stacked figures as characters of one line that keep their value: 10⁶, H₂O, ½, (a+b)/c."""

import re

_UP = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−–=()ni]+")
_LOWERABLE = re.compile(r"[0-9+\-−–=()]+")
_SET_SMALL = re.compile(
    r"(?:st|nd|rd|th|e|er|re|ème|eme|º|ª|o|a|os|as|TM|SM|™|®|©|℠|′|″|°|[$€£¥￥]|\*+|[†‡§]+)", re.IGNORECASE
)
# What an exponent or an index is made of: letters and figures of alphabets, signs, figures raised before.
_PLAIN = re.compile(
    r"(?:(?![\u2e80-\u9fff\uac00-\ud7a3])\w|[.,/*+\-−–=<>≤≥→∞·×√π^()′ ]|[\u00b2\u00b3\u00b9\u2070-\u209f])+"
)
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
_LONGEST = 40  # characters of an exponent
_CHINESE_UNIT = re.compile(r"[米秒尺寸里]$")
_MONEY = r"(?:[$€£¥￥₹₽₩₺₫฿]|(?:USD|EUR|GBP|CHF|CNY|RMB|JPY|Rs\.?|kr\.?|zł)(?![A-Za-z]))"
_CENTS_BEHIND = re.compile(rf"({_MONEY}\s?\d[\d,. ]*?)([.,]?)([⁰¹²³⁴-⁹]{{2}})(?![⁰¹²³⁴-⁹\w])")
_CENTS_BEFORE = re.compile(rf"(?<![A-Za-z0-9.,])(\d[\d,. ]*?)([.,]?)([⁰¹²³⁴-⁹]{{2}})(?=\s?(?:{_MONEY}|[元圆円]))")
_CENTS_AFTER = re.compile(rf"(?<![A-Za-z0-9.,])(\d[\d,. ]*?)\s?({_MONEY})([⁰¹²³⁴-⁹]{{2}})(?![⁰¹²³⁴-⁹\w])")


def raised(text: str, before: str = "") -> str:
    """A superscript behind `before`: an exponent stays one, ordinals and trade marks become plain."""
    text = " ".join(text.split())
    if not text or _SET_SMALL.fullmatch(text):
        return text
    if _RAISABLE.fullmatch(text):
        return text.translate(_UP)
    if not before or not before[-1:].strip() or (before[-1:].isdigit() and re.fullmatch(r"[.,]\d\d", text)):
        return text
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST and not re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text):
        return f"^{text}" if text.isalnum() and text.isascii() else f"^({text})"
    return f" ({text})"


def lowered(text: str, before: str = "") -> str:
    """A subscript behind `before`."""
    text = " ".join(text.split())
    if _LOWERABLE.fullmatch(text):
        return text.translate(_DOWN)
    if not text or not before or not before[-1:].strip():
        return text
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST and not re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text):
        return f"_{text}" if re.fullmatch(r"(?:(?![²³¹⁰-₉])[\w.,])+", text) else f"_({text})"
    return f" ({text})"


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
    above = top if re.fullmatch(r"[\w.%√]*", top) else f"({top})"
    # x/2a may be half of xa as well.
    below = bottom if re.fullmatch(r"[\d.,]*%?|√?(?!\d)[\w.]*", bottom) else f"({bottom})"
    shown = f"{above}/{below}"
    return f" {shown}" if before[-1:].isdigit() else shown


def joined(text: str) -> str:
    """Raised and lowered figures that draw something else: ¹/₂ is the fraction ½, $19⁹⁹ a price with its cents."""
    text = _CENTS_BEHIND.sub(lambda found: _with_cents(found[0], found[1], found[2], found[3]), text)
    text = _CENTS_BEFORE.sub(lambda found: _with_cents(found[0], found[1], found[2], found[3]), text)
    text = _CENTS_AFTER.sub(
        lambda found: f"{found[1].rstrip('., ')}.{found[3].translate(_FIGURES)}{found[2]}",
        text,
    )
    return _STACKED.sub(
        lambda found: stacked(
            found[1].translate(_FIGURES), found[2].translate(_FIGURES), found.string[: found.start()]
        ),
        text,
    )


def _with_cents(whole: str, amount: str, mark: str, cents: str) -> str:
    figures = cents.translate(_FIGURES)
    # "$10¹²" is a power of ten: no shop ends its prices so.
    if re.search(r"(?:^|\D)10$", amount) and not mark and figures[0] in "12" and figures[1] not in "059":
        return whole
    return f"{amount.rstrip()}{mark or '.'}{figures}"
