"""What stands around an article and is not said: datelines, credits, reference lists, addresses, hashtags, formulas."""

import re
from collections.abc import Sequence

_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s\u3000-\u9fff\uff00-\uffef<>“”]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"
)
_HELD = "\ue000"  # where an address was; a private character, which no article may hold
_SENTENCE = re.compile(r".*?(?:[。！？!?]+[”’」』）)]*|\.(?=\s|$|[\u3400-\u9fff])|$)", re.DOTALL)
_BRACKETED = re.compile(rf"\s*[（(\[<《「【][^（）()\[\]<>\n]{{0,20}}{_HELD}[^（）()\[\]<>\n]{{0,20}}[）)\]>》」】]")
_CLAUSE = re.compile(r"[，,；;]")
_LEAST_CLAUSE = 8

_NOTE = re.compile(r"[ \t]*\[\^?\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*\](?::.*)?|【\d{1,3}】")
_RAISED = re.compile(r"(?<=[\u3400-\u9fff。，；！？”」.,;!?\"])[⁰¹²³⁴-⁹]{1,3}(?=\s|$|[\u3400-\u9fff。，；！？])")
_POINTER = re.compile(
    r"(?:^|(?<=[。！？]))(?:详见|参见|参阅|见)(?:参考文献|文献|附录|附件|脚注)[^。！？\n]{0,10}。", re.MULTILINE
)
_REFERENCES = re.compile(
    r"^[#*\s]*(?:[一二三四五六七八九十\d]{1,2}[、.．]\s*)?(?:参考(?:文献|资料|来源|书目)|引用(?:文献|来源)?|注释|脚注|延伸阅读"
    r"|references?|bibliography|works cited|footnotes|endnotes|further reading|sources)[\s*:：]*$",
    re.IGNORECASE,
)
_HASHTAG = re.compile(
    r"(?:^|(?<=[\s。！？!?，,.…”\"）)]))[#＃](?!\d+\b)[^\s#＃，。！？,!?]{1,30}[#＃]?(?=[\s#＃，。！？,!?]|$)"
)

_REPORTER = re.compile(r"[（(]\s*(?:本报|本台|本网|见习|特约|实习)?(?:记者|通讯员|编辑)[^（）()]{1,40}[）)]")
_DATELINE = re.compile(
    r"^(?:[【\[]?(?:本报|本刊|本台|本网|[\u3400-\u9fff]{1,6}(?:社|日报|晚报|时报|新闻|网))[^。，；：\n]{0,24}?(?:电|讯|消息)"
    r"|[\u3400-\u9fff]{2,10}\d{1,2}月\d{1,2}日(?:电|讯))[】\]]?\s*(?=[\s（(：:，]|[\u3400-\u9fff])(?:[（(][^（）()]{1,40}[）)])?[\s：:，]*"
    r"|^【[\u3400-\u9fff]{2,10}[，, ]\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日[^【】]{0,12}】\s*"
    r"|^(?:[A-Z][A-Z.'’/-]+(?:[ ,]+(?=[A-Z]))?){1,4}(?:,?\s[A-Z][a-z.]+){0,3}(?:,?\s+\d{1,2}(?:,\s*\d{4})?)?"
    r"\s*(?:\([^()]{2,30}\)\s*)?(?:—|–|--|-)\s+(?=[A-Z\"“‘'\d])"
)
_BY = re.compile(r"^(?:本报|本台|本网|本刊|见习|特约)?(?:记者|通讯员)[：:\s]?\s*[\u3400-\u9fff]{2,4}(?:\s|\d|$)")
_SALUTATION = re.compile(
    r"^(?:(?:尊敬的|亲爱的|各位)[^，。！？]{1,30}[：:，,!！]?"
    r"|(?:大家|各位|同学们|朋友们)[^，。]{0,4}好[！!。]?|dear [^.!?]{1,40}[,:]?)$",
    re.IGNORECASE,
)

