"""A1–A4 of the attack list: what belongs to someone else does not exist. From OpenAPI, so new routes count."""

import re
from collections.abc import Iterable
from typing import Any, Protocol

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import select

from datasay.api.app import create_app
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.models import FileType
from datasay.mixall.content.models import MixallContentScene
from datasay.user_auth.dependencies import ADMINISTRATORS_ONLY
from datasay.user_auth.models import UserAuthBasic, UserAuthSession, UserRole
from tests import factories
from tests.conftest import Login, MakeUser

PUBLIC = {"/healthz", "/readyz", "/metrics", "/api/v1/auth/login", "/docs", "/docs/{name}", "/openapi.json"}
_BODIES: dict[str, dict[str, object]] = {
    "/api/v1/tasks/{task_uuid}": {"task_priority": -1},
    "/api/v1/texts/{text_id}": {"text_title": "taken over"},
    "/api/v1/text-templates/{template_id}": {"template_name": "taken over"},
    "/api/v1/text-templates/{template_id}/render": {"variables": {}},
    "/api/v1/texts/{text_id}/analyses": {"analyse_type": "keyword"},
    "/api/v1/audios/{audio_id}": {"audio_title": "taken over"},
    "/api/v1/images/{image_id}": {"image_title": "taken over"},
    "/api/v1/mixalls/{mixall_id}": {"mixall_title": "taken over"},
    "/api/v1/mixalls/{mixall_id}/scenes": {"operations": [{"op": "insert", "scene_narration": "taken over"}]},
    "/api/v1/mixalls/{mixall_id}/scenes/{scene_id}/image": {"scene_image_id": 1},
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


class MakeThings(Protocol):
    """One of everything that belongs to a user, by the name of its path parameter."""

    async def __call__(self, user: UserAuthBasic) -> dict[str, Any]: ...  # Any: ids are integers, uuids, words


@pytest.fixture
def make_things(resources: Resources) -> MakeThings:
    """One of everything that belongs to a user, by the name of its path parameter."""

    async def make(user: UserAuthBasic) -> dict[str, Any]:  # Any: as above
        user_id = user.user_id
        async with resources.database.transaction(OPERATOR) as session:
            text = await factories.make_text(session, user_id)
            mixall = await factories.make_mixall(session, user_id)
            file = await factories.make_file(session, user_id, file_name=f"own {user_id}")
            sound = await factories.make_file(session, user_id, file_name=f"sound {user_id}", file_type=FileType.AUDIO)
            picture = await factories.make_file(
                session, user_id, file_name=f"picture {user_id}", file_mime_type="image/png"
            )
            of_work = MixallContentScene.scene_mixall_id == mixall.mixall_id
            held = select(UserAuthSession.session_id).where(UserAuthSession.user_id == user_id)
            made = {
                "user_id": user_id,
                "session_id": await session.scalar(held),
                "text_id": text.text_id,
                "text_version": 1,
                "analyse_id": (await factories.make_analyse(session, text.text_id)).analyse_id,
                "audio_id": mixall.mixall_audio_id,
                "image_id": (mixall.mixall_image_ids or [0])[0],
                "mixall_id": mixall.mixall_id,
                "mixall_revision": 1,
                "task_uuid": (await factories.make_task(session, user_id)).task_uuid,
                "config_id": (await factories.make_platform(session, user_id)).config_id,
                "template_id": (await factories.make_text_template(session, user_id)).template_id,
                "timbre_id": (await factories.make_timbre(session, user_id)).timbre_id,
                "file_id": file.file_id,
                "sound_id": sound.file_id,
                "picture_id": picture.file_id,
                "scene_id": await session.scalar(select(MixallContentScene.scene_id).where(of_work)),
            }
        place = resources.settings.home / "files" / file.file_path
        place.parent.mkdir(parents=True)
        place.write_bytes(b"own")
        return made

    return make


def _normal(answer: httpx.Response, keys: Iterable[object]) -> dict[str, Any]:
    body = dict(answer.json())
    body.pop("request_id")
    for key in keys:
        body["detail"] = re.sub(rf"(?<![\w-]){re.escape(str(key))}(?![\w-])", "KEY", str(body["detail"]))
        told = body.get("params", {})
        body["params"] = {name: "KEY" if str(value) == str(key) else value for name, value in told.items()}
    return body


def _missing(name: str) -> object:
    return {"task_uuid": "00000000-0000-4000-8000-000000000000", "session_id": "s" * 20}.get(name, 2_000_000_000)


async def test_a_stranger_finds_nothing_on_any_route(
    settings: Settings, make_things: MakeThings, make_user: MakeUser, login: Login
) -> None:
    """A1. The owner goes the same ways afterwards, or a way that leads nowhere at all would count as closed."""
    owner_row, stranger_row = await make_user("owner"), await make_user("stranger")
    owner, stranger = await login("owner"), await login("stranger")
    things, own = await make_things(owner_row), await make_things(stranger_row)
    nobodys = {name: _missing(name) for name in things}
    ways = [(method, path) for method, path in _operations(settings) if "{" in path]
    # What ends a thing comes last, and what others hang on last of all.
    last = ("mixall_id", "file_id", "session_id")
    ways.sort(key=lambda way: (way[0] == "delete", [name in way[1] for name in reversed(last)]))
    for method, path in ways:
        names = [name for name in re.findall(r"{(\w+)}", path) if name not in _NOT_OWNED]
        assert set(names) <= set(things), f"{path}: add what it names to `things`"
        if not names:
            continue
        body = _BODIES.get(path) if method in {"patch", "put", "post"} else None
        # Each id on its own, so that a thing of others is not reached by way of one's own either.
        for name in names:
            answers = [
                await stranger.request(method.upper(), path.format_map({**own, name: key[name]}), json=body)
                for key in (things, nobodys)
                if name not in {"text_version", "mixall_revision"}
            ]
            if not answers:
                continue
            foreign, absent = answers
            assert foreign.status_code in {403, 404}, f"{method} {path}: {foreign.status_code} {foreign.text}"
            assert foreign.status_code == absent.status_code
            if method != "head":
                keys = [*things.values(), *nobodys.values(), *own.values()]
                assert _normal(foreign, keys) == _normal(absent, keys), f"{method} {path} tells them apart"
    for method, path in ways:
        body = _BODIES.get(path) if method in {"patch", "put", "post"} else None
        if (
            path.startswith("/v1/")
            or "{price_id}" in path
            or "{engine}" in path
            or (method, path) in _FOR_ADMINS
            or path.startswith("/api/v1/users")
        ):
            continue
        if path.endswith("/events"):
            continue  # a stream that would not end; the task's own address has the same check
        answer = await owner.request(method.upper(), path.format_map(things), json=body)
        assert answer.status_code not in {401, 403, 404, 405}, f"{method} {path}: {answer.status_code} {answer.text}"


# Prices are everybody's to see and administrators' to set; engines that need no account are everybody's.
_NOT_OWNED = {"model", "price_id", "engine", "style"}
_FOR_ADMINS = {("post", "/api/v1/files/{file_id}/restore")}
# Each field of a body that names another thing: what it names, and the rest that the request needs.
_REFERENCES: dict[tuple[str, str], tuple[str, dict[str, object]]] = {
    ("/api/v1/texts/generate", "source_text_id"): ("text_id", {}),
    ("/api/v1/texts/generate", "text_template_id"): ("template_id", {"variables": {}}),
    ("/api/v1/audios/synthesize", "text_id"): ("text_id", {"audio_title": "x"}),
    ("/api/v1/audios/synthesize", "audio_timbre_id"): (
        "timbre_id",
        {"audio_title": "x", "audio_text_content": "你好。"},
    ),
    ("/api/v1/creations", "text_id"): ("text_id", {}),
    ("/api/v1/creations", "audio_timbre_id"): ("timbre_id", {"article": "你好，世界。"}),
    ("/api/v1/creations", "music_file_id"): ("sound_id", {"article": "你好，世界。"}),
    ("/api/v1/images", "file_id"): ("picture_id", {}),
    ("/api/v1/mixalls", "music_file_id"): ("sound_id", {"mixall_title": "x"}),
    ("/api/v1/mixalls", "mixall_audio_id"): ("audio_id", {"mixall_title": "x"}),
    ("/api/v1/mixalls", "mixall_image_ids"): ("image_id", {"mixall_title": "x"}),
    ("/api/v1/mixalls", "mixall_text_id"): ("text_id", {"mixall_title": "x"}),
}


# Those whose address names a thing as well: tests/mixall/scene/test_routes.py.
_ELSEWHERE = {("put", "/api/v1/mixalls/{mixall_id}/scenes/{scene_id}/image")}


def _body(path: str, field: str, named: dict[str, Any], own: dict[str, Any]) -> dict[str, object]:
    name, rest = _REFERENCES[path, field]
    body: dict[str, object] = {**rest, field: named[name]}
    if path == "/api/v1/mixalls":
        body.setdefault("mixall_audio_id", own["audio_id"])
        body.setdefault("mixall_image_ids", [own["image_id"]])
        if field == "mixall_image_ids":
            body[field] = [own["image_id"], named[name]]
    return body


def test_every_field_that_names_a_thing_is_attacked(settings: Settings) -> None:
    """A2: a new field of this kind needs its line in `_REFERENCES`."""
    app = create_app(settings)
    document = app.openapi()
    found = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
            fields = document["components"]["schemas"].get(name, {}).get("properties", {})
            found |= {(method, path, field) for field in fields if re.search(r"_ids?$|_uuid$", field)}
    found = {each for each in found if each[2] != "platform_app_id"}  # an address, no key of ours
    assert {(path, field) for method, path, field in found if method == "post"} == set(_REFERENCES)
    assert {(method, path) for method, path, _ in found if method != "post"} == _ELSEWHERE


async def test_ids_of_others_inside_a_body_are_refused_before_any_work(
    make_things: MakeThings, make_user: MakeUser, login: Login, client: httpx.AsyncClient
) -> None:
    """A2. `client`: its fixture brings the built-in timbres that its owner's own requests need."""
    owner_row, stranger_row = await make_user("owner"), await make_user("stranger")
    owner, stranger = await login("owner"), await login("stranger")
    things, own = await make_things(owner_row), await make_things(stranger_row)
    before = (await stranger.get("/api/v1/tasks")).json()
    for path, field in _REFERENCES:
        answer = await stranger.post(path, json=_body(path, field, things, own))
        assert answer.status_code in {404, 422}, f"{path} {field}: {answer.status_code} {answer.text}"
        allowed = await owner.post(path, json=_body(path, field, things, things))
        assert allowed.status_code in {201, 202}, f"{path} {field}: {allowed.status_code} {allowed.text}"
    assert (await stranger.get("/api/v1/tasks")).json() == before
    assert len((await stranger.get("/api/v1/mixalls")).json()["items"]) == 1
    assert client.is_closed is False


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


def _admin_operations(settings: Settings) -> list[tuple[str, str]]:
    """The ways that ask for an administrator, by what they depend on."""

    def asks(dependant: Dependant) -> bool:
        return dependant.call in ADMINISTRATORS_ONLY or any(asks(part) for part in dependant.dependencies)

    routes = [route for route in create_app(settings).routes if isinstance(route, APIRoute) and asks(route.dependant)]
    return sorted((method, route.path_format) for route in routes for method in route.methods or ())


async def test_admin_routes_refuse_a_plain_user_and_a_suspended_administrator(
    settings: Settings, client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    """A4. Ended sessions: `test_attacks.py`."""
    boss_row = await make_user("boss", UserRole.SUPER_ADMIN)
    boss = await login("boss")
    ways = _admin_operations(settings)
    assert len(ways) >= 6
    assert ("POST", "/api/v1/files/{file_id}/restore") in ways

    async def tried(by: httpx.AsyncClient, status: int) -> None:
        for method, path in ways:
            url = re.sub(r"{\w+}", "1", path)
            answer = await by.request(method, url, json={} if method in {"POST", "PATCH", "PUT"} else None)
            assert answer.status_code == status, f"{method} {path}: {answer.status_code}"

    await tried(client, 403)
    assert (await boss.get("/api/v1/users")).status_code == 200
    await make_user("root", UserRole.SUPER_ADMIN)
    root = await login("root")
    suspended = await root.patch(f"/api/v1/users/{boss_row.user_id}", json={"user_status": "suspended"})
    assert suspended.status_code == 200
    await tried(boss, 401)


def test_operation_ids_are_unique_and_every_route_is_described(settings: Settings) -> None:
    app = create_app(settings)
    operations = [operation for path in app.openapi()["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation.get("description") for operation in operations)
