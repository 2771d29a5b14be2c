"""Which models a user may name, and how each of them answers a conversation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.engines import questions, results
from datasay.engines.errors import EngineError, EngineFailed
from datasay.engines.protocols import ChatAnswer, ChatMessage, OnText, TextEngine, TextOperation
from datasay.engines.protocols import ChatRequest as EngineChat
from datasay.engines.registry import open_engine, working_engines
from datasay.openai_door.errors import ModelNotFound
from datasay.openai_door.schemas import ChatRequest, ModelRead
from datasay.platform_integration.service import ChosenAccount, desk_for, usable_accounts
from datasay.system_monitoring.metering import metered
from datasay.wording.told import Told

_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model, the engine that has it, and the account it is asked with."""

    name: str
    engine: str
    account: ChosenAccount | None


async def _models(resources: Resources, user_id: int) -> list[ChosenModel]:
    """The models of all engines that answer conversations; of those with accounts, of each account one may use."""
    asked: list[tuple[str, ChosenAccount | None]] = []
    async with resources.database.transaction() as session:
        for info in working_engines("text"):
            if TextOperation.CHAT not in info.options:
                continue
            if info.account is None:
                asked.append((info.name, None))
                continue
            try:
                accounts = await usable_accounts(session, resources.settings, user_id, info.name)
            except DataSayError:  # an account that cannot be used has no models; …/check says why
                continue
            asked += [(info.name, account) for account in accounts]
    found = await asyncio.gather(*(_models_of(engine, account) for engine, account in asked))
    return [model for models in found for model in models]


async def _models_of(engine_name: str, account: ChosenAccount | None) -> list[ChosenModel]:
    async def models(engine: TextEngine) -> tuple[str, ...]:
        return questions.names(await engine.models(), "models")

    try:
        told = await questions.ask("text", engine_name, desk_for(account), models, patience_seconds=_PATIENCE_SECONDS)
        return [ChosenModel(name, engine_name, account) for name in told]
    except EngineError:
        return []


async def list_models(resources: Resources, user_id: int) -> list[ModelRead]:
    """The models one may name, each once."""
    models: dict[str, ModelRead] = {}
    for model in await _models(resources, user_id):
        owner = "datasay" if model.account is None else model.engine
        models.setdefault(model.name, ModelRead(id=model.name, owned_by=owner))
    return list(models.values())


async def get_model(resources: Resources, user_id: int, name: str) -> ModelRead:
    """One model. Raises ModelNotFound."""
    for model in await list_models(resources, user_id):
        if model.id == name:
            return model
    raise _unknown(name)


def _unknown(name: str) -> ModelNotFound:
    return ModelNotFound(
        Told(
            "The model {model} does not exist here; GET /v1/models lists those that do.",
            "这里没有模型 {model}，可用的见 GET /v1/models。",
            model=name,
        )
    )


async def find_model(resources: Resources, user_id: int, name: str) -> ChosenModel:
    """The engine and account that answer for this model. Raises ModelNotFound."""
    for model in await _models(resources, user_id):
        if model.name == name:
            return model
    raise _unknown(name)


def cancelled_itself(engine: str) -> EngineFailed:
    """The work was cancelled, and by nobody here."""
    return EngineFailed(
        Told(
            "The engine {engine} broke off its own work: that is a fault of the engine, not of the request.",
            "引擎 {engine} 自己中断了工作：这是引擎的问题，不是请求的问题。",
            engine=engine,
        )
    )


async def complete(
    resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenModel, on_text: OnText | None
) -> ChatAnswer:
    """Answer the conversation; without `on_text` nobody listens before it is whole. Raises EngineError."""
    request = EngineChat(
        model=chosen.name,
        messages=[
            ChatMessage("system" if message.role == "developer" else message.role, message.words)
            for message in wanted.messages
        ],
        temperature=wanted.temperature,
        max_tokens=wanted.max_completion_tokens or wanted.max_tokens,
        fields=wanted.passed_on(),
    )
    async with (
        metered(
            resources.database, None, user_id=user_id, kind="text", engine=chosen.engine, account=chosen.account
        ) as work,
        open_engine("text", chosen.engine, desk_for(chosen.account, meter=work.meter)) as engine,
    ):
        return results.answer(await engine.chat(request, on_text), chosen.engine)


@asynccontextmanager
async def answering(
    resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenModel
) -> AsyncIterator["Answering"]:
    """An answer under way; leaving the block ends it."""
    under_way = Answering(resources, user_id, wanted, chosen)
    try:
        yield under_way
    finally:
        await under_way.stop()


class Answering:
    """Pieces as they come, then `result()`."""

    def __init__(self, resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenModel) -> None:
        self._stopped = False
        self._engine = chosen.engine
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue(maxsize=100)
        self._work = asyncio.create_task(self._run(resources, user_id, wanted, chosen))

    async def _run(self, resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenModel) -> ChatAnswer:
        try:
            return await complete(resources, user_id, wanted, chosen, self._hear)
        finally:
            if not self._stopped:
                await self._pieces.put(None)

    async def _hear(self, piece: str) -> None:
        await self._pieces.put(results.piece(piece))

    async def next_piece(self) -> str | None:
        """The next piece of text; None at the end, also when it ends with an error."""
        return await self._pieces.get()

    async def result(self) -> ChatAnswer:
        """The whole answer, after the last piece. Raises EngineError."""
        await asyncio.wait({self._work})
        if self._work.cancelled():
            raise cancelled_itself(self._engine)
        return self._work.result()

    async def stop(self) -> None:
        """End the work if it still goes on."""
        self._stopped = True
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
