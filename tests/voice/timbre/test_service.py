"""With which timbre something is said."""

import sys
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.engines.kokoro.packages import PARTS
from datasay.engines.registry import forget_engines
from datasay.language.pace import LOCAL
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady
from datasay.voice.timbre.models import VoiceTimbreBasic
from datasay.voice.timbre.service import ensure_builtin_timbres, pace_of, ready_timbre, stand_in_note
from tests.conftest import MakeUser
from tests.factories import make_timbre


@pytest.fixture
def without_the_natural_voice(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes this a machine on which its packages are not installed."""

    def take_away() -> None:
        for part in PARTS:
            monkeypatch.setitem(sys.modules, part, None)
        monkeypatch.delitem(sys.modules, "datasay.engines.kokoro.engine", raising=False)
        forget_engines()

    yield take_away
    monkeypatch.undo()
    forget_engines()


async def test_a_timbre_that_trains_or_failed_may_not_speak(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        for status in ("training", "failed"):
            timbre = await make_timbre(session, user.user_id, timbre_status=status)
            with pytest.raises(TimbreNotReady, match=status):
                await ready_timbre(session, resources.settings, user.user_id, timbre.timbre_id, "zh-CN")
        timbre.timbre_status = "ready"
        await session.flush()
        assert await ready_timbre(session, resources.settings, user.user_id, timbre.timbre_id, "zh-CN") is timbre


async def test_a_strangers_and_a_deleted_timbre_are_not_found(resources: Resources, make_user: MakeUser) -> None:
    user, other = await make_user("writer"), await make_user("other")
    async with resources.database.transaction(OPERATOR) as session:
        strange = await make_timbre(session, other.user_id)
        shared = await make_timbre(session, other.user_id, timbre_visibility="shared", timbre_platform_id="shared")
        gone = await make_timbre(session, user.user_id, timbre_deleted_time=utc_now())
        for timbre in (strange, gone):
            with pytest.raises(TimbreNotFound):
                await ready_timbre(session, resources.settings, user.user_id, timbre.timbre_id, "zh-CN")
        assert await ready_timbre(session, resources.settings, user.user_id, shared.timbre_id, "zh-CN") is shared


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
            return (await ready_timbre(session, resources.settings, user.user_id, None, language)).timbre_name

        assert [await default(language) for language in ("zh-CN", "zh-TW", "en-US", "fr-FR")] == [
            "first", "first", "english", "english",
        ]  # fmt: skip
        await session.execute(update(VoiceTimbreBasic).values(timbre_status="failed"))
        with pytest.raises(Invalid, match="no built-in timbre for zh-CN"):
            await ready_timbre(session, resources.settings, user.user_id, None, "zh-CN")


async def test_the_natural_voice_speaks_where_nobody_chooses(
    resources: Resources, make_user: MakeUser, without_the_natural_voice: Callable[[], None]
) -> None:
    user = await make_user()
    unset = resources.settings.model_copy(update={"voice_engine": None})
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_timbres(session, resources.settings, user.user_id)

        async def default(settings: Settings, language: str) -> str | None:
            return (await ready_timbre(session, settings, user.user_id, None, language)).timbre_platform_id

        assert [await default(unset, language) for language in ("zh-CN", "en-US")] == ["zf_xiaoxiao", "af_heart"]
        assert stand_in_note(unset) is None
        named = resources.settings.model_copy(update={"voice_engine": "local"})
        assert (await default(named, "zh-CN"), stand_in_note(named)) == ("cmn-female", None)
        without_the_natural_voice()
        assert [await default(unset, language) for language in ("zh-CN", "en-US")] == ["cmn-female", "en-us-female"]
        assert "local" in (stand_in_note(unset) or "")


async def test_a_timbre_has_the_pace_its_engine_tells(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        told = {
            name: await pace_of(
                await make_timbre(session, user.user_id, timbre_platform=engine, timbre_platform_id=name)
            )
            for engine, name in (("kokoro", "am_michael"), ("local", "cmn-male"), ("uninstalled", "x"))
        }
    assert told["am_michael"].letter > told["am_michael"].at(0.9).letter > 0
    assert told["am_michael"] != LOCAL
    assert told["cmn-male"] == told["x"] == LOCAL
