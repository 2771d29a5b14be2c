"""Files become texts over the real API: what each kind of file keeps, and how it says what it left out."""

from collections.abc import Callable

import httpx
import pytest

from datasay.digest.article import read_article
from tests.text_exchange.building import W, archive, docx, epub, imported, paragraph, send
from tests.text_exchange.test_encodings import JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL

STORY = "我与父亲不相见已二年余了，我最不能忘记的是他的背影。\n\n那年冬天，祖母死了，父亲的差使也交卸了。"


async def test_a_text_file_becomes_a_text(client: httpx.AsyncClient) -> None:
    answer = await send(
        client, "背影.txt", STORY.encode("gbk"), text_content_type="dialogue", text_tags=["散文", "朱自清"]
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["import_format"], made["import_encoding"], made["import_warnings"]) == ("txt", "gb18030", [])
    text = made["text"]
    assert (text["text_title"], text["text_content"]) == ("背影", STORY)
    assert (text["text_content_type"], text["text_tags"], text["text_language"]) == (
        "dialogue",
        ["散文", "朱自清"],
        "zh-CN",
    )
    assert answer.headers["Location"] == f"/api/v1/texts/{text['text_id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (await client.get(answer.headers["Location"])).json() == text


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED[0], "gbk", "gb18030"),
        (TRADITIONAL[-2], "big5", "big5"),
        (JAPANESE[-1], "shift_jis", "shift_jis"),
        (KOREAN[-1], "euc_kr", "euc-kr"),
        (SIMPLIFIED[-1], "utf-16", "utf-16"),
        ("Le café est très bon, n'est-ce pas ?", "latin-1", "windows-1252"),
    ],
)
async def test_the_answer_says_which_encoding_was_read(
    client: httpx.AsyncClient, text: str, codec: str, name: str
) -> None:
    made = await imported(client, "a.txt", text.encode(codec))
    assert (made["text"]["text_content"], made["import_encoding"]) == (text, name)


async def test_a_wrong_guess_can_be_put_right(client: httpx.AsyncClient) -> None:
    rare = "螞蟻"  # in Big5 two characters that are two others, quite possible ones, in GBK
    assert (await imported(client, "a.txt", rare.encode("big5")))["text"]["text_content"] != rare
    made = await imported(client, "a.txt", rare.encode("big5"), import_encoding="big5")
    assert (made["text"]["text_content"], made["import_encoding"]) == (rare, "big5")
    refused = await send(client, "a.txt", "中文".encode("gbk"), import_encoding="utf-8")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "file")


@pytest.mark.parametrize(
    ("name", "content", "title", "kept"),
    [
        ("story.txt", f"背影\n\n{STORY}", "背影", STORY),
        ("story.txt", f"他说：走吧。\n\n{STORY}", "story", f"他说：走吧。\n\n{STORY}"),  # a sentence is no title
        ("他说：走吧。.txt", f"他说：走吧。\n\n{STORY}", "他说：走吧。", STORY),  # unless the file is called so
        ("story.txt", f"第一行\n第二行\n\n{STORY}", "story", f"第一行\n第二行\n\n{STORY}"),
        ("..\\..\\C:\\evil\u202egpj.txt", "Hello there.", "evilgpj", "Hello there."),
        (".txt", "Hello there.", "未命名 Untitled", "Hello there."),
    ],
)
async def test_the_title_is_the_documents_else_the_files(
    client: httpx.AsyncClient, name: str, content: str, title: str, kept: str
) -> None:
    text = (await imported(client, name, content.encode()))["text"]
    assert (text["text_title"], text["text_content"]) == (title, kept)


async def test_a_given_title_wins(client: httpx.AsyncClient) -> None:
    text = (await imported(client, "a.md", b"# Another\n\nWords.", text_title="Mine"))["text"]
    assert (text["text_title"], text["text_content"]) == ("Mine", "# Another\n\nWords.")


