"""Odd files as people have them: each with exactly what must come out, and the warnings for what cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasay.text_exchange.document import ReadDocument
from datasay.text_exchange.reading import read_document
from datasay.wording.languages import Language
from tests.text_exchange.building import docx, epub, paragraph


def read(name: str, data: bytes) -> ReadDocument:
    """The file as a document."""
    return read_document(data, name, encoding=None, limit=1_000_000)[1]


def _srt(*cues: str) -> str:
    return "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}" for n, words in enumerate(cues, 1))


def _html(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def _ass(*texts: str) -> str:
    fields = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
    events = "".join(f"Dialogue: 0,0:00:0{n}.00,0:00:0{n}.90,D,,0,0,0,,{text}\n" for n, text in enumerate(texts, 1))
    return f"[Script Info]\nTitle: Song\n\n[V4+ Styles]\nFormat: Name\nStyle: D\n\n[Events]\nFormat: {fields}\n{events}"


CHARACTERS = [
    # SubRip
    ("blank-in-cue.srt", _srt("First line.\n\nSecond line of the same cue.", "Next."), "First line. Second line of the same cue.\nNext."),
    ("two-blanks-in-cue.srt", _srt("A\n\n\nB", "C"), "A B\nC"),
    ("blank-with-spaces.srt", _srt("A\n   \nB", "C"), "A B\nC"),
    ("no-milliseconds.srt", "1\n00:04:40 --> 00:04:41\nGood evening.\n\n2\n00:04:42 --> 00:04:44\nMy friend.\n", "Good evening.\nMy friend."),
    ("two-digits.srt", "1\n00:00:01,50 --> 00:00:03,00\nHello.\n\n2\n00:00:04,5 --> 00:00:05,90\nBye.", "Hello.\nBye."),
    ("no-hours.srt", "1\n00:01,500 --> 00:03,000\nHello.", "Hello."),
    ("dots.srt", "1\n00:00:01.500 --> 00:00:03.000\nHello.", "Hello."),
    ("one-digit-hours.srt", "1\n0:00:01,500-->0:00:03,000\nHello.", "Hello."),
    ("long-arrow.srt", "1\n00:00:01,500 ---> 00:00:03,000\nHello.", "Hello."),
    ("no-gaps.srt", "1\n00:00:01,000 --> 00:00:03,000\nFirst.\n2\n00:00:04,000 --> 00:00:05,000\nSecond.", "First.\nSecond."),
    ("no-gaps-and-figures.srt", "1\n00:00:01,000 --> 00:00:03,000\n42\n2\n00:00:04,000 --> 00:00:05,000\n3", "42\n3"),
    ("no-numbers.srt", "00:00:01,000 --> 00:00:03,000\nTen\n\n00:00:04,000 --> 00:00:05,000\n9", "Ten\n9"),
    ("number-apart.srt", "1\n\n00:00:01,000 --> 00:00:03,000\nOne.\n\n2\n\n00:00:04,000 --> 00:00:05,000\nTwo.", "One.\nTwo."),
    ("said-twice.srt", _srt("No.", "No.", "Go!"), "No.\nNo.\nGo!"),
    ("said-twice-abutting.srt", "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n", "No.\nNo."),
    ("marks.srt", _srt('{\\an8}<font color="#fff">Up</font> <b>here</b>', "a < b &amp; c"), "Up here\na < b & c"),
    ("preface.srt", "A word before.\n\n1\n00:00:01,000 --> 00:00:02,000\nOne.", "A word before.\nOne."),
    ("position.srt", "1\n00:00:01,000 --> 00:00:02,000 X1:10 X2:20\nOne.", "One."),
    ("words-beside-times.srt", "1\n00:00:01,000 --> 00:00:02,000 One.\nTwo.", "One. Two."),
    ("chinese-lines.srt", _srt("你好，\n世界"), "你好，世界"),
    ("braces.srt", _srt("{b}Bold{/b} {c:$0000ff}Blue", "{y:i}Slanted {curly}"), "Bold Blue\nSlanted {curly}"),
    ("captions.sbv", "0:00:01.000,0:00:02.000\nHello\nyou\n\n0:00:03.500,0:00:04.000\nWorld", "Hello you\nWorld"),
    ("captions.txt", "0:00:01.000,0:00:02.000\nHello\n\n0:00:03.500,0:00:04.000\nWorld", "Hello\nWorld"),
    ("table.txt", "10:30,11:45\nHello", "10:30,11:45\nHello"),
    # WebVTT
    ("entities.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nR&amp;D &lt;3&gt; caf&eacute;&nbsp;&#20320;", "R&D <3> café 你"),
    ("inline-times.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOne<00:00:01.500><c> two</c> <c.x>three</c>", "One two three"),
    ("rolling.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\n00:01.000 --> 00:02.000\nA\nB<00:00:01.500><c> b</c>\n\n00:02.000 --> 00:02.010\nB b\n\n00:02.010 --> 00:03.000\nB b\nC", "A\nB b\nC"),
    ("said-twice.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nNo.\n\n00:01.000 --> 00:02.000\nNo.", "No.\nNo."),
    ("notes-and-names.vtt", "WEBVTT - x\n\nNOTE a\nb\n\nSTYLE\n::cue{}\n\nintro\n00:01.000 --> 00:02.000 line:0\nHi.\n\nNOTE c\n\nnext\n00:03.000 --> 00:04.000\nHo.", "Hi.\nHo."),
    ("speaker.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello</v>", "Hello"),
    # LRC
    ("plain.lrc", "[ti:歌]\n[ar:人]\n[00:10.00]一\n[00:20.00]二", "一\n二"),
    ("several-times.lrc", "[00:10.00][00:30.00]副歌\n[00:20.00]主歌", "副歌\n主歌\n副歌"),
    ("words.lrc", "[00:10.00]<00:10.00>One <00:10.50>two", "One two"),
    ("no-fraction.lrc", "[00:10]One\n[00:12]Two", "One\nTwo"),
    ("colon-fraction.lrc", "[00:10:50]One\n[00:12:00]Two", "One\nTwo"),
    ("stanzas.lrc", "[00:10.00]One\n[00:12.00]\n[00:13.00]Two", "One\n\nTwo"),
    ("untimed.lrc", "[00:10.00]One\nand more\n[00:12.00]Two", "One\nand more\nTwo"),
    ("lyrics.txt", "[00:10.00]One\n[00:12.00]Two\n", "One\nTwo"),
    # ASS
    ("plain.ass", _ass("{\\i1}Hello,{\\i0} you\\Nthere", "Next\\hone"), "Hello, you there\nNext one"),
    ("drawing.ass", _ass("{\\p1}m 0 0 l 9 9{\\p0}after"), "after"),
    ("karaoke.ass", _ass("{\\k20}ka{\\k30}ra{\\kf10}o{\\ko9}ke"), "karaoke"),
    ("commas.ass", _ass("a, b, c"), "a, b, c"),
    ("comment.ass", _ass("a").replace("[Events]\n", "[Events]\nComment: 0,0:00:00.00,0:00:00.10,D,,0,0,0,,note\n"), "a"),
    ("old.ssa", "[Script Info]\nTitle: T\n[Events]\nFormat: Marked, Start, End, Text\nDialogue: Marked=0,0:00:02.00,0:00:03.00,B\nDialogue: Marked=0,0:00:01.00,0:00:02.00,A", "A\nB"),
    # HTML
    ("sup.html", _html("<p>There are 10<sup>6</sup> people; E=mc<sup>2</sup>; a claim<sup><a href='#n1'>1</a></sup>.</p>"), "There are 10⁶ people; E=mc²; a claim."),
    ("negative.html", _html("<p>10<sup>-3</sup> m<sup>2</sup>, x<sup>n</sup>, 2<sup>10x</sup></p>"), "10⁻³ m², xⁿ, 2^10x"),
    ("sub.html", _html("<p>H<sub>2</sub>O, x<sub>max</sub></p>"), "H₂O, x_max"),
    ("fraction.html", _html("<p><sup>1</sup>&frasl;<sub>2</sub> cup, 2<sup>3</sup>/<sub>4</sub> in, 3 <sup>5</sup>⁄<sub>16</sub></p>"), "½ cup, 2¾ in, 3 5/16"),
    ("ordinal.html", _html("<p>21<sup>st</sup>, Acme<sup>TM</sup></p>"), "21st, AcmeTM"),
    ("bracket-note.html", _html("<p>这是事实<sup>[1]</sup>。又一个<sup>2</sup>。面积5平方米<sup>2</sup></p>"), "这是事实。又一个。面积5平方米²"),
    ("wiki-note.html", _html('<p>Fact<sup class="reference"><a href="#c">[12]</a></sup>, more.</p>'), "Fact, more."),
    ("style-sup.html", _html('<p>10<span style="vertical-align: super">6</span></p>'), "10⁶"),
    ("math.html", _html("<p>half <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>, <math><msup><mi>x</mi><mn>2</mn></msup></math></p>"), "half ½, x²"),
    ("root.html", _html("<p><math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math></p>"), "√(x+1)"),
    ("rowspan.html", _html('<table><tr><th>Region</th><th>Sales</th></tr><tr><td rowspan="2">Asia</td><td>10</td></tr><tr><td>20</td></tr><tr><td colspan="2">total</td></tr></table>'), "| Region | Sales |\n| --- | --- |\n| Asia | 10 |\n| Asia | 20 |\n| total |  |"),
    ("colspan-first.html", _html('<table><tr><th colspan="2">Name</th><th>N</th></tr><tr><td>a</td><td>b</td><td>1</td></tr></table>'), "| Name |  | N |\n| --- | --- | --- |\n| a | b | 1 |"),
    ("rowspan-last.html", _html('<table><tr><td>a</td><td rowspan="0">9</td></tr><tr><td>b</td></tr></table>'), "| a | 9 |\n| --- | --- |\n| b | 9 |"),
    ("foot-first.html", _html("<table><thead><tr><th>A<th>B</thead><tfoot><tr><td>sum<td>3</tfoot><tbody><tr><td>x<td>1<tr><td>y<td>2</tbody></table>"), "| A | B |\n| --- | --- |\n| x | 1 |\n| y | 2 |\n| sum | 3 |"),
    ("head-last.html", _html("<table><tr><td>x</td><td>1</td></tr><thead><tr><th>A<th>B</thead></table>"), "| A | B |\n| --- | --- |\n| x | 1 |"),
    ("block-span.html", _html("<table><tr><td>1<td rowspan=2 colspan=2>X<tr><td>2<tr><td>3<td>4<td>5</table>"), "| 1 | X |  |\n| --- | --- | --- |\n| 2 | X |  |\n| 3 | 4 | 5 |"),
    ("sup-in-cell.html", _html("<table><tr><td>a</td><td>10<sup>6</sup></td></tr></table>"), "| a | 10⁶ |\n| --- | --- |"),
    ("wechat.html", _html('<h1>标题</h1><div>作者</div><div id="js_content" style="visibility: hidden; opacity: 0;"><p>第一段。</p><p>第二段。</p></div>', '<meta property="og:title" content="标题">'), "第一段。\n\n第二段。"),
    ("hidden-body.html", '<html><body style="display:none"><p>All of it.</p></body></html>', "All of it."),
    ("hidden-main.html", _html('<p>Wait</p><div hidden><p>The whole article is here.</p></div>'), "Wait\n\nThe whole article is here."),
    ("hidden-part.html", _html('<p>The whole article is here.</p><p style="display:none">x</p>'), "The whole article is here."),
    ("form-page.html", _html('<form><p>The whole article is in a form.</p></form>'), "The whole article is in a form."),
    ("noscript.html", _html('<noscript><p>The article.</p></noscript>'), "The article."),
    # plain
    ("windows-lines.txt", "One\r\n\r\nTwo", "Two"),
    ("transcript.txt", "[10:00] 开场白。\n[10:05] 第二句。", "[10:00] 开场白。\n[10:05] 第二句。"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "content"), CHARACTERS, ids=[each[0] for each in CHARACTERS])
def test_an_odd_file_gives_exactly_its_words(name: str, text: str, content: str) -> None:
    assert read(name, text.encode()).content == content


def _run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def _p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


_UP = '<w:vertAlign w:val="superscript"/>'
_DOWN = '<w:vertAlign w:val="subscript"/>'
_DELETED = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HALF = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
_SQUARE = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"


def _row(*cells: tuple[str, str]) -> str:
    return (
        "<w:tr>" + "".join(f"<w:tc><w:tcPr>{how}</w:tcPr>{paragraph(words)}</w:tc>" for words, how in cells) + "</w:tr>"
    )


WORD = [
    ("page-break", _p(_run("Alfa"), '<w:r><w:br w:type="page"/></w:r>', _run("Beta")), "Alfa\n\nBeta"),
    ("column-break", _p(_run("Alfa"), '<w:r><w:br w:type="column"/></w:r>', _run("Beta")), "Alfa\n\nBeta"),
    ("deleted-mark", _p(_run("First half "), properties=_DELETED) + _p(_run("second half")), "First half second half"),
    ("deleted-marks", _p(_run("a"), properties=_DELETED) + _p(_run("b"), properties=_DELETED) + _p(_run("c")), "abc"),
    ("deleted-last-mark", _p(_run("a"), properties=_DELETED), "a"),
    ("drop-cap", _p(_run("O"), properties='<w:framePr w:dropCap="drop" w:lines="3"/>') + _p(_run("nce upon.")), "Once upon."),
    ("placeholder", _p("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + _run("Click here.") + "</w:sdtContent></w:sdt>") + paragraph("Real."), "Real."),
    ("toc-style", _p(_run("One 1"), properties='<w:pStyle w:val="TOC1"/>') + paragraph("Body."), "Body."),
    ("exponent", _p(_run("There are 10"), _run("6", _UP), _run(" people, CO"), _run("2", _DOWN)), "There are 10⁶ people, CO₂"),
    ("fraction", _p(_run("half is "), f"<m:oMath {_M}>{_HALF}</m:oMath>", _run(".")), "half is ½."),
    ("formula", _p(f"<m:oMath {_M}>{_SQUARE}<m:r><m:t>+1</m:t></m:r></m:oMath>"), "x²+1"),
    ("symbol", _p('<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>', _run("5")), "±5"),
    ("wingding", _p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', _run(" done")), "✓ done"),
    ("gridspan", "<w:tbl>" + _row(("All", '<w:gridSpan w:val="2"/>'), ("N", "")) + _row(("a", ""), ("b", ""), ("1", "")) + "</w:tbl>", "| All |  | N |\n| --- | --- | --- |\n| a | b | 1 |"),
    ("grid-before", "<w:tbl>" + _row(("A", ""), ("B", "")) + _row(("b", "")).replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>') + "</w:tbl>", "| A | B |\n| --- | --- |\n|  | b |"),
    ("vmerge", "<w:tbl>" + _row(("Asia", '<w:vMerge w:val="restart"/>'), ("10", "")) + _row(("", "<w:vMerge/>"), ("20", "")) + "</w:tbl>", "| Asia | 10 |\n| --- | --- |\n| Asia | 20 |"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content"), [each[1:] for each in WORD], ids=[each[0] for each in WORD])
def test_an_odd_word_document_gives_exactly_its_words(body: str, content: str) -> None:
    assert read("a.docx", docx(body)).content == content


@pytest.mark.parametrize(
    ("part", "data", "content"),
    [
        ("word/afchunk.html", b"<p>chunk words</p>", "chunk words\n\nx"),
        ("word/afchunk.txt", b"chunk words", "chunk words\n\nx"),
        ("word/afchunk.docx", docx(paragraph("chunk words")), "chunk words\n\nx"),
    ],
)
def test_an_embedded_document_is_read_where_it_stands(part: str, data: bytes, content: str) -> None:
    made = docx(f'<w:altChunk r:id="rId9" {_R}/>' + paragraph("x"), **{part: data})
    assert (read("a.docx", made).content, read("a.docx", made).warnings) == (content, [])


def test_a_book_keeps_figures_and_says_what_it_left_out() -> None:
    found = read("a.epub", epub({"a.xhtml": "<p>10<sup>6</sup> and <sup>1</sup>/<sub>2</sub> <img src='x'/></p>"}))
    assert (found.content, "diagrams left out: 1." in str(found.warnings[0])) == ("10⁶ and ½", True)


@pytest.mark.parametrize(
    ("data", "content", "encoding"),
    [
        ("<html><meta charset=iso-8859-1><p>你好，世界。</p>".encode(), "你好，世界。", "utf-8"),
        ("<html><meta charset=windows-1252><p>café</p>".encode(), "café", "utf-8"),
        ("<html><meta charset=gb2312><p>你好，世界。</p>".encode(), "你好，世界。", "utf-8"),
        ("你好世界".encode()[:-1], "你好世", "utf-8"),
        ("你好世界".encode()[1:], "好世界", "utf-8"),
        ("你好".encode()[:-1], "你", "utf-8"),
        ("你好世界".encode("utf-16-le"), "你好世界", "utf-16-le"),
        ("你好世界".encode("utf-16-be"), "你好世界", "utf-16-be"),
        ("Привет, мир".encode("utf-16-le"), "Привет, мир", "utf-16-le"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello there.".encode("utf-16-le"), "Hello there.", "utf-16-le"),
        ("Le café".encode("latin-1"), "Le café", "windows-1252"),
    ],
)
def test_an_encoding_that_lies_or_is_cut_is_seen_through(data: bytes, content: str, encoding: str) -> None:
    found = read("a.txt", data)
    assert (found.content, found.encoding) == (content, encoding)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.html", b"<html><body><p>x</p><iframe src=a></iframe></body></html>", "pages left out: 1."),
        ("a.html", b"<html><body><p>fact<sup>[1]</sup></p></body></html>", "note marks left out: 1."),
        ("a.html", b"<html><body><nav>abc</nav><p>x</p></body></html>", "around the article"),
        ("a.html", _html("<p>abcd</p><p hidden>ab</p>").encode(), "does not show left out: 2."),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello", "Speaker labels left out: 1."),
        ("a.ass", _ass("{\\p1}m 0 0{\\p0}a").encode(), "Drawings made of subtitle marks left out: 1."),
        ("a.lrc", b"[ar:Ann]\n[00:01.00]a", "ar: Ann"),
        ("a.txt", "你好世界".encode()[:-1], "cut inside a character"),
        ("a.docx", docx('<w:altChunk r:id="r" xmlns:r="u"/>' + paragraph("x")), "that cannot be read, left out: 1."),
        ("a.docx", docx(_p('<w:r><w:sym w:font="Webdings" w:char="F000"/></w:r>', _run("x"))), "symbol font left out"),
    ],
)
def test_what_cannot_be_kept_is_said_in_both_languages(name: str, data: bytes, said: str) -> None:
    found = read(name, data).warnings
    english, chinese = (" ".join(each.told(language) for each in found) for language in (Language.EN, Language.ZH))
    assert said in english
    assert not any("\u4e00" <= character <= "\u9fff" for character in english)
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)


_WORD = st.text("abcdefghijklmnopqrstuvwxyzéß你好世界人口", min_size=1, max_size=8)
_LINES = st.lists(st.lists(_WORD, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8)
_WRAPS = st.sampled_from(
    [
        "<p>{}</p>",
        "<div>{}</div>",
        "<li>{}</li>",
        "<h2>{}</h2>",
        "<i></i>{}<br>",
        "<table><tr><td><b></b>{}</td><td rowspan=2></td></tr></table>",
        "<p><i>{}</i></p>",
    ]
)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@settings(deadline=None, max_examples=60)
@given(_LINES, st.data())
def test_no_visible_word_of_a_page_is_lost(lines: list[str], data: st.DataObject) -> None:
    body = "".join(data.draw(_WRAPS).format(line) for line in lines)
    found = read("a.html", _html(body).encode())
    assert _letters(found.content) == _letters("".join(lines))


@settings(deadline=None, max_examples=60)
@given(_LINES, st.data())
def test_no_word_of_a_word_document_is_lost(lines: list[str], data: st.DataObject) -> None:
    marks = st.sampled_from(["", _DELETED, '<w:framePr w:dropCap="drop"/>'])
    body = "".join(_p(*(_run(word + " ") for word in line.split()), properties=data.draw(marks)) for line in lines)
    assert _letters(read("a.docx", docx(body)).content) == _letters("".join(lines))


@settings(deadline=None, max_examples=60)
@given(_LINES, st.sampled_from(["srt", "vtt", "lrc", "ass"]), st.booleans())
def test_no_word_of_subtitles_is_lost(lines: list[str], kind: str, gaps: bool) -> None:
    if kind == "ass":
        made = _ass(*lines)
    elif kind == "lrc":
        made = "".join(f"[00:{n:02}.00]{line}\n" for n, line in enumerate(lines))
    else:
        ends = "\n\n" if gaps or kind == "vtt" else "\n"
        made = "WEBVTT\n\n" if kind == "vtt" else ""
        for n, line in enumerate(lines, 1):
            made += f"{n}\n00:00:{2 * n:02}.000 --> 00:00:{2 * n + 1:02}.000\n{line}{ends}"
    assert _letters(read(f"a.{kind}", made.encode()).content) == _letters("".join(lines))
