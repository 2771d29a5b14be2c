"""Texts become files: they open in the programs they are for, and come back with the same words."""

import io
import re
import zipfile
from itertools import pairwise

import httpx
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.language.counting import count_words
from datasay.text.content.queries import find_text
from datasay.text_exchange.document import render
from datasay.text_exchange.markup import blocks_of
from datasay.text_exchange.write_text import write_text
from datasay.voice.audio.models import VoiceAudioBasic
from tests import factories
from tests.conftest import Login, MakeUser
from tests.text_exchange.building import imported

CONTENT = """# 第一节

我与父亲不相见已**二年**余了，见[原文](https://example.org/a?b=1)。
第二行紧跟着。 5*6*7 = 210，a_b_c，&lt;标签&gt;，<b>不是标签</b>

- 甲
- 乙
    - 丙

1. one
2. two

中间一段。

7. seven
8. eight

| 名称 | 数 |
| --- | --- |
| 茶 | 3 |

> 引用的话。

```
code *x* [1]
```

---

The *End* of it. Another sentence!"""
TEXT = {
    "text_title": "背影：节选",
    "text_content": CONTENT,
    "text_tags": ["散文", "a, b"],
    "text_language": "zh-CN",
}
POEM = "　　轻轻的我走了，\n　　正如我轻轻的来；\n\n　　我轻轻的招手，\n　　作别西天的云彩。"


async def _made(client: httpx.AsyncClient, **values: object) -> int:
    answer = await client.post("/api/v1/texts", json=TEXT | values)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["text_id"])


async def _export(client: httpx.AsyncClient, text_id: int, kind: str) -> httpx.Response:
    answer = await client.get(f"/api/v1/texts/{text_id}/export", params={"format": kind})
    assert answer.status_code == 200, answer.text
    return answer


def _words(content: str) -> list[str]:
    """What a reader would say: no marks, no addresses, no punctuation."""
    plain = write_text("", content)
    plain = re.sub(r"\(https?://[^)]*\)|^\s*(?:-|\d+\.) |[-|#>*`]", " ", plain, flags=re.MULTILINE)
    return re.findall(r"[\u3400-\u9fff]|\w+", plain)


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("txt", "text/plain; charset=utf-8"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("srt", "application/x-subrip; charset=utf-8"),
    ],
)
async def test_a_file_is_sent_safely_under_the_titles_name(
    client: httpx.AsyncClient, kind: str, media_type: str
) -> None:
    answer = await _export(client, await _made(client, text_title='../背影: "a/b"'), kind)
    assert answer.headers["Content-Type"] == media_type
    header = answer.headers["Content-Disposition"]
    assert header.startswith('attachment; filename="')
    assert header.endswith(f".{kind}")
    assert "filename*=UTF-8''" in header
    assert "%E8%83%8C%E5%BD%B1" in header
    assert not set('/\\:"') & set(header.split("filename=", 1)[1].split(";")[0].strip('"'))


@pytest.mark.parametrize(
    "content", [CONTENT, POEM, "一句话。", "# Only a heading", "5*6*7 and snake_case_name and *it*"]
)
@pytest.mark.parametrize("kind", ["md", "txt", "docx"])
async def test_what_is_exported_comes_back_with_the_same_words(
    client: httpx.AsyncClient, kind: str, content: str
) -> None:
    answer = await _export(client, await _made(client, text_content=content), kind)
    name = f"背影：节选.{kind}"
    again = (await imported(client, name, answer.content))["text"]
    assert again["text_title"] == TEXT["text_title"]
    assert _words(again["text_content"]) == _words(content)
    if kind == "md":
        assert (again["text_content"], again["text_tags"]) == (content, TEXT["text_tags"])
    if kind == "docx" and content == CONTENT:
        assert again["text_language"] == "zh-CN"


