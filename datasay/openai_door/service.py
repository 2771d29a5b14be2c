"""Which models a user may name, and how each of them answers a conversation."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.engines import questions, results
from datasay.engines.errors import EngineError
from datasay.engines.protocols import ChatAnswer, ChatMessage, OnText, TextEngine, TextOperation
from datasay.engines.protocols import ChatRequest as EngineChat
from datasay.engines.registry import open_engine, working_engines
from datasay.openai_door.errors import ModelNotFound
from datasay.openai_door.schemas import ChatRequest, ModelRead
from datasay.openai_door.speaking import voice_models
from datasay.openai_door.under_way import UnderWay, under_way
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
    """The models one may name, each once; behind those that write, those that speak."""
    models: dict[str, ModelRead] = {}
    for model in await _models(resources, user_id):
        owner = "datasay" if model.account is None else model.engine
        models.setdefault(model.name, ModelRead(id=model.name, owned_by=owner))
    for spoken in await voice_models(resources, user_id):
        models.setdefault(spoken.id, spoken)
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


def answering(
    resources: Resources, user_id: int, wanted: ChatRequest, chosen: ChosenModel
) -> AbstractAsyncContextManager[UnderWay[str, ChatAnswer]]:
    """An answer under way, in pieces of text; leaving the block ends it. Its `result` raises EngineError."""

    def work(hand_over: Callable[[str], Awaitable[None]]) -> Coroutine[Any, Any, ChatAnswer]:
        return complete(resources, user_id, wanted, chosen, lambda piece: hand_over(results.piece(piece)))

    return under_way(chosen.engine, work)