_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])([^$\n]{1,120}?)(?<=[^\s\\])\$(?!\d)")
_FORMULA_BLOCK = re.compile(r"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π",
    "sigma": "σ", "phi": "φ", "omega": "ω", "Delta": "Δ", "Omega": "Ω", "times": "×", "cdot": "·", "div": "÷",
    "pm": "±", "approx": "≈", "leq": "≤", "geq": "≥", "neq": "≠", "infty": "∞", "degree": "°", "circ": "°",
}  # fmt: skip
_RAISED_DIGITS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def without_addresses(text: str) -> str:
    """The text without web and mail addresses, and without the words that only lead to one ("详情见 …")."""
    if not _ADDRESS.search(text):
        return text
    text = text.replace(_HELD, "")
    text = _ADDRESS.sub(lambda found: _HELD + found.group()[len(found.group().rstrip(".,;:!?)'\"")) :], text)
    text = _BRACKETED.sub("", text)
    return "\n".join(_unaddressed(line) if _HELD in line else line for line in text.split("\n"))


def _unaddressed(line: str) -> str:
    """The line's sentences that hold no address, and of the others the clauses that can do without theirs."""
    kept = []
    for sentence in _SENTENCE.findall(line):
        if _HELD not in sentence:
            kept.append(sentence)
            continue
        clauses = _CLAUSE.split(sentence)
        before = next(number for number, clause in enumerate(clauses) if _HELD in clause)
        at = sum(len(clause) + 1 for clause in clauses[:before]) - 1
        if before and len(sentence[:at].strip()) >= _LEAST_CLAUSE:
            kept.append(sentence[:at] + ("。" if re.search(r"[\u3400-\u9fff]", sentence) else "."))
    return "".join(kept)


def without_notes(text: str) -> str:
    """The text without marks of notes ([3-5], ¹) and without its list of references."""
    text = _POINTER.sub("", _RAISED.sub("", _NOTE.sub("", text)))
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if 2 * number >= len(lines) - 1 and _REFERENCES.match(line):
            following = next((at for at in range(number + 1, len(lines)) if lines[at].startswith("#")), len(lines))
            return "\n".join([*lines[:number], *lines[following:]])
    return text


def without_hashtags(line: str) -> str:
    """The line without #话题 and #topic, also where they are glued to a sentence."""
    return _HASHTAG.sub("", line)


def without_dateline(paragraph: str) -> str:
    """A report's paragraph without agency, place, date and reporter in front of it."""
    return _REPORTER.sub("", _DATELINE.sub("", paragraph, count=1)).strip()


def has_dateline(paragraphs: Sequence[str]) -> bool:
    """Whether one of the first paragraphs begins as a report does."""
    return any(_DATELINE.match(one) or _REPORTER.search(one) or _BY.match(one) for one in paragraphs[:8])


def is_salutation(line: str) -> bool:
    """Whether the line only greets its readers."""
    return bool(_SALUTATION.match(line))


def plain_formulas(text: str) -> str:
    """Formulas in TeX as they are written by hand (E=mc², πr²); one that cannot be is left out, and so are blocks."""
    if "$" not in text and "\\" not in text:
        return text
    return _FORMULA.sub(lambda found: _plain(found.group(1)), _FORMULA_BLOCK.sub("", text))


def _plain(formula: str) -> str:
    formula = re.sub(r"\\(?:frac|dfrac)\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", formula)
    formula = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1", formula)
    formula = re.sub(r"\\(?:text|mathrm|mathbf)\{([^{}]*)\}", r"\1", formula)
    formula = re.sub(r"\\([A-Za-z]+)\s*", lambda found: _LETTERS.get(found.group(1), found.group()), formula)
    formula = re.sub(
        r"\^(?:\{([\d+n-]+)\}|([\dn]))",
        lambda found: (found.group(1) or found.group(2)).translate(_RAISED_DIGITS),
        formula,
    )
    formula = re.sub(r"_(?:\{(\w+)\}|(\w))", lambda found: found.group(1) or found.group(2), formula)
    return "" if re.search(r"[\\{}^]", formula) else formula
