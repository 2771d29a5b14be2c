"""Attacks on every route there is, from the OpenAPI document, so that new routes are attacked too (A2–A4, N2).

Where the others of the first list are: A1 and A4 `test_permissions.py`; N1, N4 `tests/user_auth/test_login.py`; N2
`test_sessions.py` and `test_users.py`, N3 `test_throttle.py` there; U1–U5 `tests/file_storage/test_attacks.py`; U6
`tests/media/test_ffmpeg.py` and `tests/composition/test_ass.py`; D1 `tests/fault/test_database_restart.py`; D2–D4
`test_faults.py`.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from datasay.api.app import create_app
from datasay.core.settings import Settings
from datasay.user_auth.models import UserRole
from tests.api.test_permissions import PUBLIC
from tests.conftest import Login, MakeUser

Schema = dict[str, Any]  # Any: a JSON schema
# Columns that stay inside: what is secret, and where things lie.
_INNER = re.compile(
    r"hash$|^file_path$|secret$|^platform_(access|refresh)_token$|lease|^task_idempotency_key$|password"
)
# Shown on purpose: checksums of the user's own files; a random password, once, to the administrator who had it made.
_SHOWN = {
    ("FileRead", "file_hash_md5"),
    ("FileRead", "file_hash_sha256"),
    ("UserCreated", "user_password"),
    ("AuditRead", "audit_hash"),  # what an administrator keeps elsewhere to see that nothing was removed
    ("AuditRead", "audit_previous_hash"),
}


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The application, for its document."""
    return create_app(settings)


def _operations(app: FastAPI) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            if path not in PUBLIC:
                yield method.upper(), path, operation


def _resolve(app: FastAPI, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schemas of objects that this one stands for, with their names."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found: Schema = app.openapi()["components"]["schemas"][name]
        if "properties" in found:
            yield name, found
        else:
            yield from _resolve(app, found)
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _resolve(app, part)
    if "items" in schema:
        yield from _resolve(app, schema["items"])


def _inputs(app: FastAPI, operation: Schema) -> Iterator[tuple[str, Schema]]:
    content = operation.get("requestBody", {}).get("content", {})
    yield from _resolve(app, content.get("application/json", {}).get("schema", {}))


def _url(path: str) -> str:
    path = path.replace("{task_uuid}", "00000000-0000-4000-8000-000000000000").replace("{session_id}", "s" * 20)
    return re.sub(r"\{\w+\}", "1", path)


def test_every_input_refuses_fields_it_does_not_know(app: FastAPI) -> None:
    """A3: no `user_id`, `status` or `file_path` can be slipped in. The OpenAI doors take what their clients send."""
    seen, open_ones = set(), set()
    for method, path, operation in _operations(app):
        for name, schema in _inputs(app, operation):
            seen.add(name)
            if schema.get("additionalProperties") is not False and not path.startswith("/v1/"):
                open_ones.add(f"{method} {path}: {name}")
    assert len(seen) >= 12
    assert open_ones == set()


def test_nobody_can_say_who_owns_a_thing_or_what_became_of_it(app: FastAPI) -> None:
    """A3: owners, counters and results are the platform's to write."""
    settable = re.compile(
        r"_created_user_id$|_deleted_time$|_created_time$|_count$|^task_|_score$|_version$|^file_path$"
    )
    found = {
        f"{method} {path}: {field}"
        for method, path, operation in _operations(app)
        for _, schema in _inputs(app, operation)
        for field in schema["properties"]
        if settable.search(field)
    }
    # A user may put what waits behind; who goes ahead is looked at (tests/task_management/test_routes.py).
    assert found == {"PATCH /api/v1/tasks/{task_uuid}: task_priority"}


def test_no_answer_has_a_field_for_what_stays_inside(app: FastAPI) -> None:
    """A3: neither secrets nor places."""
    schemas = app.openapi()["components"]["schemas"]
    answered: set[str] = set()
    for operations in app.openapi()["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    answered |= {name for name, _ in _reachable(app, content.get("schema", {}), set())}
    assert len(answered) >= 12
    leaking = {(name, field) for name in answered for field in schemas[name]["properties"] if _INNER.search(field)}
    assert leaking - _SHOWN == set()


def _reachable(app: FastAPI, schema: Schema, seen: set[str]) -> Iterator[tuple[str, Schema]]:
    for name, found in _resolve(app, schema):
        if name not in seen:
            seen.add(name)
            yield name, found
            for field in found["properties"].values():
                yield from _reachable(app, field, seen)


async def test_an_ended_session_opens_nothing(
    app: FastAPI, make_user: MakeUser, login: Login, anonymous: httpx.AsyncClient
) -> None:
    """A4, N2: on every route, also an administrator's, also by cookie."""
    await make_user("root", UserRole.SUPER_ADMIN)
    ended = await login("root")
    token = ended.headers["Authorization"].removeprefix("Bearer ")
    assert (await ended.post("/api/v1/auth/logout")).status_code in {200, 204}
    wrong: dict[str, int] = {}
    tried = 0
    for method, path, _ in _operations(app):
        tried += 1
        answer = await ended.request(method, _url(path))
        if answer.status_code != 401:
            wrong[f"{method} {path}"] = answer.status_code
        cookie = {"Cookie": f"datasay_session={token}"}
        answer = await anonymous.request(method, _url(path), headers=cookie)
        if answer.status_code not in {401, 403}:  # 403: a change by cookie without the page's own token
            wrong[f"{method} {path} by cookie"] = answer.status_code
    assert wrong == {}
    assert tried >= 30