async def test_structure_survives_word(client: httpx.AsyncClient) -> None:
    answer = await _export(client, await _made(client), "docx")
    again = (await imported(client, "a.docx", answer.content))["text"]["text_content"]
    assert again.startswith("# 第一节\n\n我与父亲不相见已二年余了，见原文。\n第二行紧跟着。")
    assert "- 甲\n- 乙\n    - 丙\n" in again
    assert "1. one\n2. two\n\n中间一段。\n\n7. seven\n8. eight" in again
    assert "| 名称 | 数 |\n| --- | --- |\n| 茶 | 3 |" in again
    assert "> 引用的话。" in again
    assert "```\ncode *x* [1]\n```" in again


async def test_the_word_document_names_fonts_for_chinese(client: httpx.AsyncClient) -> None:
    answer = await _export(client, await _made(client), "docx")
    document = Document(io.BytesIO(answer.content))
    styles = [(each.style.name, each.text) for each in document.paragraphs if each.style is not None]
    assert styles[:2] == [("Title", "背影：节选"), ("Heading 1", "第一节")]
    assert ("List Bullet", "甲") in styles
    assert ("List Bullet 2", "丙") in styles
    assert ("List Number", "one") in styles
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for fonts in (defaults.find(qn("w:rFonts")), document.styles["Heading 1"].element.rPr.find(qn("w:rFonts"))):
        assert fonts.get(qn("w:eastAsia")) in {"SimSun", "SimHei"}
        assert not [name for name in fonts.attrib if "Theme" in name]  # it would win over the named font
    assert defaults.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    runs = {run.text: run for run in document.paragraphs[2].runs}
    assert runs["二年"].bold is True
    assert document.paragraphs[2].hyperlinks[0].address == "https://example.org/a?b=1"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["名称", "数"], ["茶", "3"]]
    assert (document.core_properties.title, document.core_properties.keywords) == ("背影：节选", "散文, a, b")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert parts.testzip() is None


async def test_control_characters_do_not_break_a_word_document(client: httpx.AsyncClient) -> None:
    text_id = await _made(client, text_content="a\x01b\x0c\ufffe 中\x1f文", text_title="t")
    again = (await imported(client, "a.docx", (await _export(client, text_id, "docx")).content))["text"]
    assert again["text_content"] == "ab 中文"


async def test_links_that_run_something_are_no_links(client: httpx.AsyncClient) -> None:
    text_id = await _made(client, text_content="[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://x.org)")
    document = Document(io.BytesIO((await _export(client, text_id, "docx")).content))
    assert [link.address for each in document.paragraphs for link in each.hyperlinks] == ["https://x.org"]


_SCRIPT = "你好，世界。今天我们说说茶。\n\n茶有六类，各有各的味道，各有各的喝法，喝茶的人也各有各的讲究。"


def _cues(srt: str) -> list[tuple[float, float, str]]:
    cues = []
    for number, part in enumerate(srt.strip().split("\n\n"), 1):
        place, times, *lines = part.split("\n")
        assert place == str(number)
        found = re.fullmatch(r"(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})", times)
        assert found is not None
        h, m, s, ms, h2, m2, s2, ms2 = map(int, found.groups())
        cues.append((h * 3600 + m * 60 + s + ms / 1000, h2 * 3600 + m2 * 60 + s2 + ms2 / 1000, "\n".join(lines)))
    return cues


async def test_subtitles_are_estimated_without_a_voice(client: httpx.AsyncClient) -> None:
    text_id = await _made(client, text_content=_SCRIPT, text_content_type="script")
    answer = await _export(client, text_id, "srt")
    assert answer.headers["X-Timings"] == "estimated"
    cues = _cues(answer.text)
    assert [text for _, _, text in cues][:2] == ["你好，世界", "今天我们说说茶"]
    assert all(start < end for start, end, _ in cues)
    assert all(before[1] <= after[0] for before, after in pairwise(cues))
    assert 8 < cues[-1][1] < 16  # 40 syllables and their pauses
    again = (await imported(client, "a.srt", answer.content))["text"]["text_content"]
    assert _words(again) == _words(_SCRIPT)


