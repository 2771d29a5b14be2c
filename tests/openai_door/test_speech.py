"""Speech over the door, with an unmodified OpenAI client: formats, voices, refusals, and that it comes in parts."""

import asyncio
import base64
import io
import json
from typing import Any

import av
import httpx
import openai
import pytest
from openai import AsyncOpenAI

from datasay.core.errors import Invalid
from datasay.core.identity import Actor, as_actor
from datasay.core.resources import Resources
from datasay.engines.errors import EngineFailed
from datasay.engines.local.speaking.engine import LocalVoice
from datasay.openai_door import speaking
from datasay.openai_door.errors import ModelNotFound
from datasay.openai_door.schemas import SpeechCreate

RATE = 24_000
LONG = "天亮了。" + "我们去看日出。" * 100


def _seconds(sound: bytes) -> float:
    with av.open(io.BytesIO(sound), "r") as file:
        return float(sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0)))


@pytest.fixture
def voices(client: httpx.AsyncClient, door: AsyncOpenAI) -> AsyncOpenAI:
    """The door of a platform that has its timbres: `client` is what furnishes it."""
    return door


async def test_a_text_is_spoken_as_a_file_or_as_plain_samples(voices: AsyncOpenAI) -> None:
    wanted: dict[str, Any] = {"model": "datasay-voice", "voice": "普通话男声", "input": "今天天气很好。", "speed": 1.25}
    plain = await voices.audio.speech.create(**wanted, response_format="pcm")
    length = len(plain.content) / 2 / RATE
    assert 0.8 < length < 3
    assert plain.response.headers["content-type"] == "audio/pcm"
    assert _seconds((await voices.audio.speech.create(**wanted)).content) == pytest.approx(length, abs=0.15)


async def test_the_models_that_speak_are_listed(door: AsyncOpenAI) -> None:
    models = [model.id async for model in door.models.list()]
    assert {"datasay-voice", "voice-local", "voice-kokoro"} <= set(models)
    assert (await door.models.retrieve("voice-local")).owned_by == "datasay"


@pytest.mark.parametrize(
    ("wanted", "engine", "voice"),
    [
        ({"voice": "Xiaoxiao"}, "kokoro", "zf_xiaoxiao"),
        ({"voice": "晓晓 · xiaoxiao"}, "kokoro", "zf_xiaoxiao"),
        ({"voice": "AM_MICHAEL", "model": "voice-kokoro"}, "kokoro", "am_michael"),
        ({}, "local", "cmn-female"),
        ({"voice": {"id": "1"}}, "kokoro", "zf_xiaoxiao"),  # the object that newer clients send
        ({"model": "voice-kokoro"}, "kokoro", "zf_xiaoxiao"),
        ({"model": "voice-kokoro", "input": "Good morning."}, "kokoro", "af_heart"),
    ],
)
async def test_a_voice_goes_by_its_name_or_its_engines(
    resources: Resources, writer_id: int, wanted: dict[str, object], engine: str, voice: str
) -> None:
    asked = SpeechCreate.model_validate({"model": "datasay-voice", "input": "你好。"} | wanted)
    with as_actor(Actor(writer_id, "user")):
        chosen = await speaking.find_voice(resources, writer_id, asked)
    assert (chosen.info.name, chosen.request.platform_id) == (engine, voice)


async def test_a_voice_of_another_engine_or_a_strange_one_is_not_found(resources: Resources, writer_id: int) -> None:
    for voice in ("Xiaoxiao", "%", "_", "99999999", "alloy"):
        wanted = SpeechCreate(model="voice-local", input="你好。", voice=voice)
        with as_actor(Actor(writer_id, "user")), pytest.raises(Invalid):
            await speaking.find_voice(resources, writer_id, wanted)
    with as_actor(Actor(writer_id, "user")), pytest.raises(ModelNotFound):
        await speaking.find_voice(resources, writer_id, SpeechCreate(model="tts-9", input="你好。"))


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({"model": "tts-9"}, 404, "model"),
        ({"voice": "nobody"}, 400, None),
        ({"input": "……"}, 400, None),
        ({"input": "字" * 4097}, 400, "input"),
        ({"input": "مرحبا بالعالم الجميل"}, 400, None),
        ({"speed": 4}, 400, "speed"),
        ({"response_format": "midi"}, 400, "response_format"),
    ],
)
async def test_bad_requests_have_openais_shape(
    client: httpx.AsyncClient, body: dict[str, object], status: int, param: str | None
) -> None:
    answer = await client.post("/v1/audio/speech", json={"model": "datasay-voice", "input": "你好。"} | body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    assert error["param"] == param


async def test_a_stranger_is_told_so(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post("/v1/audio/speech", json={"model": "datasay-voice", "input": "你好。"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_an_engine_that_fails_before_the_first_sound_is_an_error(
    voices: AsyncOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def synthesize(_self: LocalVoice, _request: object, _progress: object) -> None:
        raise EngineFailed("It hums.")

    monkeypatch.setattr(LocalVoice, "synthesize", synthesize)
    with pytest.raises(openai.InternalServerError, match="It hums") as raised:
        await voices.audio.speech.create(model="voice-local", voice="普通话男声", input="你好。")
    assert raised.value.code == "engine_failed"


async def test_events_carry_the_sound_and_end_with_what_was_used(client: httpx.AsyncClient) -> None:
    wanted = {"model": "voice-local", "input": "你好。", "response_format": "pcm", "stream_format": "sse"}
    answer = await client.post("/v1/audio/speech", json=wanted)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]
    sound = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert len(sound) > RATE / 2
    assert events[-1]["type"] == "speech.audio.done"
    assert events[-1]["usage"]["total_tokens"] > 0


async def test_the_first_words_come_first_and_who_leaves_ends_the_work_and_it_is_counted(
    voices: AsyncOpenAI, door_url: str
) -> None:
    created = voices.audio.speech.with_streaming_response.create(
        model="voice-kokoro", voice="Xiaoxiao", input=LONG, response_format="pcm"
    )
    async with created as answer:
        async for piece in answer.iter_bytes():
            assert len(piece) < 10 * RATE  # of bytes: a few seconds of a text of two minutes
            break
    total = f"{door_url.removesuffix('/v1')}/api/v1/statistics/total"
    async with asyncio.timeout(120), httpx.AsyncClient(headers={"Authorization": f"Bearer {voices.api_key}"}) as asking:
        while not (units := (await asking.get(total)).json()["stat_units"]):  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(0.05)
    assert 0 < units["audio_seconds"] < 20
