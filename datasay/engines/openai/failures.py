"""The provider's errors as the engine's: which may pass by themselves, and what the user can do about the others."""

import asyncio
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError

from datasay.engines.errors import (
    BadCredentials,
    BadInput,
    ContentRefused,
    EngineBusy,
    EngineError,
    QuotaExceeded,
    TooLong,
)
from datasay.engines.protocols.asking import refused_account
from datasay.outgoing.errors import OutgoingRefused
from datasay.wording.told import Told, said_by

LONGEST_WISH = 3600.0
_LONGEST_TOLD = 300
_QUOTA = re.compile(
    r"insufficient.?(?:quota|balance|funds|credit)|quota.?exceeded|billing|overdue|exceeded your current quota"
    r"|arrearage|余额|欠费",
    re.IGNORECASE,
)
_POLICY = re.compile(r"content.?(?:policy|filter)|sensitive.?content|data.?inspection|moderation|safety", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context.?(?:length|window|size)|maximum context|too many tokens|(?:input|prompt)(?: is)? (?:length|too long)"
    r"|max_model_len|exceeds? (?:the )?(?:available )?(?:maximum )?(?:context|token)|上下文(?:长度|超)"
    r"|超过.{0,8}最大.{0,4}长度",
    re.IGNORECASE,
)
_BUSY = re.compile(r"overload|rate.?limit|server|unavailable|timeout|busy|throttl", re.IGNORECASE)


def failure_of(error: Exception, secret: str) -> EngineError:
    """What the error means to a user; the key is never repeated."""
    refused = _refusal_within(error)
    if refused is not None:
        return BadInput(said_by(refused))
    if isinstance(error, APIStatusError):
        return _of_status(error, secret)
    if isinstance(error, APITimeoutError | TimeoutError | asyncio.TimeoutError | httpx2.TimeoutException):
        return EngineBusy(
            Told("The model's server does not answer in time; try again later.", "模型服务器没有及时回答，请稍后再试。")
        )
    if isinstance(error, APIConnectionError | httpx2.HTTPError):
        reason = str(error.__cause__ or error) or type(error).__name__
        return EngineBusy(
            Told(
                "The connection to the model's server failed: {reason}",
                "连不上模型服务器：{reason}",
                reason=_clean(reason, secret),
            )
        )
    if isinstance(error, APIError):  # an error object within a stream
        return _of_words(error.code, error.type, words_of(error), secret)
    return EngineBusy(
        Told(
            "The model's server sent something that is not the protocol; check the account's address.",
            "模型服务器发来的内容不符合协议，请检查账号的地址。",
        )
    )


def words_of(error: APIError) -> str:
    """What the server says is wrong, in whatever place it says so."""
    told = _words_in(error.body, 3)
    return told or error.message


def _words_in(body: object, depth: int) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, list) and depth:
        return "; ".join(filter(None, (_words_in(item, depth - 1) for item in body[:5])))
    if not isinstance(body, dict) or not depth:
        return ""
    place = body.get("loc")  # a list of names, as pydantic tells which field is meant
    where = ".".join(str(part) for part in place) + ": " if isinstance(place, list) and place else ""
    for name in ("message", "msg", "error", "detail", "error_msg", "reason", "errors", "description"):
        if told := _words_in(body.get(name), depth - 1):
            return where + told
    return ""


def _refusal_within(error: BaseException | None) -> OutgoingRefused | None:
    while error is not None:
        if isinstance(error, OutgoingRefused):
            return error
        error = error.__cause__ or error.__context__
    return None


