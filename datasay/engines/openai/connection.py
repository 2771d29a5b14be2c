"""One account's connection to its server: ask once, read the answer as it comes, try again where that helps."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx2
from openai import APIError, APIStatusError, AsyncOpenAI, AsyncStream
from openai._streaming import ServerSentEvent
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice as ChunkChoice
from openai.types.chat.chat_completion_chunk import ChoiceDelta

from datasay.engines.errors import AlreadyBought, BadInput, EngineBusy
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.completion import Completion, Message, question_of
from datasay.engines.openai.endings import ending_of
from datasay.engines.openai.failures import failure_of
from datasay.engines.openai.profile import Profile, profile_of
from datasay.engines.openai.visible import Seen, VisibleWords
from datasay.engines.protocols import Desk, OnText
from datasay.engines.usage import Unit, estimate_tokens
from datasay.outgoing.client import Limits, outgoing_client
from datasay.outgoing.errors import OutgoingRefused
from datasay.wording.told import Told, said_by

_RETRIES = 2
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LONGEST_WISH = 20.0  # a longer wait is the task queue's business
_MOST_ADAPTIONS = 6
_CHECK_SECONDS = 15.0


OnAgain = Callable[[], Awaitable[None]]


class _Events(AsyncStream[ChatCompletionChunk]):
    """The stream's chunks; knows whether the server said that it was done."""

    done = False

    async def _iter_events(self) -> AsyncIterator[ServerSentEvent]:
        async for event in super()._iter_events():
            self.done = self.done or event.data.startswith("[DONE]")
            yield event


class _Answer:
    """An answer while it is being read."""

    def __init__(self, limit: int | None) -> None:
        self.pieces: list[str] = []  # as they came: all of them are paid for
        self.words = VisibleWords()
        self.limit = limit  # tokens
        self.refusal = ""
        self.finish: str | None = None
        self.model = ""
        self.usage: tuple[int, int] | None = None

    @property
    def is_too_long(self) -> bool:
        """Whether the server does not heed the limit: a piece is at least one token, and the words are too many."""
        if self.limit is None or len(self.pieces) <= self.limit:
            return False
        return len(self.pieces) > 2 * self.limit or estimate_tokens("".join(self.pieces)) > self.limit


