"""Odd Word documents: fields without a result, automatic numbers with words, what is left out and said so."""

import pytest

from datasay.text_exchange.document import ReadDocument
from datasay.text_exchange.numerals import numeral
from datasay.text_exchange.reading import read_document
from tests.text_exchange.building import W, docx, paragraph


def read(body: str, **parts: str) -> ReadDocument:
    """The document that has this body."""
    return read_document(docx(body, **parts), "a.docx", encoding=None, limit=1_000_000)[1]


def _run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def _mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def _field(instruction: str, result: str | None = None, form: str = "") -> str:
    shown = "" if result is None else _mark("separate") + _run(result)
    told = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    return _mark("begin", form) + told + shown + _mark("end")


FIELDS = [
    ("reading", r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(hàng),行)', "行"),
    ("reading-of-two", r"EQ \* jc0 \o\al(\s\up 11(pīnyīn),拼音)", "拼音"),
    ("reading-below-case", r"eq \o \ac(\s \up 8(zhǎng),长)", "长"),
    ("ring", r"eq \o\ac(○,1)", "①"),
    ("ring-of-word", r"eq \o\ac(○,安)", "安"),
    ("ring-of-letter", r"EQ \o\ac(〇,R)", "Ⓡ"),
    ("ring-of-tens", r"EQ \o\ac(○,21)", "㉑"),
    ("square", r"eq \o\ac(□,甲)", "甲"),
    ("fraction", r"EQ \f(1,2)", "½"),
    ("fraction-semicolon", r"EQ \f(a+b;c)", "(a+b)/c"),
    ("fraction-in-fraction", r"EQ \f(1,\f(x,3))", "1/(x/3)"),
    ("root", r"EQ \r(3,x+1)", "³√(x+1)"),
    ("square-root", r"EQ \r(,2)", "√2"),
    ("raised", r"EQ x\s\up8(2)", "x²"),
    ("lowered", r"EQ x\s\do8(1)", "x₁"),
    ("both", r"EQ x\s(2,1)", "x₁²"),
    ("integral", r"EQ \i(0,1,x)", "∫₀¹ x"),
    ("sum", r"EQ \i\su(i=1,n,i)", "∑_(i=1)^n i"),
    ("brackets", r"EQ \b\bc\[(\a(x,y))", "[x; y]"),
    ("braces", r"EQ \b\lc\{\rc\}(a)", "{a}"),
    ("array", r"EQ \a\co2(1,2,3,4)", "1, 2; 3, 4"),
    ("escaped", r"EQ \f(1\,000,3)", "(1,000)/3"),
    ("words-around", r"EQ 占 \f(1,3) 强", "占 ⅓ 强"),
    ("never-ended", r"EQ \f(1,2", "½"),
    ("symbol", r'SYMBOL 177 \f "Symbol"', "±"),
    ("button", "MACROBUTTON NoMacro 点这里填写", "点这里填写"),
    ("quotation", 'QUOTE "as said"', "as said"),
]  # fmt: skip


@pytest.mark.parametrize(("instruction", "words"), [each[1:] for each in FIELDS], ids=[each[0] for each in FIELDS])
def test_a_field_without_a_result_says_what_word_shows(instruction: str, words: str) -> None:
    found = read(f"<w:p>{_run('前')}{_field(instruction)}{_run('后')}</w:p>")
    assert found.content == f"前{words}后"


@pytest.mark.parametrize(
    ("body", "content", "said"),
    [
        (_field(r"EQ \f(1,2)", "1/2 old"), "½", ""),
        (_field("REF x", "3.2"), "3.2", ""),
        (_field(' XE "entry" ') + _run("x"), "x", ""),
        (_field(" REF gone ") + _run("x"), "x", "Fields without a saved result left out: 1."),
        (_mark("begin") + "<w:r><w:instrText>EQ \\f(1,</w:instrText></w:r>" + _field("SEQ a", "3") + "<w:r><w:instrText>)</w:instrText></w:r>" + _mark("end"), "⅓", ""),
        (_mark("begin") + "<w:r><w:instrText>EQ \\f(1,2)</w:instrText></w:r>", "½", ""),
        (_field("FORMCHECKBOX", None, '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'), "☑", ""),
        (_field("FORMDROPDOWN", None, '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="红"/><w:listEntry w:val="蓝"/></w:ddList></w:ffData>'), "蓝", ""),
        ('<w:fldSimple w:instr=" EQ \\f(3,4) "/>', "¾", ""),
        ('<w:fldSimple w:instr=" SEQ a "><w:r><w:t>7</w:t></w:r></w:fldSimple>', "7", ""),
    ],
)  # fmt: skip
def test_a_field_shows_its_result_or_is_said_to_have_none(body: str, content: str, said: str) -> None:
    found = read(f"<w:p>{body}</w:p>{paragraph('end')}")
    content += "\n\nend"
    told = " ".join(map(str, found.warnings))
    assert (found.content, said in told, bool(told)) == (content, True, bool(said))


