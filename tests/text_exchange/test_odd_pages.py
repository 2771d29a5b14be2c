"""Odd pages and books: nested without an end, numbered in ways of their own, with formulas, prices, gaps."""

import json

import pytest

from datasay.text_exchange.document import ReadDocument
from datasay.text_exchange.exchange_process import read as answer
from datasay.text_exchange.problems import WrongKind
from datasay.text_exchange.reading import read_document
from tests.text_exchange.building import epub


def read(name: str, data: str | bytes) -> ReadDocument:
    """The file as a document."""
    return read_document(data.encode() if isinstance(data, str) else data, name, encoding=None, limit=1_000_000)[1]


def _words(count: int) -> list[str]:
    return [f"w{number}" for number in range(count)]


@pytest.mark.parametrize("count", [100, 400, 1500])
@pytest.mark.parametrize(
    "before",
    ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<span><i>", "<section><font size=1>", "<dl><dd>"],
)
def test_no_word_is_lost_however_deep_a_page_nests(before: str, count: int) -> None:
    words = _words(count)
    found = read("a.html", "<p>top</p>" + "".join(f"{before}{word} " for word in words) + "<p>tail")
    assert [each for each in found.content.split() if each not in {"-", ">"}] == ["top", *words, "tail"]


def test_what_stands_behind_deep_elements_that_end_is_kept_apart() -> None:
    deep = "<div>" * 3000 + "in" + "</div>out" * 3000
    assert read("a.html", f"{deep}<p>tail").content.split() == ["in", *["out"] * 3000, "tail"]


def test_a_large_picture_in_the_page_itself_ends_nothing() -> None:
    page = f"<p>before</p><img src='data:image/png;base64,{'A' * 11_000_000}'><p>after</p>"
    assert read("a.html", page).content == "before\n\nafter"


def test_a_deep_chapter_of_a_book_is_whole() -> None:
    found = read("a.epub", epub({"a.xhtml": "<div>x " * 600 + "deep" + "</div>" * 600 + "<p>tail</p>"}))
    assert found.content.split() == [*["x"] * 600, "deep", "tail"]


