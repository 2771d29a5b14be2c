"""With which timbre something is said."""

import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady
from datasay.voice.timbre.models import VoiceTimbreBasic
from datasay.voice.timbre.service import ready_timbre
from tests.conftest import MakeUser
from tests.factories import make_timbre


async def test_a_timbre_that_trains_or_failed_may_not_speak(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        for status in ("training", "failed"):
            timbre = await make_timbre(session, user.user_id, timbre_status=status)
            with pytest.raises(TimbreNotReady, match=status):
                await ready_timbre(session, user.user_id, timbre.timbre_id, "zh-CN")
        timbre.timbre_status = "ready"
        await session.flush()
        assert await ready_timbre(session, user.user_id, timbre.timbre_id, "zh-CN") is timbre


async def test_a_strangers_and_a_deleted_timbre_are_not_found(resources: Resources, make_user: MakeUser) -> None:
    user, other = await make_user("writer"), await make_user("other")
    async with resources.database.transaction(OPERATOR) as session:
        strange = await make_timbre(session, other.user_id)
        shared = await make_timbre(session, other.user_id, timbre_visibility="shared", timbre_platform_id="shared")
        gone = await make_timbre(session, user.user_id, timbre_deleted_time=utc_now())
        for timbre in (strange, gone):
            with pytest.raises(TimbreNotFound):
                await ready_timbre(session, user.user_id, timbre.timbre_id, "zh-CN")
        assert await ready_timbre(session, user.user_id, shared.timbre_id, "zh-CN") is shared


async def test_without_a_wish_the_first_shared_one_of_the_language_that_is_ready_speaks(
    resources: Resources, make_user: MakeUser
) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:

        async def shared(name: str, language: str, **more: object) -> VoiceTimbreBasic:
            return await make_timbre(
                session,
                user.user_id,
                timbre_name=name,
                timbre_platform_id=name,
                timbre_language=language,
                **({"timbre_visibility": "shared"} | more),
            )

        await shared("private", "zh-CN", timbre_visibility="private")
        await shared("training", "zh-CN", timbre_status="training")
        await shared("deleted", "zh-CN", timbre_deleted_time=utc_now())
        await shared("first", "zh-CN")
        await shared("second", "zh-CN")
        await shared("english", "en-GB")

        async def default(language: str) -> str:
            return (await ready_timbre(session, user.user_id, None, language)).timbre_name

        assert [await default(language) for language in ("zh-CN", "zh-TW", "en-US", "fr-FR")] == [
            "first", "first", "english", "english",
        ]  # fmt: skip
        await session.execute(update(VoiceTimbreBasic).values(timbre_status="failed"))
        with pytest.raises(Invalid, match="no built-in timbre for zh-CN"):
            await ready_timbre(session, user.user_id, None, "zh-CN")