def _of_status(error: APIStatusError, secret: str) -> EngineError:  # noqa: PLR0911  a line for each kind of refusal
    status = error.status_code
    told = _clean(words_of(error), secret)
    words = f"{error.code or ''} {error.type or ''} {told}"
    if status == 402 or _QUOTA.search(words if status in {403, 429} else error.code or ""):
        return QuotaExceeded(
            Told(
                "The account of the model's server has run dry; top it up: {told}",
                "模型账号的额度用完了，请充值：{told}",
                told=told,
            )
        )
    if status in {401, 403}:
        return BadCredentials(
            refused_account(Told("The model's server refuses the account", "模型服务器不认这个账号"), told)
        )
    if status == 404:
        return BadInput(
            Told(
                "The model or the address does not exist (any more): {told} Check the account's settings.",
                "模型或地址不存在（或已下线）：{told} 请检查账号的设置。",
                told=told,
            )
        )
    if _TOO_LONG.search(words) and status not in {408, 409, 425, 429}:
        return TooLong(
            Told(
                "The text is longer than the model can read: {told} Lower context_tokens of the account.",
                "文本比模型能读的更长：{told} 请调低账号的 context_tokens。",
                told=told,
            )
        )
    if status in {408, 409, 425, 429} or status >= 500:
        return EngineBusy(
            Told(
                "The model's server is busy ({status}); try again later: {told}",
                "模型服务器正忙（{status}），请稍后再试：{told}",
                status=status,
                told=told,
            ),
            retry_after=wish_of(error.response.headers),
        )
    if 300 <= status < 400:
        return BadInput(
            Told(
                "The model's server answers with a redirect; enter the address it leads to.",
                "模型服务器要求转到别处，请填写它指向的地址。",
            )
        )
    if _POLICY.search(words):
        return ContentRefused(
            Told("The model's server refuses this content: {told}", "模型服务器拒绝这段内容：{told}", told=told)
        )
    return BadInput(
        Told(
            "The model's server does not accept the request ({status}): {told}",
            "模型服务器不接受这个请求（{status}）：{told}",
            status=status,
            told=told,
        )
    )


def _of_words(code: str | None, kind: str | None, message: str, secret: str) -> EngineError:
    words, told = f"{code or ''} {kind or ''} {message}", _clean(message, secret)
    if _QUOTA.search(words):
        return QuotaExceeded(
            Told(
                "The account of the model's server has run dry; top it up: {told}",
                "模型账号的额度用完了，请充值：{told}",
                told=told,
            )
        )
    if _POLICY.search(words):
        return ContentRefused(
            Told("The model's server refuses this content: {told}", "模型服务器拒绝这段内容：{told}", told=told)
        )
    if code in {"invalid_api_key", "401"}:
        return BadCredentials(
            refused_account(Told("The model's server refuses the account", "模型服务器不认这个账号"), told)
        )
    if _TOO_LONG.search(words):
        return TooLong(
            Told(
                "The text is longer than the model can read: {told} Lower context_tokens of the account.",
                "文本比模型能读的更长：{told} 请调低账号的 context_tokens。",
                told=told,
            )
        )
    if kind == "invalid_request_error" and not _BUSY.search(words):
        return BadInput(
            Told(
                "The model's server does not accept the request: {told}", "模型服务器不接受这个请求：{told}", told=told
            )
        )
    return EngineBusy(
        Told("The model's server broke off; try again later: {told}", "模型服务器中断了，请稍后再试：{told}", told=told)
    )


def wish_of(headers: httpx2.Headers) -> float | None:
    """How many seconds the provider wants us to wait."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        given = headers.get(name)
        if given is None:
            continue
        try:
            wish = float(given) * unit
        except ValueError:
            try:
                wish = (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds()
            except (ValueError, TypeError):  # a date without a zone, or no date
                continue
        if 0 <= wish < float("inf"):
            return min(wish, LONGEST_WISH)
    return None


def _clean(message: str, secret: str) -> str:
    told = " ".join(message.replace(secret, "…").split()) if secret else " ".join(message.split())
    told = told.replace("\x00", "").encode("utf-8", "ignore").decode()
    return told if len(told) <= _LONGEST_TOLD else told[:_LONGEST_TOLD] + "…"