async def test_markdown_is_kept_and_its_front_matter_read(client: httpx.AsyncClient) -> None:
    body = "# 背影\n\n我与父亲**不相见**已二年余了，见[原文](https://example.org)。\n\n```\ncode\n```"
    matter = '---\ntitle: "背影: 节选"\ntags: [散文, "a, b"]\nlang: zh-TW\ndraft: true\n---\n\n'
    made = await imported(client, "post.md", (matter + body).encode(), text_tags=["收藏"])
    assert (made["text"]["text_title"], made["text"]["text_content"]) == ("背影: 节选", body)
    assert (made["text"]["text_tags"], made["text"]["text_language"]) == (["收藏", "散文", "a, b"], "zh-TW")
    assert (made["import_format"], made["import_warnings"]) == (
        "md",
        ["The front matter's draft were not kept."],
    )
    listed = (await imported(client, "b.md", b"---\ntitle: T\ntags:\n  - one\n  - two\n---\nWords."))["text"]
    assert (listed["text_title"], listed["text_tags"]) == ("T", ["one", "two"])
    ruled = (await imported(client, "c.md", b"---\n\n# Head\n\nWords.\n\n---\n\nMore."))["text"]
    assert (ruled["text_title"], ruled["text_content"][:3]) == ("Head", "---")  # a rule, no front matter


DOCUMENT = (
    '<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>背影</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>第一节</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>我与父亲</w:t></w:r><w:ins><w:r><w:t>不相见</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText>"
    "</w:r></w:del><w:r><w:br/><w:t>已二年余了，</w:t></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    '<w:sdt><w:sdtContent><w:p><w:r><w:t xml:space="preserve">控件 里</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    + "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{words}</w:t></w:r></w:p>"
        for words, number, level in (("甲", 1, 0), ("乙", 1, 1), ("first", 2, 0), ("second", 2, 0))
    )
    + "<w:tbl><w:tr><w:tc>"
    + paragraph("名称")
    + "</w:tc><w:tc>"
    + paragraph("数")
    + "</w:tc></w:tr>"
    "<w:tr><w:tc>" + paragraph("茶") + "</w:tc><w:tc>" + paragraph("3") + "</w:tc></w:tr></w:tbl>"
    "<w:tbl><w:tr><w:tc>" + paragraph("框里的字。") + "</w:tc></w:tr></w:tbl>"
    "<w:p><w:r><w:drawing><blip/></w:drawing></w:r></w:p>" + paragraph("完。")
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="base"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="小标题"/><w:basedOn w:val="base"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
)
NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="8">'
    '<w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    "</w:numbering>"
)


async def test_a_word_document_keeps_its_words_and_order(client: httpx.AsyncClient) -> None:
    parts = {"word/styles.xml": STYLES, "word/numbering.xml": NUMBERING}
    made = await imported(client, "x.docx", docx(DOCUMENT, **parts))
    assert (made["import_format"], made["import_encoding"]) == ("docx", None)
    assert made["import_warnings"] == [
        "Pictures or diagrams left out: 1.",
        "Characters deleted with tracked changes left out: 2.",
        "Characters of hidden text left out: 2.",
    ]
    assert made["text"]["text_title"] == "背影"
    assert made["text"]["text_content"] == (
        "## 第一节\n\n我与父亲不相见\n已二年余了，链接\n\n控件 里\n\n- 甲\n    - 乙\n5. first\n6. second\n\n"
        "| 名称 | 数 |\n| --- | --- |\n| 茶 | 3 |\n\n框里的字。\n\n完。"
    )


async def test_what_is_imported_reads_well_to_the_script_engine(client: httpx.AsyncClient) -> None:
    prose = (
        paragraph("我与父亲不相见已二年余了，我最不能忘记的是他的背影。那年冬天，祖母死了，父亲的差使也交卸了。") * 3
    )
    items = "".join(
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{words}</w:t></w:r></w:p>"
        for words in ("紫毛大衣", "朱红的橘子")
    )
    head = DOCUMENT[: DOCUMENT.index("<w:p><w:r><w:t>我与父亲")]
    parts = {"word/styles.xml": STYLES, "word/numbering.xml": NUMBERING}
    text = (
        await imported(client, "x.docx", docx(head + prose + paragraph("他买了两样东西：") + items + prose, **parts))
    )["text"]
    article = read_article(text["text_content"], text["text_title"])
    assert article.title == "背影"
    assert "他买了两样东西：紫毛大衣、朱红的橘子。" in article.paragraphs
    assert not any(mark in paragraph for paragraph in article.paragraphs for mark in ("#", "- ", "第一节"))


PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}"><title>背影 - 某某网</title>
<style>p {{ color: red }}</style><script>var x = "不该出现";</script></head><body>
<nav><a href="/">首页</a><a href="/b">栏目</a></nav><header>广告横幅</header>
<article><header><h1>背影</h1></header><!-- 注释 -->
<p>我与父亲<b>不相见</b>已二年余了，
我最不能忘记的是他的背影。</p><p hidden>藏着</p><img src="x.png" alt="图">
<h2>第一节</h2><ul><li>甲<li>乙<ol start="3"><li>内</ol></ul>
<table><tr><th>名称<th>数<tr><td>茶<td>3</table>
<p>&nbsp;A &amp; B&lt;br&gt; 一行<br>又一行 <ruby>漢<rt>kan</rt></ruby></p><pre>竖
排</pre></article>
<aside>相关阅读</aside><footer>版权所有</footer><form><button>提交</button></form></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "big5", "utf-16"])
async def test_a_page_gives_its_main_content(client: httpx.AsyncClient, codec: str) -> None:
    page = PAGE.replace("亲", "親").replace("记", "記").replace("图", "圖").replace("栏", "欄").replace("广", "廣")
    page = page.replace("与", "與").replace("见", "見").replace("页", "頁").replace("横", "橫").replace("节", "節")
    page = page.replace("现", "現").replace("该", "該").replace("释", "釋").replace("着", "著").replace("内", "內")
    page = page.replace("称", "稱").replace("数", "數").replace("竖", "豎").replace("关", "關").replace("阅", "閱")
    page = page.replace("读", "讀").replace("权", "權").replace("网", "網").replace("余", "餘").replace("标", "標")
    page = page.replace("首頁", "首頁").replace("栏目", "欄目").replace("版权", "版權")
    made = await imported(client, "a.html", page.format(charset=codec).encode(codec))
    assert made["import_format"] == "html"
    assert made["text"]["text_title"] == "背影"
    assert made["text"]["text_content"] == (
        "我與父親不相見已二年餘了，我最不能忘記的是他的背影。\n\n## 第一節\n\n- 甲\n- 乙\n    3. 內\n\n"
        "| 名稱 | 數 |\n| --- | --- |\n| 茶 | 3 |\n\nA & B<br> 一行\n又一行 漢\n\n豎\n排"
    )
    lost = " ".join(made["import_warnings"])
    assert [
        what in lost for what in ("Pictures or diagrams left out: 1.", "around the article", "(ruby) left out: 1.")
    ] == [True] * 3


async def test_chinese_that_calls_itself_no_more_than_chinese_is_told_apart(client: httpx.AsyncClient) -> None:
    for words, language in ((SIMPLIFIED, "zh-CN"), (TRADITIONAL, "zh-TW")):
        page = f'<html lang="zh"><head><title>T</title></head><body><p>{words}</p></body></html>'
        assert (await imported(client, "a.html", page.encode()))["text"]["text_language"] == language


async def test_a_page_without_an_article_is_taken_whole(client: httpx.AsyncClient) -> None:
    page = b"<html lang=en><title>A tale</title><body><div>Once upon a time.</div><p>The end.</p></body></html>"
    made = await imported(client, "a.txt", page)
    assert (made["text"]["text_title"], made["text"]["text_content"]) == ("A tale", "Once upon a time.\n\nThe end.")
    assert made["import_warnings"] == ["The file is called .txt, but its content is html; it was read as that."]
    client.headers["Accept-Language"] = "zh"
    assert (await imported(client, "a.txt", page))["import_warnings"] == [
        "文件名以 .txt 结尾，内容却是 html，已按后者读取。"
    ]


async def test_a_books_chapters_come_in_order(client: httpx.AsyncClient) -> None:
    book = epub(
        {
            "b%20b.xhtml".replace("%20", "_"): "<h1>第一章</h1><p>从前&nbsp;有座山。</p><script/>",
            "a.xhtml": "<h1>第二章</h1><p>山里有座庙。<a/></p><title/><p>庙里有个老和尚。</p>",
        }
    )
    made = await imported(client, "book.epub", book)
    assert made["import_format"] == "epub"
    text = made["text"]
    assert (text["text_title"], text["text_tags"], text["text_language"]) == ("书名", ["小说"], "zh-CN")
    assert text["text_content"] == "# 第一章\n\n从前 有座山。\n\n# 第二章\n\n山里有座庙。\n\n庙里有个老和尚。"


