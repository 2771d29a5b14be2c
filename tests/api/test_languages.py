"""Bad input of every kind over HTTP is told in the reader's language, with its values, and without a word of Python."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from datasay.user_auth.models import UserRole
from tests.conftest import Login, MakeUser

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PYTHON = re.compile(r"NoneType|\bNone\b|Traceback|Error\b|__|<class|object at 0x|Input should|_parsing|Field required")
_UNKNOWN = "0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e"
_JSON = {"Content-Type": "application/json"}
_TEXT = {"text_title": "背影", "text_content": "我与父亲不相见已二年余了。"}

# how it is asked; the status; the type; a field that is named; values that are told, typed
CASES: dict[str, tuple[tuple[str, str, dict[str, Any]], int, str, str, dict[str, Any]]] = {
    "a wrong type": (("POST", "/texts", {"json": {**_TEXT, "text_title": 7}}), 422, "invalid", "text_title", {}),
    "a number in words": (
        ("POST", "/creations", {"json": {"article": "你好。", "target_seconds": "soon"}}),
        *(422, "invalid", "target_seconds", {}),
    ),
    "a field that is missing": (("POST", "/texts", {"json": {"text_title": "a"}}), 422, "invalid", "text_content", {}),
    "a field that is unknown": (("POST", "/texts", {"json": {**_TEXT, "colour": 1}}), 422, "invalid", "colour", {}),
    "too long": (
        ("POST", "/texts", {"json": {**_TEXT, "text_title": "长" * 201}}),
        *(422, "invalid", "text_title", {"max_length": 200, "length": 201}),
    ),
    "too much": (
        ("POST", "/creations", {"json": {"article": "你好。", "target_seconds": 9999}}),
        *(422, "invalid", "target_seconds", {"maximum": 1800}),
    ),
    "an unknown value": (
        ("POST", "/creations", {"json": {"article": "你好。", "mixall_aspect": "4:3"}}),
        *(422, "invalid", "mixall_aspect", {"known": ["9:16", "16:9", "1:1"]}),
    ),
    "an unknown engine": (
        ("POST", "/texts/generate", {"json": {"prompt": "你好。", "engine": "oracle"}}),
        *(422, "invalid", "engine", {"engine": "oracle"}),
    ),
    "a language that is none": (
        ("POST", "/texts", {"json": {**_TEXT, "text_language": "Chinese"}}),
        *(422, "invalid", "text_language", {}),
    ),
    "two sources": (("POST", "/creations", {"json": {}}), 422, "invalid", "body", {}),
    "null": (("PATCH", "/auth/me", {"json": {"user_email": None}}), 422, "invalid", "user_email", {}),
    "no JSON": (("POST", "/texts", {"content": b'{"a": ', "headers": _JSON}), 422, "invalid", "body", {"place": 6}),
    "no UTF-8": (("POST", "/texts", {"content": b'"\xff"', "headers": _JSON}), 422, "invalid", "body", {}),
    "an unknown order": (("GET", "/texts?sort=colour", {}), 422, "invalid", "query.sort", {"sort": "colour"}),
    "a bad cursor": (("GET", "/texts?cursor=x", {}), 422, "invalid", "query.cursor", {}),
    "a page too large": (("GET", "/texts?limit=1000", {}), 422, "invalid", "query.limit", {"maximum": 100}),
    "a bad id": (("GET", "/texts/0", {}), 422, "invalid", "path.text_id", {"minimum": 1}),
    "an id that is none": (("GET", "/tasks/seven", {}), 422, "invalid", "path.task_uuid", {}),
    "NUL in the address": (("GET", "/texts?q=%00", {}), 422, "invalid", "query.q", {}),
    "no such text": (("GET", "/texts/2000000000", {}), 404, "text-not-found", "", {"text_id": 2_000_000_000}),
    "no such task": (("GET", f"/tasks/{_UNKNOWN}", {}), 404, "task-not-found", "", {"task_uuid": _UNKNOWN}),
    "no such address": (("GET", "/nothing", {}), 404, "http-404", "", {}),
    "a wrong method": (("PUT", "/texts", {}), 405, "http-405", "", {"allowed": ["GET", "POST"]}),
    "too large": (
        ("POST", "/texts", {"content": b"x" * 8_388_609, "headers": _JSON}),
        *(413, "too-large", "body", {"most": 8_388_608}),
    ),
    "a body of another kind": (
        ("POST", "/texts", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
        *(415, "unsupported-media", "", {}),
    ),
    "a file of another kind": (
        ("POST", "/files", {"files": {"file": ("a.exe", b"MZ\x90\x00" * 40)}}),
        *(415, "file-type-refused", "", {}),
    ),
    "not for users": (("GET", "/users", {}), 403, "role-too-low", "", {}),
}


async def _told(
    client: httpx.AsyncClient, asked: tuple[str, str, dict[str, Any]], language: str
) -> tuple[httpx.Response, dict[str, Any]]:
    method, path, sent = asked
    headers = {**sent.get("headers", {}), "Accept-Language": language}
    answer = await client.request(method, f"/api/v1{path}", **{**sent, "headers": headers})
    return answer, answer.json()


def _check_words(english: Mapping[str, Any], chinese: Mapping[str, Any]) -> None:
    for problem, is_chinese in ((english, False), (chinese, True)):
        for words in (problem["title"], problem["detail"], *(wrong["message"] for wrong in problem["errors"])):
            assert bool(_CHINESE.search(words)) is is_chinese, words
            assert not _PYTHON.search(words), words
    for name in ("type", "status", "params"):
        assert english[name] == chinese[name]
    for one, other in zip(english["errors"], chinese["errors"], strict=True):
        assert (one["field"], one["params"]) == (other["field"], other["params"])


async def test_bad_input_is_told_in_both_languages(client: httpx.AsyncClient) -> None:
    complaints: dict[str, str] = {}
    for case, (asked, status, kind, field, params) in CASES.items():
        answer, english = await _told(client, asked, "fr, en;q=0.5")
        again, chinese = await _told(client, asked, "zh-CN,zh;q=0.9,en;q=0.8")
        try:
            assert (answer.status_code, english["type"]) == (status, f"/problems/{kind}")
            assert (answer.headers["Content-Language"], again.headers["Content-Language"]) == ("en", "zh-CN")
            assert "Accept-Language" in answer.headers["Vary"]
            assert params.items() <= english["params"].items()
            if field:
                assert english["errors"][0]["field"] == field
                assert params.items() <= english["errors"][0]["params"].items()
            _check_words(english, chinese)
        except AssertionError as fault:
            complaints[case] = f"{fault} {english}"
    assert complaints == {}


async def test_who_is_not_let_in_is_told_so(anonymous: httpx.AsyncClient) -> None:
    nobody = ("GET", "/texts", {"headers": {"Authorization": "Bearer wrong"}})
    answer, english = await _told(anonymous, nobody, "en")
    _, chinese = await _told(anonymous, nobody, "zh")
    assert (answer.status_code, english["type"]) == (401, "/problems/unauthenticated")
    _check_words(english, chinese)
    wrong = ("POST", "/auth/login", {"json": {"user_name": "nobody", "user_password": "not the password"}})
    for _ in range(12):
        answer, english = await _told(anonymous, wrong, "en")
        _, chinese = await _told(anonymous, wrong, "zh")
        if answer.status_code == 429:
            break
        assert english["type"] == "/problems/wrong-login"
        if chinese["type"] == english["type"]:
            _check_words(english, chinese)
    assert (answer.status_code, english["type"]) == (429, "/problems/too-many-logins")
    assert 0 < english["params"]["seconds"] <= int(answer.headers["Retry-After"])


async def test_a_conflict_is_told_in_both_languages(make_user: MakeUser, login: Login) -> None:
    await make_user("root", UserRole.SUPER_ADMIN)
    client = await login("root")
    again = ("POST", "/users", {"json": {"user_name": "root", "user_email": "root@example.org"}})
    answer, english = await _told(client, again, "en")
    _, chinese = await _told(client, again, "zh")
    assert (answer.status_code, english["type"]) == (409, "/problems/user-exists")
    _check_words(english, chinese)


async def test_several_wrong_fields_are_all_told(client: httpx.AsyncClient) -> None:
    both = ("POST", "/texts", {"json": {"text_title": "长" * 201, "text_content": ""}})
    _, english = await _told(client, both, "en")
    _, chinese = await _told(client, both, "zh")
    _check_words(english, chinese)
    assert english["params"] == {"fields": ["text_title", "text_content"]}
    assert chinese["detail"].count("；") == 1
