"""What an engine makes is believed within reason; what cannot be is the engine's failure, and nothing of it is kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from datasay.engines import results
from datasay.engines.discretion import told_without_keys
from datasay.engines.errors import EngineFailed
from datasay.engines.local.image.engine import LocalImage
from datasay.engines.local.speaking.engine import LocalVoice
from datasay.engines.local.writing import LocalText
from datasay.engines.plausible import model_name
from datasay.engines.protocols import (
    ChatAnswer,
    Checked,
    ImageRequest,
    Layer,
    Method,
    Picture,
    Script,
    ScriptScene,
    Speech,
    SpokenSentence,
    SpokenWord,
    VoiceInfo,
    WrittenText,
)
from datasay.outgoing.secrecy import remember
from datasay.wording.languages import Language
from datasay.wording.told import Told, said_by
from tests.conftest import Finish

NAN, INF = float("nan"), float("inf")
TEXT = "你好。再见。"
SENTENCE = SpokenSentence("你好。", 0, 3, 0.0, 0.5, (SpokenWord("你好", 0.0, 0.4),))
SPEECH = Speech(b"RIFF", "audio/wav", 1.0, 8000, (SENTENCE, SpokenSentence("再见。", 3, 6, 0.5, 1.0)), -16.0, "v")
PICTURE = Picture(b"PNG", "image/png", 8, 8, 7, "ink", "v")
LAYER = Layer(b"PNG", "object", -3, 4, 0.5, "rise")
LAYERED = Picture(b"PNG", "image/png", 8, 8, 7, "ink", "v", layers=(LAYER,))
SCENE = ScriptScene("我们去看海。", "海", ("海",))
SCRIPT = Script("海", (SCENE,), "zh-CN", 3.0, "v")
WRITTEN = WrittenText(("海很大。",), "v")
ANSWER = ChatAnswer("好", "stop", "", "m", 1, 1)
LIMIT = 1000


def _speech(told: object) -> object:
    return results.speech(told, "e", TEXT)


def _picture(told: object) -> object:
    return results.picture(told, "e")


def _script(told: object) -> object:
    return results.script(told, "e", LIMIT)


def _written(told: object) -> object:
    return results.written(told, "e", LIMIT)


def _answer(told: object) -> object:
    return results.answer(told, "e")


def _with(made: Any, **values: Any) -> Any:  # Any: what strangers make of it
    return replace(made, **values)


_PICTURES = ((_picture, PICTURE), (_picture, LAYERED))


def _method(told: object) -> object:
    return results.method(told, "e")


METHOD = Method("lexicon-2", {"model": "m"})
GOOD = ((_speech, SPEECH), *_PICTURES, (_script, SCRIPT), (_written, WRITTEN), (_answer, ANSWER), (_method, METHOD))


def _said(**values: Any) -> Any:  # Any: what strangers say
    return _with(SPEECH, sentences=(_with(SENTENCE, **values),))


BAD: list[tuple[Callable[[object], object], object]] = [
    *((_speech, _with(SPEECH, duration=wrong)) for wrong in (NAN, INF, -1, 0, None, "x")),
    *((_speech, _with(SPEECH, sample_rate=wrong)) for wrong in (-1, 0, None, NAN)),
    *((_speech, _with(SPEECH, sample_rate=wrong)) for wrong in (7999, 10**12)),
    *((_speech, _with(SPEECH, sentences=wrong)) for wrong in ((), (SENTENCE, SENTENCE), (SENTENCE,) * 3)),
    (_speech, _with(SPEECH, sentences=(SENTENCE, _with(SPEECH.sentences[1], start=0.0)))),
    (_speech, _with(SPEECH, duration=0.6)),
    *((_speech, _said(text=wrong)) for wrong in ("完全不同", "")),
    *((_script, _with(SCRIPT, parts=wrong)) for wrong in (0, -1, 10**30)),
    *((_written, _with(WRITTEN, parts=wrong)) for wrong in (0, 10**30)),
    *((_written, _with(WRITTEN, continued=wrong)) for wrong in (-9, 10**30)),
    (_written, _with(WRITTEN, texts=(" \u200b",))),
    *((_speech, _with(SPEECH, loudness=wrong)) for wrong in (NAN, INF, 1e9, None)),
    *((_speech, _with(SPEECH, audio=wrong)) for wrong in (b"", None, 7)),
    *((_speech, _with(SPEECH, model_version=wrong)) for wrong in (None, "a\x00b", "\ud800", "x" * 100_000)),
    *((_speech, _said(start=wrong)) for wrong in (NAN, -1, 9, None)),
    *((_speech, _said(end=wrong)) for wrong in (INF, 3600)),
    *((_speech, _said(text_end=wrong)) for wrong in (7, -1, None)),
    (_speech, _said(words=(SpokenWord("你", 0, 99),))),
    (_speech, _said(text="\x00")),
    (_speech, _with(SPEECH, sentences=SPEECH.sentences[::-1])),
    (_speech, _with(SPEECH, sentences=None)),
    *((_picture, _with(PICTURE, width=wrong)) for wrong in (-1, 0, None, "x", INF)),
    *((_picture, _with(PICTURE, seed=wrong)) for wrong in (2**70, None, NAN)),
    *((_picture, _with(PICTURE, data=wrong)) for wrong in (b"", None)),
    *((_picture, _with(PICTURE, style=wrong)) for wrong in (None, "a\x00", "\udfff", 7, "x" * 1_000_000)),
    *((_picture, _with(PICTURE, layers=wrong)) for wrong in (None, (None,), (LAYER,) * 41)),
    *((_picture, _with(PICTURE, layers=(_with(LAYER, depth=wrong),))) for wrong in (NAN, -1, 1.1, None)),
    *((_picture, _with(PICTURE, layers=(_with(LAYER, x=wrong),))) for wrong in (10**9, None, INF)),
    *((_picture, _with(PICTURE, layers=(_with(LAYER, data=wrong),))) for wrong in (b"", None)),
    (_picture, _with(PICTURE, layers=(_with(LAYER, role="sky"),))),
    *((_script, _with(SCRIPT, scenes=wrong)) for wrong in ((), None, (None,), (SCENE,) * 5001, "x")),
    *(
        (_script, _with(SCRIPT, scenes=(_with(SCENE, narration=wrong),)))
        for wrong in ("", " \n", "。…！", None, "海" * 1001)
    ),
    *((_script, _with(SCRIPT, scenes=(_with(SCENE, headline=wrong),))) for wrong in (None, "\x00", "海" * 100_000)),
    *((_script, _with(SCRIPT, scenes=(_with(SCENE, keywords=wrong),))) for wrong in (None, ("x",) * 1001, (None,))),
    *((_script, _with(SCRIPT, language=wrong)) for wrong in (None, "", "klingon-xx", "x" * 11)),
    *((_script, _with(SCRIPT, estimated_seconds=wrong)) for wrong in (NAN, INF, None)),
    (_script, _with(SCRIPT, title="x" * 100_000)),
    *((_written, _with(WRITTEN, texts=wrong)) for wrong in ((), ("",), (" ",), None, ("海" * 1001,), ("a\x00",), (7,))),
    (_written, _with(WRITTEN, texts=("海",) * 501)),
    *((_answer, _with(ANSWER, text=wrong)) for wrong in (None, "\x00", "\ud800", "x" * 10_000_001)),
    (_answer, _with(ANSWER, finish=None)),
    *((_method, _with(METHOD, version=wrong)) for wrong in (None, "", "v" * 51, "a\x00", "\ud800")),
    *((_method, _with(METHOD, details=wrong)) for wrong in (None, {"a": object()}, {"a": "\x00"}, {"a": "x" * 10_001})),
    *((check, wrong) for check, _ in GOOD for wrong in (None, "x", 7, object(), (), {})),
]


@pytest.mark.parametrize(("check", "made"), GOOD)
def test_what_can_be_is_passed_on_as_it_is(check: Callable[[object], object], made: object) -> None:
    assert check(made) == made


@pytest.mark.parametrize("number", range(len(BAD)))
def test_what_cannot_be_is_the_engines_failure(number: int) -> None:
    check, made = BAD[number]
    with pytest.raises(EngineFailed, match="What the engine e made cannot be used") as caught:
        check(made)
    said = said_by(caught.value)
    assert max(len(said.told(language)) for language in Language) < 600
    reason = said.params["reason"]
    assert isinstance(reason, Told)
    assert reason.told(Language.ZH) != reason.told(Language.EN), "each reason has both languages"
    assert "Input should be" not in said.told(Language.EN)


def test_lengths_and_sizes_are_those_that_are_measured() -> None:
    results.lasts(SPEECH, "e", 1.4)
    results.sized(PICTURE, "e", 8, 8)
    for measured in (None, 3.0, 0.0):
        with pytest.raises(EngineFailed):
            results.lasts(_with(SPEECH, duration=60.0 if measured else 1.5), "e", measured)
    with pytest.raises(EngineFailed):
        results.sized(PICTURE, "e", 8, 9)


def test_a_series_keeps_its_number() -> None:
    series = [ImageRequest(prompt="山", width=8, height=8, position=n) for n in range(2)]
    assert results.arranged(series, "e", series) == series
    for wrong in (None, series[:1], [None, None], 7):
        with pytest.raises(EngineFailed):
            results.arranged(wrong, "e", series)


def test_no_key_is_kept_in_what_an_engine_makes() -> None:
    key = "SUPERSECRETKEY-of-somebody"
    remember(key)
    written = results.written(_with(WRITTEN, model_version=f"v {key}"), "e", LIMIT)
    assert written == _with(WRITTEN, model_version="v …")
    assert results.speech(_with(SPEECH, model_version=key), "e", TEXT).model_version == "…"
    assert model_name(key) == "…"
    voice = VoiceInfo("p", f"声 {key}", "zh-CN", "male", key)
    assert told_without_keys((voice,)) == (VoiceInfo("p", "声 …", "zh-CN", "male", "…"),)
    assert told_without_keys(Checked(True, f"answers {key}", (key,))) == Checked(True, "answers …", ("…",))


def test_pieces_can_be_shown() -> None:
    assert [results.piece(told) for told in ("好", "a\x00\ud83d", None, 7)] == ["好", "a?", "", ""]


async def _failed(finish: Finish, asked: httpx.Response) -> str:
    assert asked.status_code == 202, asked.text
    done = await finish(asked)
    assert (done["task_status"], done["task_error_type"]) == ("failed", "engine-failed"), done["task_error_message"]
    return str(done["task_error_message"])


@pytest.mark.parametrize("duration", [NAN, 3600.0])
async def test_a_speech_that_cannot_be_is_not_kept(
    client: httpx.AsyncClient, finish: Finish, monkeypatch: pytest.MonkeyPatch, duration: float
) -> None:
    real = LocalVoice.synthesize

    async def lies(*given: Any) -> Any:  # Any: as it is asked
        return _with(await real(*given), duration=duration)

    monkeypatch.setattr(LocalVoice, "synthesize", lies)
    await _failed(
        finish,
        await client.post("/api/v1/audios/synthesize", json={"audio_title": "x", "audio_text_content": "你好。"}),
    )
    assert (await client.get("/api/v1/audios")).json()["items"] == []


@pytest.mark.parametrize("change", [{"width": 9}, {"width": -1}, {"style": "a\x00b"}])
async def test_a_picture_that_cannot_be_is_not_kept(
    client: httpx.AsyncClient, finish: Finish, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    real = LocalImage.draw

    async def lies(*given: Any) -> Any:  # Any: as it is asked
        return _with(await real(*given), **change)

    monkeypatch.setattr(LocalImage, "draw", lies)
    wanted = {"image_title": "站", "image_prompt": "车站", "image_width": 256, "image_height": 256}
    await _failed(finish, await client.post("/api/v1/images/generate", json=wanted))
    assert (await client.get("/api/v1/images")).json()["items"] == []


@pytest.mark.parametrize("data", [b"garbage", b"<html></html>"])
async def test_a_picture_that_is_none_is_the_engines_fault(
    client: httpx.AsyncClient, finish: Finish, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    real = LocalImage.draw

    async def lies(*given: Any) -> Any:  # Any: as it is asked
        return _with(await real(*given), data=data)

    monkeypatch.setattr(LocalImage, "draw", lies)
    wanted = {"image_title": "站", "image_prompt": "车站", "image_width": 256, "image_height": 256}
    said = await _failed(finish, await client.post("/api/v1/images/generate", json=wanted))
    assert "it cannot be read as image/" in said


@pytest.mark.parametrize("script", [None, _with(SCRIPT, scenes=()), _with(SCRIPT, scenes=(SCENE,) * 100_000)])
async def test_a_script_that_cannot_be_is_not_kept(
    client: httpx.AsyncClient, finish: Finish, monkeypatch: pytest.MonkeyPatch, script: Script | None
) -> None:
    async def lies(*_given: object) -> Script | None:
        return script

    monkeypatch.setattr(LocalText, "write_script", lies)
    source = (await client.post("/api/v1/texts", json={"text_title": "海", "text_content": "我们去看海。"})).json()
    wanted = {"source_text_id": source["text_id"], "target_seconds": 10}
    await _failed(finish, await client.post("/api/v1/texts/generate", json=wanted))
    assert len((await client.get("/api/v1/texts")).json()["items"]) == 1