class Connection:
    """Use as an async context manager."""

    def __init__(self, account: OpenAiAccount, desk: Desk) -> None:
        self._account = account
        self._desk = desk
        self._ledger = desk.ledger
        self._secret = account.platform_app_secret
        self._profile: Profile = profile_of(account.platform_app_id, account.model, account.structured_output)
        limits = Limits(
            silence_seconds=max(account.first_token_seconds, account.between_tokens_seconds),
            total_seconds=account.total_seconds,
        )
        self._client = AsyncOpenAI(
            api_key=self._secret or "none",  # servers without keys ignore it, but the SDK wants one
            base_url=account.platform_app_id,
            http_client=outgoing_client(limits, private=desk.private),
            max_retries=0,  # the SDK would also try an account that has run dry again
            organization="",
            project="",
        )

    async def __aenter__(self) -> "Connection":
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def list_models(self) -> list[str]:
        """The models the server says it has. Raises EngineError."""
        try:
            async with asyncio.timeout(min(self._account.first_token_seconds, _CHECK_SECONDS)):
                page = await self._client.models.list()
        except (APIError, OutgoingRefused, httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise failure_of(error, self._secret) from error
        return [str(model.id) for model in page.data or []]

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        on_text: OnText | None = None,
        on_again: OnAgain | None = None,
        schema: Mapping[str, object] | None = None,
        fields: Mapping[str, object] | None = None,
        question: str | None = None,
    ) -> Completion:
        """One answer, in the form of the JSON schema if there is one and the server can. Raises EngineError.

        `on_text` hears it without what the model thought; `on_again` hears that all of it so far was a thought.
        `fields` of the protocol are sent as they are. `question` is what the purchase is noted under, where that is
        not the words themselves: asking again because of an unreadable answer is the same question. An answer that
        was kept at an earlier attempt is given without asking.

        Tries again by itself before anything of the answer was heard; afterwards, whoever asked has to. What was paid
        for is bought once more at most; AlreadyBought says that it was.
        """
        question = question or question_of(self._account.model, messages)
        kept = self._ledger.kept(question)
        if kept is not None:
            return await _told(Completion.of_kept(kept), on_text)
        heard = False

        async def hear(piece: str) -> None:
            nonlocal heard
            if on_text is not None:
                heard = True
                await on_text(piece)

        attempt = adaptions = 0
        ears = _Ears(hear, on_again or _unheard)
        while True:
            body = self._body(messages, schema) | dict(fields or {})
            try:
                return await self._buy(question, messages, body, ears)
            except (APIError, EngineBusy, OutgoingRefused, httpx2.HTTPError, TimeoutError, ValueError) as error:
                if (
                    isinstance(error, APIStatusError)
                    and adaptions < _MOST_ADAPTIONS
                    and self._profile.adapt(error, body)
                ):
                    adaptions += 1
                    continue
                failure = error if isinstance(error, EngineBusy) else failure_of(error, self._secret)
                pause = _pause(failure, error, attempt)
                if isinstance(failure, EngineBusy) and not self._ledger.may_buy(question):
                    raise AlreadyBought(
                        Told(
                            "{failure} It was asked twice, and both may have to be paid for; retry the task to "
                            "ask again.",
                            "{failure} 已经问过两次，两次可能都要付费；若还要再问，请重试任务。",
                            failure=said_by(failure),
                        )
                    ) from error
                if pause is None or heard or attempt >= _RETRIES:
                    raise failure from error
                attempt += 1
                await asyncio.sleep(pause)

    async def keep(self, answer: Completion, messages: Sequence[Message], *, question: str | None = None) -> None:
        """The answer is of use: a later attempt is given it again."""
        await self._ledger.keep(question or question_of(self._account.model, messages), answer.as_kept())

    def _body(self, messages: Sequence[Message], schema: Mapping[str, object] | None) -> dict[str, object]:
        account, profile = self._account, self._profile
        body: dict[str, object] = {"model": account.model, "messages": [dict(message) for message in messages]}
        body |= {"stream": True, **account.extra_body}
        if profile.takes_stream_options:
            body["stream_options"] = {"include_usage": True}
        if account.temperature is not None and profile.takes_temperature:
            body["temperature"] = account.temperature
        if account.max_tokens is not None and profile.length_field is not None:
            body[profile.length_field] = account.max_tokens
        if schema is not None and profile.mode == "json_schema":
            wanted = {"name": "answer", "strict": True, "schema": dict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif schema is not None and profile.mode == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    async def _buy(
        self, question: str, messages: Sequence[Message], body: dict[str, object], ears: "_Ears"
    ) -> Completion:
        """Ask, and count it from the moment it is sent, whatever comes of it."""
        asked = estimate_tokens("".join(message["content"] for message in messages))
        answer = _Answer(self._account.max_tokens)
        async with self._desk.purchase(question, self._account.model, {Unit.TOKENS_IN: asked}) as purchase:
            try:
                await self._ask(body, answer, ears)
            except APIStatusError:
                purchase.refused()
                raise
            finally:
                if answer.usage is not None:
                    prompt, completion = answer.usage
                    purchase.amend({Unit.TOKENS_IN: prompt, Unit.TOKENS_OUT: completion})
                elif answer.pieces:
                    purchase.amend({Unit.TOKENS_OUT: estimate_tokens("".join(answer.pieces))}, estimated=True)
        if answer.finish is None:
            raise EngineBusy(
                Told(
                    "The model's server broke off in the middle of its answer; try again.",
                    "模型服务器答到一半就断了，请再试一次。",
                )
            )
        text = answer.words.text
        used = (int(purchase.units[Unit.TOKENS_IN]), int(purchase.units.get(Unit.TOKENS_OUT, 0)))
        return Completion(text, answer.finish, answer.refusal, answer.model or self._account.model, *used)

    async def _ask(self, body: dict[str, object], answer: _Answer, ears: "_Ears") -> None:
        async with asyncio.timeout(self._account.total_seconds):
            async with asyncio.timeout(self._account.first_token_seconds):
                # post() and not chat.completions.create(): fields of vendors' own and fields left out go as they are.
                stream = await self._client.post(
                    "/chat/completions",
                    cast_to=ChatCompletion,
                    body=body,
                    stream=True,
                    stream_cls=_Events,
                )
            try:
                await self._read(stream, answer, ears)
            finally:
                await stream.close()

    async def _read(self, stream: _Events, answer: _Answer, ears: "_Ears") -> None:
        kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/html":
            raise BadInput(
                Told(
                    "The account's address leads to a web page, not to a model's server; many end with /v1.",
                    "账号的地址指向一个网页，不是模型服务器；很多地址以 /v1 结尾。",
                )
            )
        if kind == "application/json":  # a server that does not stream
            async with asyncio.timeout(self._account.first_token_seconds):
                await _read_whole(ChatCompletion.model_validate_json(await stream.response.aread()), answer, ears)
            return
        told: str | None = None
        async for chunk in self._in_time(stream):
            answer.model = answer.model or str(chunk.model or "")
            answer.usage = _usage(chunk) or answer.usage
            choices: Sequence[ChunkChoice] | None = chunk.choices  # whatever the SDK says, servers leave it out
            for choice in (choices or [])[:1]:  # the chunk with the usage has none
                told = choice.finish_reason or told
                delta: ChoiceDelta | None = choice.delta
                if delta is not None:
                    answer.refusal += delta.refusal or ""
                    await _hear(answer, _words(delta.content), ears)
            if answer.is_too_long:
                self._profile.was_not_heeded()
                told = "length"
                break
        answer.finish = ending_of(told, done=stream.done)
        await _tell(answer.words.end(), ears)

    async def _in_time(self, stream: _Events) -> AsyncIterator[ChatCompletionChunk]:
        """The chunks; comments that only keep the connection alive do not count as an answer."""
        patience = self._account.first_token_seconds
        while True:
            try:
                async with asyncio.timeout(patience):
                    chunk = await anext(stream, None)
            except TimeoutError:
                raise EngineBusy(
                    Told(
                        "The model's server was silent for {patience:g} seconds; try again later.",
                        "模型服务器 {patience:g} 秒没有出声，请稍后再试。",
                        patience=patience,
                    )
                ) from None
            if chunk is None:
                return
            yield chunk
            patience = self._account.between_tokens_seconds


async def _told(answer: Completion, on_text: OnText | None) -> Completion:
    if on_text is not None and answer.text:
        await on_text(answer.text)
    return answer


@dataclass(frozen=True, slots=True)
class _Ears:
    """Who hears the answer."""

    text: OnText
    again: OnAgain


async def _unheard() -> None:
    """Nobody minds that what was heard is void."""


async def _read_whole(whole: ChatCompletion, answer: _Answer, ears: _Ears) -> None:
    for choice in whole.choices[:1]:
        answer.refusal, answer.finish = choice.message.refusal or "", ending_of(choice.finish_reason, done=True)
        answer.usage, answer.model = _usage(whole), whole.model
        await _hear(answer, _words(choice.message.content), ears)
        await _tell(answer.words.end(), ears)


async def _hear(answer: _Answer, piece: str, ears: _Ears) -> None:
    if piece:
        answer.pieces.append(piece)
        await _tell(answer.words.feed(piece), ears)


async def _tell(seen: Seen, ears: _Ears) -> None:
    if seen.again:
        await ears.again()
    if seen.words:
        await ears.text(seen.words)


def _words(content: Any) -> str:  # Any: null, a string, or rarely a list of parts
    """The words, without what no database keeps: NUL characters and halves of characters."""
    if isinstance(content, list):
        parts = [part if isinstance(part, dict) else getattr(part, "__dict__", {}) for part in content]
        said = [part for part in parts if part.get("type") in {None, "text", "output_text"}]  # others are thoughts
        content = "".join(str(part.get("text") or "") for part in said)
    if not isinstance(content, str):
        return ""
    return content.replace("\x00", "").encode("utf-8", "ignore").decode()


def _usage(answered: ChatCompletion | ChatCompletionChunk) -> tuple[int, int] | None:
    usage = answered.usage
    if usage is None or not isinstance(usage.prompt_tokens, int) or not isinstance(usage.completion_tokens, int):
        return None
    return usage.prompt_tokens, usage.completion_tokens


def _pause(failure: Exception, error: Exception, attempt: int) -> float | None:
    """Seconds until the next try; None when there should be none."""
    if not isinstance(failure, EngineBusy):
        return None
    if isinstance(error, APIStatusError) and error.response.headers.get("x-should-retry") == "false":
        return None
    if failure.retry_after is not None:
        if failure.retry_after > _LONGEST_WISH:
            return None
        return failure.retry_after * random.uniform(1.0, 1.25)  # noqa: S311  never sooner; not all at one moment
    return float(min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE)) * random.uniform(0.75, 1.0)  # noqa: S311  no secret