async def test_subtitles_follow_the_newest_voice_of_these_words(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    text_id = await _made(client, text_content="你好，世界。\n\n再见。", text_content_type="script")
    user_id = (await client.get("/api/v1/auth/me")).json()["user_id"]

    def timings(start: float) -> list[dict[str, object]]:
        words = [{"text": "你好", "text_start": 0, "text_end": 2, "start": start, "end": start + 0.5}]
        return [
            {
                "text": "你好，世界。",
                "text_start": 0,
                "text_end": 6,
                "start": start,
                "end": start + 1.5,
                "words": words,
            },
            {"text": "再见。", "text_start": 7, "text_end": 10, "start": start + 2, "end": start + 3, "words": []},
        ]

    same = {"audio_text_id": text_id, "audio_text_content": "你好，世界。\n再见。"}
    async with resources.database.transaction(OPERATOR) as session:
        first = await factories.make_audio(session, user_id, **same, audio_timings=timings(9.0))
        same |= {"audio_title": "t", "audio_file_id": first.audio_file_id, "audio_created_user_id": user_id}
        for values in (
            {"audio_timings": timings(0.25)},
            {"audio_timings": timings(5.0), "audio_text_content": "别的话。"},
            {"audio_timings": timings(6.0), "audio_status": "failed"},
            {"audio_timings": timings(7.0), "audio_deleted_time": utc_now()},
        ):
            session.add(VoiceAudioBasic(**(same | values)))
            await session.flush()
    answer = await _export(client, text_id, "srt")
    assert answer.headers["X-Timings"] == "measured"
    assert _cues(answer.text) == [(0.25, 1.75, "你好，世界"), (2.25, 3.25, "再见")]
    await client.patch(f"/api/v1/texts/{text_id}", json={"text_content": "改过了。"})
    assert (await _export(client, text_id, "srt")).headers["X-Timings"] == "estimated"


async def test_a_text_that_cannot_be_subtitles_is_refused(client: httpx.AsyncClient) -> None:
    for content, said in (("……！", "no words"), ("茶有六类。" * 12_000, "60,000 characters")):
        answer = await client.get(f"/api/v1/texts/{await _made(client, text_content=content)}/export?format=srt")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/export-refused")
        assert said in answer.json()["detail"]


async def test_a_large_text_is_exported(client: httpx.AsyncClient) -> None:
    content = "\n\n".join("我与父亲不相见已二年余了，我最不能忘记的是他的背影。" for _ in range(36_000))
    text_id = await _made(client, text_content=content[:999_990])
    for kind in ("docx", "txt", "md"):
        assert len((await _export(client, text_id, kind)).content) > 30_000


async def test_a_strangers_deleted_or_unknown_text_is_not_exported(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login, resources: Resources
) -> None:
    text_id = await _made(client)
    await make_user("stranger")
    stranger = await login("stranger")
    for kind in ("md", "srt"):
        assert (await stranger.get(f"/api/v1/texts/{text_id}/export?format={kind}")).status_code == 404
    assert (await client.get(f"/api/v1/texts/{text_id}/export?format=pdf")).status_code == 422
    await client.delete(f"/api/v1/texts/{text_id}")
    assert (await client.get(f"/api/v1/texts/{text_id}/export")).status_code == 404
    async with resources.database.transaction(OPERATOR) as session:
        assert await find_text(session, text_id, 1) is None


_PIECES = st.text(st.sampled_from(list("茶有a5 \n*_`#>-|[]()&;<>.1!\\~\"'　")), min_size=1, max_size=80)


@given(_PIECES)
def test_no_word_is_lost_in_plain_text_or_blocks(content: str) -> None:
    """Whatever marks are strewn about: letters and digits that were there are there, in order."""
    blocks = blocks_of(content)
    kept = "".join(
        "".join(cell for row in each.rows for cell in row)
        if each.rows
        else (str(each.number) if each.number else "") + each.text + "".join(span.href for span in each.spans)
        for each in blocks
    )
    wanted = [character for character in content if character in "茶有a5"]
    found = iter(character for character in kept if character in "茶有a5")
    assert all(character in found for character in wanted), (content, kept)
    again = blocks_of(render(blocks))
    assert count_words(render(again)) == count_words(render(blocks))
