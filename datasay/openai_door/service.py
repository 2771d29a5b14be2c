"""Which models a user may name, and how each of them answers a conversation."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from datasay.core.resources import Resources
from datasay.engines.errors import BadInput
from datasay.engines.openai.completion import Completion, OnText
from datasay.engines.openai.options import OpenAiOptions
from datasay.engines.protocols import ScriptRequest
from datasay.engines.registry import text_engine
from datasay.engines.usage import Usage, UsageMeter, estimate_tokens
from datasay.openai_door.errors import ModelNotFound
from datasay.openai_door.schemas import ChatRequest, ModelRead
from datasay.platform_integration.schemas import PlatformName
from datasay.platform_integration.service import ChosenAccount, usable_accounts
from datasay.system_monitoring.models import UsageKind
from datasay.system_monitoring.usage import record_meter

LOCAL_MODEL = "datasay-local"
_LOCAL_SECONDS = 60.0
_LONGEST_LOCAL = 200_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer and what it used."""

    completion: Completion
    usage: Usage


def _models_of(chosen: ChosenAccount) -> list[str]:
    options = chosen.options
    return list(dict.fromkeys([options.model, *options.models]))


async def _accounts(resources: Resources, user_id: int) -> list[ChosenAccount]:
    async with resources.database.transaction() as session:
        return await usable_accounts(session, resources.settings, user_id, PlatformName.OPENAI)


async def list_models(resources: Resources, user_id: int) -> list[ModelRead]:
    """The local model and those of the user's accounts, each once."""
    names = [name for chosen in await _accounts(resources, user_id) for name in _models_of(chosen)]
    local = ModelRead(id=LOCAL_MODEL, owned_by="datasay")
    return [local, *(ModelRead(id=name, owned_by="openai") for name in dict.fromkeys(names) if name != LOCAL_MODEL)]


async def get_model(resources: Resources, user_id: int, name: str) -> ModelRead:
    """One model. Raises ModelNotFound."""
    for model in await list_models(resources, user_id):
        if model.id == name:
            return model
    raise _unknown(name)


def _unknown(name: str) -> ModelNotFound:
    return ModelNotFound(f"The model {name!r} does not exist here; GET /v1/models lists those that do.")


async def find_account(resources: Resources, user_id: int, model: str) -> ChosenAccount | None:
    """The account that answers for this model; None for the local one. Raises ModelNotFound."""
    if model == LOCAL_MODEL:
        return None
    for chosen in await _accounts(resources, user_id):
        if model in _models_of(chosen):
            return chosen
    raise _unknown(model)


async def complete(
    resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenAccount | None, on_text: OnText
) -> Answered:
    """Answer the conversation. Raises EngineError."""
    if chosen is None:
        return await _complete_locally(wanted, on_text)
    update: dict[str, object] = {"model": wanted.model, "structured_output": "text"}
    if wanted.temperature is not None:
        update["temperature"] = wanted.temperature
    longest = wanted.max_completion_tokens or wanted.max_tokens
    if longest is not None:
        update["max_tokens"] = longest
    options: OpenAiOptions = chosen.options.model_copy(update=update)
    messages = [
        {"role": "system" if message.role == "developer" else message.role, "content": message.words}
        for message in wanted.messages
    ]
    meter, began, succeeded = UsageMeter(options.price_table()), time.monotonic(), False
    try:
        from datasay.engines.openai.connection import Connection  # noqa: PLC0415  the SDK takes half a second

        async with Connection(chosen.account, options, meter) as connection:
            completion = await connection.complete(messages, on_text=on_text, fields=wanted.passed_on())
        succeeded = True
    finally:
        await record_meter(
            resources.database,
            None,
            user_id=user_id,
            kind=UsageKind.TEXT,
            engine=PlatformName.OPENAI,
            meter=meter,
            seconds=time.monotonic() - began,
            succeeded=succeeded,
        )
    used = meter.total or Usage(wanted.model, 0, 0, 1, True, None, None)
    return Answered(completion, used)


async def _complete_locally(wanted: ChatRequest, on_text: OnText) -> Answered:
    """What the last message of the user says, as a script of a minute in its own words: all this model can do."""
    said = next((message.words for message in reversed(wanted.messages) if message.role == "user"), "")
    if not said.strip():
        raise BadInput(f"{LOCAL_MODEL} shortens the last message of the user; there is none.")
    if len(said) > _LONGEST_LOCAL:
        raise BadInput(f"{LOCAL_MODEL} reads at most {_LONGEST_LOCAL} characters.")
    script = await text_engine("local").write_script(ScriptRequest(said, target_seconds=_LOCAL_SECONDS), _unheard)
    pieces = [("\n\n" if number else "") + scene.narration for number, scene in enumerate(script.scenes)]
    for piece in pieces:
        await on_text(piece)
    text = "".join(pieces)
    asked = sum(estimate_tokens(message.words) for message in wanted.messages)
    return Answered(
        Completion(text, "stop", "", LOCAL_MODEL), Usage(LOCAL_MODEL, asked, estimate_tokens(text), 1, True, None, None)
    )


async def _unheard(_fraction: float) -> None:
    """A conversation shows no progress."""


@asynccontextmanager
async def answering(
    resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenAccount | None
) -> AsyncIterator["Answering"]:
    """An answer under way; leaving the block ends it."""
    under_way = Answering(resources, user_id, wanted, chosen)
    try:
        yield under_way
    finally:
        await under_way.stop()


class Answering:
    """Pieces as they come, then `result()`."""

    def __init__(self, resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenAccount | None) -> None:
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue(maxsize=100)
        self._work = asyncio.create_task(self._run(resources, user_id, wanted, chosen))

    async def _run(
        self, resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenAccount | None
    ) -> Answered:
        try:
            return await complete(resources, user_id, wanted, chosen, self._pieces.put)
        finally:
            if not self._work.cancelling():
                await self._pieces.put(None)

    async def next_piece(self) -> str | None:
        """The next piece of text; None at the end, also when it ends with an error."""
        return await self._pieces.get()

    async def result(self) -> Answered:
        """The whole answer, after the last piece. Raises EngineError."""
        return await self._work

    async def stop(self) -> None:
        """End the work if it still goes on."""
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