def _numbering(*levels: tuple[str, str]) -> str:
    made = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _item(words: str, level: int = 0, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f'<w:pPr>{named}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}{_run(words) if words else ''}</w:p>"


NUMBERS = [
    ("article", [("chineseCounting", "第%1条")], [0, 0], "第一条 x\n\n第二条 x"),
    ("step", [("decimal", "Step %1:")], [0, 0], "Step 1: x\n\nStep 2: x"),
    ("figures", [("decimal", "%1.")], [0, 0], "1. x\n2. x"),
    ("brackets", [("decimal", "(%1)")], [0, 0], "1. x\n2. x"),
    ("levels", [("decimal", "%1"), ("decimal", "%1.%2")], [0, 1, 1, 0, 1], "1. x\n\n1.1 x\n\n1.2 x\n\n2. x\n\n2.1 x"),
    ("legal", [("chineseCounting", "第%1章"), ("decimal", "%1.%2")], [0, 1], "第一章 x\n\n1.1 x"),
    ("letters", [("lowerLetter", "%1)")], [0, 0], "a) x\n\nb) x"),
    ("roman", [("upperRoman", "Article %1.")], [0, 0], "Article I. x\n\nArticle II. x"),
    ("enumeration", [("chineseCountingThousand", "%1、")], [0, 0], "一、x\n\n二、x"),
    ("stems", [("ideographTraditional", "%1．")], [0, 0], "甲．x\n\n乙．x"),
    ("padded", [("decimalZero", "Q%1")], [0, 0], "Q01 x\n\nQ02 x"),
    ("words", [("ordinalText", "%1 point:")], [0, 0], "First point: x\n\nSecond point: x"),
    ("no-number", [("none", "Note:")], [0], "Note: x"),
    ("bullet-of-words", [("bullet", "注意：")], [0], "注意：x"),
    ("bullet", [("bullet", "o")], [0, 0], "- x\n- x"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "items", "content"), [each[1:] for each in NUMBERS], ids=[each[0] for each in NUMBERS]
)
def test_automatic_numbers_keep_their_words(levels: list[tuple[str, str]], items: list[int], content: str) -> None:
    numbering = _numbering(*levels)
    if levels[0][1] == "第%1章":  # Word's「正规形式编号」
        numbering = numbering.replace('w:val="%1.%2"/>', 'w:val="%1.%2"/><w:isLgl/>')
    body = "".join(_item("x", level) for level in items)
    assert read(body, **{"word/numbering.xml": numbering}).content == content


def test_headings_keep_their_numbers() -> None:
    parts = {"word/numbering.xml": _numbering(("decimal", "Chapter %1"), ("decimal", "%1.%2"))}
    body = _item("Scope", 0, "Heading1") + _item("Terms", 1, "Heading2") + _item("Duties", 0, "Heading1")
    assert read(body, **parts).content == "# Chapter 1 Scope\n\n## 1.1 Terms\n\n# Chapter 2 Duties"


def test_an_empty_item_counts() -> None:
    parts = {"word/numbering.xml": _numbering(("decimal", "%1."))}
    assert read(_item("a") + _item("") + _item("c"), **parts).content == "1. a\n3. c"
    parts = {"word/numbering.xml": _numbering(("chineseCounting", "第%1条"))}
    assert read(_item("甲") + _item("") + _item("丙"), **parts).content == "第一条 甲\n\n第二条\n\n第三条 丙"


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 12: "十二", 20: "二十", 101: "一百零一", 110: "一百一十", 1005: "一千零五"}),
        ("japaneseCounting", {10: "十", 11: "十一", 121: "百二十一", 1000: "千"}),
        ("chineseLegalSimplified", {1: "壹", 15: "壹拾伍", 200: "贰佰"}),
        ("ideographDigital", {10: "一〇", 105: "一〇五"}),
        ("upperRoman", {4: "IV", 9: "IX", 1994: "MCMXCIV"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("ordinal", {1: "1st", 2: "2nd", 11: "11th", 23: "23rd"}),
        ("cardinalText", {21: "Twenty-one", 105: "One hundred five"}),
        ("ordinalText", {3: "Third", 20: "Twentieth", 42: "Forty-second", 100: "One hundredth"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "子"}),
        ("no-such-form", {7: "7"}),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(form: str, numbers: dict[int, str]) -> None:
    assert {number: numeral(number, form) for number in numbers} == numbers


_UP = '<w:vertAlign w:val="superscript"/>'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _math(inside: str) -> str:
    return f"<m:oMath {_M}>{inside}</m:oMath>"


def _r(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (_run("Price $9") + _run("99", _UP) + _run(", 10") + _run("12", _UP), "Price $9.99, 10¹²"),
        (_run("3") + _run("50", _UP) + _run(" €"), "3.50 €"),
        (_math(f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{_r("i=1")}</m:sub><m:sup>{_r("n")}</m:sup><m:e>{_r("i")}</m:e></m:nary>'), "∑_(i=1)^n i"),
        (_math(f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>{_r("n")}</m:num><m:den>{_r("k")}</m:den></m:f>'), "C(n, k)"),
        (_math(f"<m:sPre><m:sub>{_r('6')}</m:sub><m:sup>{_r('14')}</m:sup><m:e>{_r('C')}</m:e></m:sPre>"), "¹⁴₆C"),
        (_math(f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr><m:e>{_r("x")}</m:e></m:bar>'), "x\u0304"),
        (_math(f'<m:acc><m:accPr><m:chr m:val="̃"/></m:accPr><m:e>{_r("x")}</m:e></m:acc>'), "x\u0303"),
        (_math(f"<m:eqArr><m:e>{_r('a=b')}</m:e><m:e>{_r('c=d')}</m:e></m:eqArr>"), "a=b; c=d"),
        (_math(f"<m:d><m:e>{_r('a')}</m:e><m:e>{_r('b')}</m:e></m:d>"), "(a|b)"),
    ],
)  # fmt: skip
def test_prices_and_formulas_keep_their_value(body: str, content: str) -> None:
    assert read(f"<w:p>{body}</w:p>").content == content


_COMMENTS = f'<w:comments xmlns:w="{W}"><w:comment w:id="1"/><w:comment w:id="2"/></w:comments>'


@pytest.mark.parametrize(
    ("body", "parts", "said"),
    [
        (_run("abc", "<w:vanish/>"), {}, "Characters of hidden text left out: 3."),
        ("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", {}, "Characters deleted with tracked changes left out: 4."),
        (_run("abc", "<w:strike/>"), {}, "Struck-out passages kept like all others: 1."),
        (_run("abc"), {"word/comments.xml": _COMMENTS}, "Comments left out: 2."),
        (_run("a", '<w:vanish w:val="0"/>') + _run("b", '<w:strike w:val="false"/>'), {}, ""),
    ],
)  # fmt: skip
def test_what_word_hides_or_strikes_is_counted(body: str, parts: dict[str, str], said: str) -> None:
    assert " ".join(map(str, read(f"<w:p>{_run('x')}{body}</w:p>", **parts).warnings)) == said


def test_a_deleted_row_is_left_out_and_counted() -> None:
    rows = "".join(
        f"<w:tr><w:trPr>{how}</w:trPr><w:tc>{paragraph(word)}</w:tc><w:tc>{paragraph('1')}</w:tc></w:tr>"
        for word, how in (("kept", ""), ("gone", '<w:del w:id="1"/>'))
    )
    found = read(f"<w:tbl>{rows}</w:tbl>")
    assert found.content == "| kept | 1 |\n| --- | --- |"
    assert "deleted with tracked changes left out: 5." in str(found.warnings[0])


def test_a_list_of_figures_is_contents_like_any_other() -> None:
    style = '<w:pPr><w:pStyle w:val="TableofFigures"/></w:pPr>'
    found = read(f"<w:p>{style}{_run('Figure 1 .... 3')}</w:p>{paragraph('x')}")
    assert (found.content, "table of contents left out: 1" in str(found.warnings[0])) == ("x", True)
