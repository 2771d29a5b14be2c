"""Which timbres a user sees, and how the built-in ones come to be rows."""

import httpx
import pytest
from sqlalchemy import func, select

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.voice.timbre.models import VoiceTimbreBasic
from datasay.voice.timbre.service import ensure_builtin_timbres
from tests.conftest import MakeUser
from tests.factories import make_timbre


async def _names(client: httpx.AsyncClient, **params: str | int) -> set[str]:
    listed = await client.get("/api/v1/timbres", params={"limit": 100, **params})
    assert listed.status_code == 200, listed.text
    return {timbre["timbre_name"] for timbre in listed.json()["items"]}


async def test_a_user_sees_the_built_in_ones_and_their_own(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, resources: Resources, writer_id: int
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mine = await make_timbre(session, writer_id, timbre_name="我的")
        gone = await make_timbre(session, writer_id, timbre_name="删了", timbre_deleted_time=utc_now())
    built_in = await _names(stranger)
    assert await _names(client) == built_in | {"我的"}
    assert len(built_in) >= 2
    assert (await client.get(f"/api/v1/timbres/{mine.timbre_id}")).json()["timbre_name"] == "我的"
    for reader, timbre in ((stranger, mine), (client, gone)):
        answer = await reader.get(f"/api/v1/timbres/{timbre.timbre_id}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/timbre-not-found")


async def test_a_list_holds_what_was_asked_for(client: httpx.AsyncClient, resources: Resources, writer_id: int) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await make_timbre(session, writer_id, timbre_name="练着", timbre_status="training", timbre_language="zh-CN")
        await make_timbre(session, writer_id, timbre_name="坏了", timbre_status="failed", timbre_language="fr-FR")
    assert await _names(client, timbre_status="training") == {"练着"}
    assert await _names(client, timbre_language="fr-FR", timbre_platform="local") == {"坏了"}
    assert await _names(client, timbre_status="training", timbre_language="fr-FR") == set()
    wrong = await client.get("/api/v1/timbres", params={"timbre_status": "asleep"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "query.timbre_status")


async def test_a_second_start_adds_no_timbre(resources: Resources, make_user: MakeUser) -> None:
    owner = await make_user()
    counted = []
    for _ in range(2):
        async with resources.database.transaction(OPERATOR) as session:
            await ensure_builtin_timbres(session, resources.settings, owner.user_id)
            counted.append(await session.scalar(select(func.count()).select_from(VoiceTimbreBasic)) or 0)
    assert counted[0] == counted[1] > 1


@pytest.mark.parametrize("field", ["timbre_language", "timbre_platform"])
async def test_what_cannot_be_a_filter_is_refused_by_name(client: httpx.AsyncClient, field: str) -> None:
    answer = await client.get("/api/v1/timbres", params={field: "x" * 51})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"query.{field}")