async def test_subtitles_lose_their_numbers_and_times(client: httpx.AsyncClient) -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\n<i>你好</i>，\n世界\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\nlines\n"
    made = await imported(client, "a.srt", srt.replace("\n", "\r\n").encode("gbk"))
    assert (made["import_format"], made["text"]["text_content"]) == ("srt", "你好，世界\nTwo lines")
    vtt = b"WEBVTT\n\nNOTE hidden\n\nx\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hello\n"
    assert (await imported(client, "a.vtt", vtt))["text"]["text_content"] == "Hello"


@pytest.mark.parametrize(
    "make", [lambda: docx(paragraph("Words in it.")), lambda: epub({"a.xhtml": "<p>Words in it.</p>"})]
)
async def test_the_kind_is_told_from_the_content(client: httpx.AsyncClient, make: Callable[[], bytes]) -> None:
    made = await imported(client, "misnamed.txt", make())
    assert made["text"]["text_content"] == "Words in it."
    assert made["import_format"] in made["import_warnings"][-1]


async def test_odd_characters_are_kept_or_said_to_be_gone(client: httpx.AsyncClient) -> None:
    words = "👩‍👩‍👧 مرحبا \u202bשלום\u202c e\u0301 𠮷 fine"
    assert (await imported(client, "a.txt", words.encode()))["text"]["text_content"] == words
    made = await imported(client, "a.txt", b"A bell\x07 and \x1b[0m form.\x0cfeed\r\nline\x1a")
    assert made["text"]["text_content"] == "A bell and [0m form.\n\nfeed\nline"
    assert made["import_warnings"] == ["2 control characters were removed."]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text_content_type": "poem"}, "text_content_type"),
        ({"text_language": "Chinese"}, "text_language"),
        ({"text_title": "背" * 201}, "text_title"),
        ({"text_title": "a\x00b"}, "text_title"),
        ({"text_tags": ["x" * 51]}, "text_tags.0"),
        ({"text_tags": [str(n) for n in range(51)]}, "text_tags"),
        ({"import_encoding": "rot13"}, "import_encoding"),
        ({"text_id": "1"}, "text_id"),
        ({"text_title": "x" * 5000}, "text_title"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_kept(
    client: httpx.AsyncClient, fields: dict[str, object], field: str
) -> None:
    answer = await send(client, "a.txt", b"Words.", **fields)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert (await client.get("/api/v1/texts")).json()["items"] == []


async def test_a_title_of_two_hundred_characters_is_taken_a_longer_one_cut(client: httpx.AsyncClient) -> None:
    assert (await imported(client, "a.txt", b"W.", text_title="背" * 200))["text"]["text_title"] == "背" * 200
    made = await imported(client, "a.md", f"# {'长' * 250}\n\nWords.".encode())
    assert made["text"]["text_title"] == "长" * 200
    assert made["import_warnings"] == ["The title was cut to 200 characters."]


async def test_a_form_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    where = "/api/v1/texts/import"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    whole = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nWords.\r\n--b--\r\n'
    assert (await client.post(where, content=whole, headers=kind)).status_code == 201
    for headers, body, field in (
        ({"Content-Type": "application/json"}, b"{}", "body"),
        (kind, whole[:-12], "body"),
        (kind, b"nonsense", "body"),
        (kind, whole.replace(b'; filename="a.txt"', b""), "file"),
        (kind, whole.replace(b'"file"', b'"text_title"'), "file"),
        (kind, whole[:-6] + b"\r\n" + whole, "file"),
    ):
        answer = await client.post(where, content=body, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), body


async def test_an_import_belongs_to_who_sent_it(client: httpx.AsyncClient, anonymous: httpx.AsyncClient) -> None:
    assert (await send(anonymous, "a.txt", b"Words.")).status_code == 401
    made = await imported(client, "a.txt", b"Words.")
    assert made["text"]["text_created_user_id"] == (await client.get("/api/v1/auth/me")).json()["user_id"]


async def test_archives_that_are_no_documents_are_named(client: httpx.AsyncClient) -> None:
    for parts, said in (
        ({"a.txt": "Words"}, "unpack it"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "a spreadsheet"),
        ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "a presentation"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument"),
    ):
        answer = await send(client, "a.docx", archive(parts))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (415, "file")
        assert said in answer.json()["detail"]
