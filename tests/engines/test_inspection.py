"""Forms of accounts that strangers write: a bad one is said to be, and no list of engines is the worse for it."""

from typing import Any, ClassVar

import httpx
import pytest
from pydantic import Field

from datasay.engines import registry
from datasay.engines.inspection import wrong_with
from datasay.engines.protocols import AccountForm, Checked, EngineInfo, Progress, Speech, SpeechRequest, VoiceEngine
from datasay.engines.protocols import VoiceInfo as Voice
from datasay.engines.protocols.account import schema_of
from datasay.engines.questions import checked
from datasay.engines.registry import KINDS
from datasay.wording.languages import Language
from datasay.wording.told import Told


class _SelfHolding(AccountForm):
    platform_app_id: str = "here"
    fallback: "_SelfHolding | None" = None


class _Surrogate(AccountForm):
    flavour: str = Field("x", description="bad \ud800")


class _Endless(AccountForm):
    flavour: str = Field("x", description="x" * 200_000)


class _Columnless(AccountForm):
    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:  # Any: as the base says
        return {"type": "object"}


class _OnceOnly(AccountForm):
    asked: ClassVar[int] = 0

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # Any: as the base says
        cls.asked += 1
        if cls.asked > 1:
            raise RuntimeError
        return super().model_json_schema(*args, **kwargs)


class _Undumpable(AccountForm):
    platform_app_id: str

    def model_dump(self, **_: Any) -> dict[str, Any]:  # Any: as strangers write it
        raise SystemExit(3)


def _engine(form: type[AccountForm]) -> type[VoiceEngine]:
    class Odd(VoiceEngine):
        info = EngineInfo(name="odd", kind="voice", version="1", description="怪 · Odd", account=form)

        async def voices(self) -> tuple[Voice, ...]:
            return ()

        async def synthesize(self, _request: SpeechRequest, _progress: Progress) -> Speech:
            raise NotImplementedError

    return Odd


@pytest.mark.parametrize("form", [_Surrogate, _Endless, _Columnless])
def test_a_form_that_cannot_be_shown_is_said_to_be(form: type[AccountForm]) -> None:
    assert "schema of its account" in str(wrong_with(_engine(form), "voice", "odd", KINDS["voice"]))


@pytest.fixture
def installed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[VoiceEngine]:
    """An engine with the form of the test, as it were installed."""
    odd = _engine(request.param)
    assert wrong_with(odd, "voice", "odd", KINDS["voice"]) is None
    listed = registry.list_engines()

    def with_odd() -> list[registry.Listed]:
        return [*listed, registry.Listed("voice", "odd", "odd", odd.info)]

    monkeypatch.setattr(registry, "list_engines", with_odd)
    monkeypatch.setattr("datasay.platform_integration.engine_states.list_engines", with_odd)
    return odd


@pytest.mark.parametrize("installed", [_OnceOnly], indirect=True)
async def test_a_form_that_can_be_asked_once_harms_no_list(
    client: httpx.AsyncClient, installed: type[VoiceEngine]
) -> None:
    for _ in range(2):
        answer = await client.get("/api/v1/engines")
        assert answer.status_code == 200, answer.text
        (odd,) = [one for one in answer.json()["items"] if one["engine_name"] == installed.info.name]
        assert set(odd["engine_account_form"]["properties"]) >= {"platform_app_id", "platform_app_secret"}


@pytest.mark.parametrize("installed", [_Undumpable], indirect=True)
async def test_a_form_that_cannot_tell_what_it_holds_is_the_engines_fault(
    client: httpx.AsyncClient, installed: type[VoiceEngine]
) -> None:
    wanted = {"platform_name": installed.info.name, "platform_app_id": "x"}
    answer = await client.post("/api/v1/platforms", json=wanted)
    assert (answer.status_code, "form of odd failed" in answer.json()["detail"]) == (422, True), answer.text


@pytest.mark.parametrize("installed", [_Undumpable], indirect=True)
async def test_what_is_left_empty_was_not_given(client: httpx.AsyncClient, installed: type[VoiceEngine]) -> None:
    wanted = {"platform_name": installed.info.name, "platform_app_id": ""}
    answer = await client.post("/api/v1/platforms", json=wanted)
    assert [one["field"] for one in answer.json()["errors"]] == ["platform_app_id"], answer.text


def test_what_is_installed_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes tens of milliseconds, and every list of engines, timbres and options asks for it."""
    listed = registry.list_engines()
    monkeypatch.delattr(registry, "entry_points")
    assert registry.list_engines() == listed


def test_a_form_that_holds_itself_holds_a_further_secret() -> None:
    told = wrong_with(_engine(_SelfHolding), "voice", "odd", KINDS["voice"])
    assert told is not None
    assert "secrets beside" in str(told)
    assert "加密保存" in told.told(Language.ZH)


def test_a_schema_that_is_changed_by_who_got_it_stays_as_it_is() -> None:
    schema_of(_SelfHolding).clear()
    assert schema_of(_SelfHolding)["properties"]


def test_what_came_of_a_check_is_told_in_both_languages() -> None:
    told = checked(Checked(True, Told("Fine \x07{what}.", "好{what}。", what="m"))).detail
    assert isinstance(told, Told)
    assert (told.told(Language.EN), told.told(Language.ZH)) == ("Fine \ufffdm.", "好m。")
