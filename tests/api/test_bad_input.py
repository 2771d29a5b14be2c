"""Bad input to the main job and what belongs to it: a clear 4xx that names the field, and nothing left behind."""

import base64
import json
import random

import httpx
from sqlalchemy import text

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.text.content.schemas import ARTICLE_LIMIT
from datasay.user_auth.models import UserRole
from datasay.voice.timbre.service import ensure_builtin_timbres
from tests import factories
from tests.conftest import Login, MakeUser

_JSON = {"Content-Type": "application/json"}
GOOD = "你好，世界。今天天气很好，我们去公园散步吧。"
BINARY = random.Random(7).randbytes(4000)
_TABLES = (
    "text_content_basic",
    "mixall_content_basic",
    "task_management_queue",
    "task_management_outbox",
    "file_storage_basic",
    "voice_audio_basic",
    "image_content_basic",
)

# what is sent instead of or beside a good article; the field that must be named; words that say what to do
WRONG: dict[str, tuple[dict[str, object], str, str]] = {
    "an empty article": ({"article": ""}, "article", "must not be empty"),
    "spaces and line ends": ({"article": " \n\t \r\n　"}, "article", "must not be empty"),
    "only emoji": ({"article": "🎉🎉🎉 👍👍🏽 👨‍👩‍👧‍👦"}, "article", "needs words"),
    "only punctuation": ({"article": "……！？——“”。"}, "article", "needs words"),
    "only zero-width characters": ({"article": "\u200b\u200d\ufeff"}, "article", "needs words"),
    "a megabyte": ({"article": "长" * 350_000}, "article", f"at most {ARTICLE_LIMIT:,} characters"),
    "a binary file": ({"article": BINARY.decode("latin-1")}, "article", "NUL"),
    "half a character": ({"article": "坏\ud83d掉"}, "article", "half a character"),
    "no text": ({"article": None}, "body", "either text_id or article"),
    "a list": ({"article": [GOOD]}, "article", "string"),
    "both sources": ({"text_id": 1}, "body", "either text_id or article"),
    "an unknown text": ({"article": None, "text_id": 2_000_000_000}, "", "There is no text"),
    "a text of no number": ({"article": None, "text_id": "背影"}, "text_id", "must be a number"),
    "an unknown timbre": ({"audio_timbre_id": 2_000_000_000}, "", "There is no timbre"),
    "a timbre of another kind": ({"audio_timbre_id": "female"}, "audio_timbre_id", "must be a number"),
    "a timbre below zero": ({"audio_timbre_id": -1}, "audio_timbre_id", "1 or more"),
    "an unknown style": ({"style": "baroque"}, "style", "Known:"),
    "a style that is a path": ({"style": "../../etc/passwd"}, "style", "Known:"),
    "no seconds": ({"target_seconds": 0}, "target_seconds", "10 or more"),
    "seconds below zero": ({"target_seconds": -60}, "target_seconds", "10 or more"),
    "a year": ({"target_seconds": 31_536_000}, "target_seconds", "1800 or less"),
    "seconds in words": ({"target_seconds": "soon"}, "target_seconds", "number"),
    "yes for seconds": ({"target_seconds": True}, "target_seconds", "number"),
    "an unknown shape": ({"mixall_aspect": "4:3"}, "mixall_aspect", "9:16"),
    "an unknown kind": ({"mixall_type": "opera"}, "mixall_type", "video_with_voice"),
    "too long a title": ({"mixall_title": "长" * 201}, "mixall_title", "at most 200"),
    "a title of two lines": ({"mixall_title": "一\n二\u0000"}, "mixall_title", "NUL"),
    "a misspelt field": ({"target_second": 60}, "target_second", "not known here"),
}


WRONG_WORK: list[tuple[str, dict[str, object], str]] = [
    ("/texts/generate", {"prompt": GOOD, "target_seconds": 1e9}, "target_seconds"),
    ("/texts/generate", {"prompt": GOOD, "engine": "oracle"}, "engine"),
    ("/audios/synthesize", {"audio_title": "问候", "audio_text_content": ""}, "audio_text_content"),
    ("/audios/synthesize", {"audio_title": "问候", "audio_text_content": " \n "}, "audio_text_content"),
    ("/audios/synthesize", {"audio_title": "问候", "audio_text_content": "🎉"}, "audio_text_content"),
    ("/audios/synthesize", {"audio_title": "问候", "audio_text_content": GOOD, "audio_speed": 99}, "audio_speed"),
    ("/audios/synthesize", {"audio_title": "问候", "audio_text_content": "……！"}, "audio_text_content"),
    ("/audios/synthesize", {"audio_title": " ", "audio_text_content": GOOD}, "audio_title"),
    ("/images/generate", {"image_title": "公园", "image_prompt": ""}, "image_prompt"),
    ("/images/generate", {"image_title": "公园", "image_prompt": "树", "image_width": 99_999}, "image_width"),
    ("/images/generate", {"image_title": "公园", "image_prompt": "树", "image_width": 0}, "image_width"),
    ("/images/generate", {"image_title": "公园", "image_prompt": "树", "engine": "crayon"}, "engine"),
]


async def _rows(resources: Resources) -> dict[str, int]:
    async with resources.database.transaction(OPERATOR) as session:
        return {table: await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in _TABLES}  # noqa: S608  our own names


def _files(resources: Resources) -> list[str]:
    return [str(path) for path in resources.settings.home.rglob("*") if path.is_file()]


def _body(changed: dict[str, object]) -> bytes:
    """As JSON; half a character can only be written as an escape."""
    body = {"article": GOOD} | changed
    return json.dumps({name: value for name, value in body.items() if value is not None}).encode()