PAGES = [
    # lists
    ("value", "<ol><li value=3>three<li>four<li value=9>nine</ol>", "3. three\n4. four\n9. nine"),
    ("reversed", "<ol reversed><li>c<li>b<li>a</ol>", "3. c\n2. b\n1. a"),
    ("reversed-start", "<ol reversed start=10><li>ten<li>nine</ol>", "10. ten\n9. nine"),
    ("start-zero", "<ol start=0><li>none<li>one</ol>", "0. none\n\n1. one"),
    ("start-negative", "<ol start='-1'><li>a<li>b<li>c</ol>", "-1. a\n\n0. b\n\n1. c"),
    ("letters", "<ol type=a start=26><li>z<li>next</ol>", "z. z\n\naa. next"),
    ("roman", "<ol type=I start=4><li>x<li>y</ol>", "IV. x\n\nV. y"),
    ("style", "<ol style='list-style-type: upper-alpha'><li>x</ol>", "A. x"),
    ("chinese", "<ol style='list-style:cjk-ideographic'><li>甲<li>乙</ol>", "一、甲\n\n二、乙"),
    ("no-numbers", "<ol style='list-style:none'><li>x</ol>", "- x"),
    ("paragraphs-in-item", "<ol><li><p>one</p><p>more</p><li>two</ol>", "1. one\n\nmore\n\n2. two"),
    ("blocks-in-item", "<ul><li><div>a</div><div>b</div><ul><li><p>c</p><p>d</p></ul></ul>", "- a\n\nb\n\n    - c\n\nd"),
    ("words-behind-inner-list", "<ul><li>a<ul><li>b</ul>after<li>c</ul>", "- a\n    - b\n\nafter\n\n- c"),
    ("bullets-with-value", "<ul><li value=4>x</ul>", "- x"),
    # prices
    ("cents", "<p>Only $19<sup>99</sup>, was €1,299<sup>50</sup>.</p>", "Only $19.99, was €1,299.50."),
    ("cents-before", "<p>5<sup>49</sup> € und 7,<sup>90</sup> EUR</p>", "5.49 € und 7,90 EUR"),
    ("cents-after", "<p>19€<sup>90</sup></p>", "19.90€"),
    ("raised-sign", "<p>now <sup>$</sup>4<sup>.95</sup></p>", "now $4.95"),
    ("yuan", "<p>特价￥9<sup>90</sup>，共3<sup>50</sup>元</p>", "特价￥9.90，共3.50元"),
    ("cents-in-cell", "<table><tr><td>a</td><td>$2<sup>05</sup></td></tr></table>", "| a | $2.05 |\n| --- | --- |"),
    ("money-to-a-power", "<p>$10<sup>6</sup>, $10<sup>12</sup>, 10<sup>15</sup> m</p>", "$10⁶, $10¹², 10¹⁵ m"),
    # raised and lowered
    ("raised-letters", "<p>e<sup>iπ</sup>+1=0, a<sup>−kt</sup></p>", "e^(iπ)+1=0, a^(−kt)"),
    ("raised-twice", "<p>2<sup>x<sup>2</sup></sup>, a<sub>i<sub>1</sub></sub></p>", "2^(x²), a_(i₁)"),
    ("raised-words", "<p>Acme<sup>my new words</sup></p>", "Acme (my new words)"),
    # gaps
    ("legend", "<fieldset><legend>Address</legend>Street 5</fieldset>", "Address\n\nStreet 5"),
    ("labels", "<p><label>Name</label><label>Age</label>, A<input>B</p>", "Name Age , A B"),
    ("shown-as-blocks", "<span style='display:block'>A</span><a style='display: flex'>B</a>C", "A\n\nB\n\nC"),
    ("inline-stays", "<p>W<span style='display:inline'>or</span><b>d</b></p>", "Word"),
    ("soft-hyphens", "<p>so&shy;ft 程&shy;序</p>", "soft 程序"),
    ("old-code", "<p>a</p><xmp>b\nc</xmp>", "a\n\nb\nc"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content"), [each[1:] for each in PAGES], ids=[each[0] for each in PAGES])
def test_a_page_says_what_a_browser_shows(body: str, content: str) -> None:
    assert read("a.html", f"<html><body>{body}</body></html>").content == content


FORMULAS = [
    ("sum", "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>", "∑_(i = 1)^n i"),
    ("integral", "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mi>x</mi>", "∫₀¹ x"),
    ("fraction-above", "<msup><mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></msup>", "2^(1/2)"),
    ("power-of-power", "<msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup>", "(x²)³"),
    ("power-of-fraction", "<msup><mfrac><mi>a</mi><mi>b</mi></mfrac><mn>2</mn></msup>", "(a/b)²"),
    ("fraction-times", "<mfrac><mi>a</mi><mi>b</mi></mfrac><mi>c</mi>", "a/b c"),
    ("root-times", "<msqrt><mi>x</mi></msqrt><mi>y</mi>", "√x y"),
    ("root-of-power", "<msqrt><msup><mi>b</mi><mn>2</mn></msup></msqrt>", "√(b²)"),
    ("below-product", "<mfrac><mi>b</mi><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>", "b/(2a)"),
    ("isotope", "<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "¹⁴₆C"),
    ("mean", "<mover><mi>x</mi><mo>¯</mo></mover>", "x\u0304"),
    ("vector", "<mover><mi>v</mi><mo>→</mo></mover>", "v\u20d7"),
    ("brace", "<munder><mi>x</mi><mo>⏟</mo></munder>", "x"),
    ("choose", "<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "C(n, k)"),
    ("limit", "<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>", "lim_(x→0)"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content"), [each[1:] for each in FORMULAS], ids=[each[0] for each in FORMULAS])
def test_a_formula_keeps_its_value(body: str, content: str) -> None:
    assert read("a.html", f"<html><p><math>{body}</math></p>").content == content


@pytest.mark.parametrize(
    "body", ["<blockquote>reply <b>two</b>", "<center>reply two", "<font>reply</font> two", "<dl><dt>reply two"]
)
def test_a_page_may_begin_with_any_element(body: str) -> None:
    assert read("a.html", body).content.removeprefix("> ") == "reply two"


@pytest.mark.parametrize(
    "head",
    [
        'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="b"',
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b",
        "Received: x\nSubject: =?utf-8?Q?=E4?=\nContent-Type: text/html\nMIME-Version: 1.0",
    ],
)
def test_a_page_saved_with_its_parts_is_refused_by_name(head: str) -> None:
    with pytest.raises(WrongKind, match=r"\.mht"):
        read("a.mht", f"{head}\n\n--b\nContent-Type: text/html\n\n<html><body>=E4=BD=A0</body></html>\n--b--")
    assert read("a.txt", "Content-Type: text/html is a field.\n\nMIME-Version: another.").content


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>x <del>1</del> <s>2</s></p>", "Struck-out passages kept like all others: 2."),
        ("<p>x <span aria-hidden=true>abc</span></p>", "(aria-hidden), left out: 3."),
    ],
)
def test_a_page_says_what_is_otherwise(body: str, said: str) -> None:
    assert said in str(read("a.html", f"<html><body>{body}").warnings[0])


@pytest.mark.parametrize("named", ["gone.xhtml", "b.xhtml", "A2.xhtml"])
def test_a_book_says_which_chapters_it_does_not_hold(named: str) -> None:
    made = epub({"a.xhtml": "<p>here</p>", named: "<p>there</p>"})
    lost = made.replace(f"OEBPS/{named}".encode(), b"OEBPS/" + b"z" * len(named))
    asked = {"name": "a.epub", "encoding": None, "limit": 1000}
    told = json.loads(answer(lost, asked))
    assert (told["content"], [each["params"] for each in told["warnings"]]) == ("here", [{"count": 1}])
    assert read("a.epub", made).content == "here\n\nthere"


def test_a_chapter_whose_name_holds_a_percent_sign_is_found() -> None:
    assert read("a.epub", epub({"a%20b.xhtml": "<p>here</p>", "c d.xhtml": "<p>there</p>"})).content == "here\n\nthere"


def test_a_chapter_named_in_other_capitals_is_found() -> None:
    made = epub({"a.xhtml": "<p>here</p>"}).replace(b"OEBPS/a.xhtml", b"OEBPS/A.xhtml")
    assert (read("a.epub", made).content, read("a.epub", made).warnings) == ("here", [])
