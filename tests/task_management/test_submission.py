"""A repeated key gives the earlier task, before anything is checked or spent, whatever has changed in between."""

import httpx
import pytest

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.task_management import service
from datasay.task_management.errors import KeyReused
from datasay.task_management.kinds import TaskKind
from datasay.task_management.schemas import Asked
from tests.conftest import MakeUser
from tests.factories import make_text, make_text_template

_KEY = {"Idempotency-Key": "k-1"}


async def _repeated(client: httpx.AsyncClient, path: str, body: dict[str, object], gone: str) -> None:
    """Ask, take away what was asked about, ask again."""
    first = await client.post(path, json=body, headers=_KEY)
    assert first.status_code == 202, first.text
    assert (await client.delete(gone)).status_code == 204
    assert (await client.post(path, json=body)).status_code == 404  # without the key it is a new request
    again = await client.post(path, json=body, headers=_KEY)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["Location"] == first.headers["Location"]


async def test_a_text_is_generated_once_also_when_its_template_was_deleted(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        template_id = (await make_text_template(session, writer_id)).template_id
    body: dict[str, object] = {"text_template_id": template_id, "variables": {"name": "海"}}
    await _repeated(client, "/api/v1/texts/generate", body, f"/api/v1/text-templates/{template_id}")


async def test_a_text_is_rewritten_once_also_when_it_was_deleted(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        text_id = (await make_text(session, writer_id)).text_id
    await _repeated(client, "/api/v1/texts/generate", {"source_text_id": text_id}, f"/api/v1/texts/{text_id}")


async def test_a_long_text_is_analysed_once_also_when_it_was_deleted_or_is_short_now(
    client: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        text_id = (await make_text(session, writer_id, text_content="海很大，风也很大。" * 2500)).text_id
    where = f"/api/v1/texts/{text_id}"
    asked = {"analyse_type": "sentiment"}
    first = await client.post(f"{where}/analyses", json=asked, headers=_KEY)
    assert (await client.patch(where, json={"text_content": "短了。"})).status_code == 200
    again = await client.post(f"{where}/analyses", json=asked, headers=_KEY)
    assert (again.status_code, again.json()) == (202, first.json())
    assert (await client.delete(where)).status_code == 204
    again = await client.post(f"{where}/analyses", json=asked, headers=_KEY)
    assert (again.status_code, again.json()) == (202, first.json())


async def test_a_key_of_another_request_is_refused_before_that_one_is_checked(
    resources: Resources, make_user: MakeUser, kind: TaskKind
) -> None:
    user = await make_user()
    checked: list[object] = []

    async def submit(number: int) -> str:
        async def check() -> service.Planned:
            checked.append(number)
            return service.Planned("test")

        async with resources.database.transaction(OPERATOR) as session:
            request = {"number": number}
            task = await service.submit_task(
                session, resources, user_id=user.user_id, kind=kind, request=request, asked=Asked("k-1"), check=check
            )
        return task.task_uuid

    assert await submit(1) == await submit(1)
    with pytest.raises(KeyReused):
        await submit(2)
    assert checked == [1]


async def test_what_is_refused_leaves_its_key_free(client: httpx.AsyncClient) -> None:
    refused = await client.post("/api/v1/texts/generate", json={"source_text_id": 2_000_000_000}, headers=_KEY)
    assert refused.status_code == 404
    started = await client.post("/api/v1/texts/generate", json={"prompt": "海很大。"}, headers=_KEY)
    assert started.status_code == 202