def _complaint(answer: httpx.Response, field: str, words: str) -> str | None:
    """What is wrong with this refusal."""
    problem = answer.json()
    if answer.headers["Content-Type"] != "application/problem+json":
        return "no problem document"
    if answer.status_code != (422 if field else 404):
        return f"answered {answer.status_code}"
    if words not in problem["detail"]:
        return str(problem["detail"])
    if field and field not in {wrong["field"] for wrong in problem["errors"]}:
        return f"names {problem['errors']}"
    return "sends back what was sent" if len(answer.content) > 2000 else None


async def test_the_main_job_refuses_and_keeps_nothing(client: httpx.AsyncClient, resources: Resources) -> None:
    before = await _rows(resources)
    complaints: dict[str, str | None] = {}
    for case, (changed, field, words) in WRONG.items():
        answer = await client.post("/api/v1/creations", content=_body(changed), headers=_JSON)
        complaints[case] = _complaint(answer, field, words)
        assert await _rows(resources) == before, case
    assert {case: complaint for case, complaint in complaints.items() if complaint} == {}
    assert _files(resources) == []


async def test_a_body_beyond_the_limit_is_413_before_it_is_read(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/creations", json={"article": "长" * 3_000_000})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert "upload larger things as files" in answer.json()["detail"]


async def test_what_is_no_json_object_is_refused(client: httpx.AsyncClient, resources: Resources) -> None:
    before = await _rows(resources)
    for body in (b"", b"{", b"[]", b'"article"', b"\xff\xfe{}", BINARY, b'{"article": NaN}'):
        for headers in (_JSON, {"Content-Type": "application/octet-stream"}, {}):
            answer = await client.post("/api/v1/creations", content=body, headers=headers)
            assert answer.status_code in {400, 415, 422}, f"{headers}: {answer.text}"
            assert answer.json()["status"] == answer.status_code
    assert await _rows(resources) == before


async def test_deep_json_is_refused(client: httpx.AsyncClient) -> None:
    for depth in (1_000, 100_000):
        body = b'{"article": ' + b"[" * depth + b"]" * depth + b"}"
        answer = await client.post("/api/v1/creations", content=body, headers=_JSON)
        assert answer.status_code in {400, 422}, answer.text[:500]


async def test_a_timbre_that_is_not_ready_is_named(client: httpx.AsyncClient, resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text("UPDATE voice_timbre_basic SET timbre_status = 'training'"))
        timbre_id = await session.scalar(text("SELECT min(timbre_id) FROM voice_timbre_basic"))
    before = await _rows(resources)
    answer = await client.post("/api/v1/creations", json={"article": GOOD, "audio_timbre_id": timbre_id})
    assert answer.status_code == 409
    assert str(timbre_id) in answer.json()["detail"]
    assert await _rows(resources) == before


async def test_a_kept_text_without_words_is_refused_as_an_article_is(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    user_id = (await client.get("/api/v1/auth/me")).json()["user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        emoji = await factories.make_text(session, user_id, text_content="🎉🎉")
        long = await factories.make_text(session, user_id, text_content="长" * (ARTICLE_LIMIT + 1))
    before = await _rows(resources)
    for kept, words in ((emoji, "needs words"), (long, "shorten it")):
        answer = await client.post("/api/v1/creations", json={"text_id": kept.text_id})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text_id")
        assert words in answer.json()["detail"]
    assert await _rows(resources) == before


async def test_each_kind_of_work_refuses_and_keeps_nothing(client: httpx.AsyncClient, resources: Resources) -> None:
    before = await _rows(resources)
    complaints: dict[str, str | None] = {}
    for path, body, field in WRONG_WORK:
        answer = await client.post(f"/api/v1{path}", json=body)
        complaints[f"{path} {body}"] = _complaint(answer, field, "")
        assert await _rows(resources) == before, f"{path} {body}"
    assert {case: complaint for case, complaint in complaints.items() if complaint} == {}


async def test_a_file_uploaded_as_an_article_must_be_text(client: httpx.AsyncClient, resources: Resources) -> None:
    for name, data in (("a.txt", BINARY), ("empty.txt", b""), ("b.md", base64.b64decode("AAECAwQF"))):
        answer = await client.post("/api/v1/files", files={"file": (name, data)})
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["detail"]
    assert (await _rows(resources))["file_storage_basic"] == 0
    assert _files(resources) == []


async def test_an_admin_is_refused_as_everybody_is(make_user: MakeUser, login: Login, resources: Resources) -> None:
    root = await make_user("root", UserRole.SUPER_ADMIN)
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_timbres(session, resources.settings, root.user_id)
    client = await login("root")
    for case, (changed, _, _) in WRONG.items():
        answer = await client.post("/api/v1/creations", content=_body(changed), headers=_JSON)
        assert answer.status_code in {404, 422}, case


async def test_what_no_route_reads_behind_the_question_mark_is_refused(client: httpx.AsyncClient) -> None:
    for address, field, words in (
        ("/texts?bogus=1", "query.bogus", "leave it out"),
        ("/texts?text_statu=draft", "query.text_statu", "is text_status meant?"),
        ("/texts?limit=1&Limit=2", "query.Limit", "is limit meant?"),
        ("/timbres?timbre_langauge=zh-CN", "query.timbre_langauge", "is timbre_language meant?"),
        ("/engines?kind=", "query.kind", "leave it out"),
    ):
        answer = await client.get(f"/api/v1{address}")
        assert _complaint(answer, field, words) is None, address
    chinese = await client.get("/api/v1/tasks?stauts=1", headers={"Accept-Language": "zh"})
    assert "没有这个参数" in chinese.json()["detail"]
    assert (await client.get("/api/v1/texts?limit=1&q=")).status_code == 200
