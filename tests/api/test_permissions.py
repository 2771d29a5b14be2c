"""A1–A4 of the attack list: what belongs to someone else does not exist. From OpenAPI, so new routes count."""

from typing import Any

import httpx
import pytest

from datasay.api.app import create_app
from datasay.core.identity import SYSTEM
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.user_auth.models import UserRole
from tests import factories
from tests.conftest import Login, MakeUser

PUBLIC = {"/healthz", "/readyz", "/metrics", "/api/v1/auth/login", "/docs", "/openapi.json", "/docs/oauth2-redirect"}
_BODIES: dict[str, dict[str, object]] = {
    "/api/v1/texts/{text_id}": {"text_title": "taken over"},
    "/api/v1/text-templates/{template_id}": {"template_name": "taken over"},
    "/api/v1/text-templates/{template_id}/render": {"variables": {}},
    "/api/v1/texts/{text_id}/analyses": {"analyse_type": "keyword"},
    "/api/v1/audios/{audio_id}": {"audio_title": "taken over"},
    "/api/v1/images/{image_id}": {"image_title": "taken over"},
    "/api/v1/mixalls/{mixall_id}": {"mixall_title": "taken over"},
    "/api/v1/files/{file_id}": {"file_tags": ["taken over"]},
    "/api/v1/platforms/{config_id}": {"platform_status": "inactive"},
}


def _operations(app_settings: Settings) -> list[tuple[str, str]]:
    app = create_app(app_settings)
    return [
        (method, path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete", "head"}
    ]


@pytest.fixture
async def things(resources: Resources, make_user: MakeUser) -> dict[str, object]:
    """One of everything, owned by `owner`, by the name of its path parameter."""
    owner = await make_user("owner")
    async with resources.database.transaction(SYSTEM) as session:
        text = await factories.make_text(session, owner.user_id)
        mixall = await factories.make_mixall(session, owner.user_id)
        task = await factories.make_task(session, owner.user_id)
        return {
            "text_id": text.text_id,
            "audio_id": mixall.mixall_audio_id,
            "image_id": (mixall.mixall_image_ids or [0])[0],
            "mixall_id": mixall.mixall_id,
            "task_uuid": task.task_uuid,
            "config_id": (await factories.make_platform(session, owner.user_id)).config_id,
            "template_id": (await factories.make_text_template(session, owner.user_id)).template_id,
            "file_id": (await factories.make_file(session, owner.user_id, file_name="own")).file_id,
        }


def _normal(answer: httpx.Response, key: object) -> dict[str, Any]:
    body = dict(answer.json())
    body.pop("request_id")
    return body | {"detail": str(body["detail"]).replace(str(key), "KEY")}


async def test_a_stranger_finds_nothing_on_any_route(
    settings: Settings, things: dict[str, object], make_user: MakeUser, login: Login
) -> None:
    await make_user("stranger")
    stranger = await login("stranger")
    tried = 0
    for method, path in _operations(settings):
        name = path.partition("{")[2].partition("}")[0]
        if name not in things:
            continue
        tried += 1
        missing = "00000000-0000-4000-8000-000000000000" if name == "task_uuid" else 2_000_000_000
        answers = []
        for key in (things[name], missing):
            url = path.replace("{" + name + "}", str(key))
            body = _BODIES.get(path) if method in {"patch", "put", "post"} else None
            answers.append(await stranger.request(method.upper(), url, json=body))
        foreign, absent = answers
        assert foreign.status_code in {403, 404}, f"{method} {path}: {foreign.status_code} {foreign.text}"
        assert foreign.status_code == absent.status_code
        if method != "head":
            assert _normal(foreign, things[name]) == _normal(absent, missing), f"{method} {path} tells them apart"
    assert tried >= 15


async def test_ids_of_others_inside_a_body_are_refused_before_any_work(
    things: dict[str, object], make_user: MakeUser, login: Login, resources: Resources
) -> None:
    user = await make_user("stranger")
    stranger = await login("stranger")
    async with resources.database.transaction(SYSTEM) as session:
        own_audio = await factories.make_audio(session, user.user_id)
    tries: list[tuple[str, dict[str, object]]] = [
        ("/texts/generate", {"source_text_id": things["text_id"]}),
        ("/audios/synthesize", {"audio_title": "x", "text_id": things["text_id"]}),
        ("/creations", {"text_id": things["text_id"]}),
        ("/mixalls", {"mixall_title": "x", "mixall_audio_id": things["audio_id"], "mixall_image_ids": [1]}),
        (
            "/mixalls",
            {"mixall_title": "x", "mixall_audio_id": own_audio.audio_id, "mixall_image_ids": [things["image_id"]]},
        ),
    ]
    for path, body in tries:
        answer = await stranger.post(f"/api/v1{path}", json=body)
        assert answer.status_code in {404, 422}, f"{path}: {answer.status_code} {answer.text}"
    listed = (await stranger.get("/api/v1/tasks")).json()["items"]
    assert listed == []


async def test_fields_that_are_not_the_users_to_set_are_refused(client: httpx.AsyncClient) -> None:
    for extra in ({"text_created_user_id": 1}, {"text_id": 5}, {"text_version": 9}, {"text_word_count": 1}):
        answer = await client.post("/api/v1/texts", json={"text_title": "t", "text_content": "c", **extra})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == next(iter(extra))
    answer = await client.patch("/api/v1/auth/me", json={"user_role": "super_admin"})
    assert answer.status_code in {405, 422}
    assert (await client.get("/api/v1/auth/me")).json()["user_role"] == UserRole.USER


async def test_every_route_but_the_public_ones_asks_who_is_there(
    settings: Settings, anonymous: httpx.AsyncClient
) -> None:
    tried = 0
    for method, path in _operations(settings):
        if path in PUBLIC:
            continue
        tried += 1
        url = path.replace("{task_uuid}", "00000000-0000-4000-8000-000000000000")
        url = url.replace("{session_id}", "s" * 20)
        while "{" in url:
            url = url.replace(url[url.index("{") : url.index("}") + 1], "1")
        answer = await anonymous.request(method.upper(), url)
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
    assert tried >= 30


async def test_admin_routes_refuse_a_plain_user(settings: Settings, client: httpx.AsyncClient) -> None:
    tried = 0
    for method, path in _operations(settings):
        if not path.startswith("/api/v1/users"):
            continue
        tried += 1
        url = path.replace("{user_id}", "1")
        answer = await client.request(method.upper(), url, json={} if method in {"post", "patch", "put"} else None)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
    assert tried >= 3


def test_operation_ids_are_unique_and_every_route_is_described(settings: Settings) -> None:
    app = create_app(settings)
    operations = [operation for path in app.openapi()["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation.get("description") for operation in operations)
