"""Asking a vendor over HTTP: through the gate, noted and counted before it is sent, with every failure typed."""

import json
import math
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from datasay.engines.errors import BadCredentials, BadInput, EngineBusy, EngineError, EngineRejected, QuotaExceeded
from datasay.engines.protocols.engine import Desk
from datasay.engines.usage import Purchase, Units
from datasay.outgoing.errors import AnswerRefused, OutgoingFailed, OutgoingRefused
from datasay.wording.told import Told, said_by

_LONGEST_TOLD = 300
_LONGEST_WISH = 3600.0
_BUSY = frozenset({408, 409, 425, 429, 503})
_SENDABLE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")  # RFC 9110, section 5.5, without the obsolete
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)  # what reading an answer of another form raises


@dataclass(frozen=True, slots=True)
class VendorRequest:
    """One request, as it is sent."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object = None  # the body as JSON, or
    content: bytes | None = None  # as it is
    secret: str = field(default="", repr=False)  # never repeated in an error


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """An answer of success."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str]  # names in small letters

    @property
    def mime_type(self) -> str:
        """What the vendor says it is, in small letters, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> dict[str, Any]:  # Any: JSON
        """The JSON object it is."""
        try:
            read = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        if not isinstance(read, dict):
            raise ValueError("it is no JSON object")
        return read


@asynccontextmanager
async def bought_of_vendor(
    desk: Desk, question: str, model: str, request: VendorRequest, units: Units | None = None
) -> AsyncIterator[tuple[VendorAnswer, Purchase]]:
    """Buy an answer; `units` are what it is thought to use. Within the block it is read, and the purchase amended.

    `question` names the purchase, the same at each attempt at one wish. An answer that is not of the form it is read
    in becomes EngineBusy, since the next may be better. Raises EngineError.
    """
    async with desk.purchase(question, model, units) as purchase:
        try:
            answer = await asked_of_vendor(desk, request)
        except EngineError as error:
            if not isinstance(error.__cause__, AnswerRefused | OutgoingRefused | OutgoingFailed):
                purchase.refused()
            raise
        try:
            yield answer, purchase
        except _UNREADABLE as error:
            raise EngineBusy(
                Told(
                    "The server's answer cannot be read: {reason}",
                    "服务器的回答读不懂：{reason}",
                    reason=_told(str(error), request.secret),
                )
            ) from error


async def asked_of_vendor(desk: Desk, request: VendorRequest) -> VendorAnswer:
    """Ask for what costs nothing: whether the account is good, which voices it has. Raises EngineError."""
    _check_headers(request.headers)
    from datasay.outgoing.client import ask  # noqa: PLC0415  a fifth of a second that listing engines must not spend

    try:
        answer = await ask(
            request.method,
            request.url,
            headers=request.headers,
            json=request.json,
            content=request.content,
            private=desk.private,
        )
    except AnswerRefused as error:
        raise EngineBusy(said_by(error)) from error
    except OutgoingRefused as error:
        raise BadInput(said_by(error)) from error
    except OutgoingFailed as error:
        raise EngineBusy(
            Told(
                "The connection to the server failed: {reason}",
                "连不上服务器：{reason}",
                reason=_told(str(error), request.secret),
            )
        ) from error
    said = answer.body[: 10 * _LONGEST_TOLD].decode("utf-8", "replace")
    failure = error_of_status(answer.status, _told(said, request.secret), answer.headers)
    if failure is not None:
        raise failure
    return VendorAnswer(answer.body, answer.headers)


def _check_headers(headers: Mapping[str, str]) -> None:
    """Refuse what no HTTP client may send: it comes of what the user has filled in. Raises BadCredentials."""
    if not all(_SENDABLE.fullmatch(value) for value in headers.values()):
        raise BadCredentials(
            Told(
                "The key, or what else is sent with each request, is empty or has signs that cannot be sent. Enter it"
                " again: PATCH /api/v1/platforms/{{config_id}}.",
                "密钥（或随每次请求发送的其他内容）是空的，或含有不能发送的字符。"
                "请重新填写：PATCH /api/v1/platforms/{{config_id}}。",
            )
        )


def error_of_status(status: int, told: str, headers: Mapping[str, str]) -> EngineError | None:
    """What an HTTP status means to a user; None for success. A vendor's own codes are for its engine to know."""
    if 200 <= status < 300:
        return None
    if status in {401, 403}:
        return BadCredentials(
            refused_account(
                Told("The server refuses the account ({status})", "服务器不认这个账号（{status}）", status=status), told
            )
        )
    if status == 402:
        return QuotaExceeded(with_reason(Told("The account has run dry; top it up", "账号的额度用完了，请充值"), told))
    if status in _BUSY or status >= 500:
        what = Told(
            "The server failed ({status}); try again later", "服务器出错（{status}），请稍后再试", status=status
        )
        if status in _BUSY:
            what = Told(
                "The server is busy ({status}); try again later", "服务器正忙（{status}），请稍后再试", status=status
            )
        return EngineBusy(with_reason(what, told), retry_after=_wish_of(headers))
    if 300 <= status < 400:
        return EngineRejected(
            Told(
                "The server answers with a redirect; enter the address it leads to.",
                "服务器要求转到别处，请填写它指向的地址。",
            )
        )
    return BadInput(
        with_reason(
            Told(
                "The server does not accept the request ({status})", "服务器不接受这个请求（{status}）", status=status
            ),
            told,
        )
    )


def with_reason(what: Told, told: str) -> Told:
    """What happened, with the vendor's words where it has any."""
    return (
        Told("{what}: {told}", "{what}：{told}", what=what, told=told)
        if told
        else Told("{what}.", "{what}。", what=what)
    )


def refused_account(what: Told, told: str) -> Told:
    """The same for an account that is not taken, and what the user can do."""
    return Told(
        "{reason} Replace its key: PATCH /api/v1/platforms/{{config_id}}.",
        "{reason} 请更换密钥：PATCH /api/v1/platforms/{{config_id}}。",
        reason=with_reason(what, told),
    )


def _wish_of(headers: Mapping[str, str]) -> float | None:
    """How many seconds the vendor wants us to wait: at most an hour."""
    given = headers.get("retry-after", "")
    try:
        wish = float(given)
    except ValueError:
        try:
            wish = (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):  # a date without a zone, or no date
            return None
    return min(wish, _LONGEST_WISH) if 0 <= wish < math.inf else None


def _told(said: str, secret: str) -> str:
    """A vendor's words as they may be shown and kept: one line, short, without the key."""
    told = " ".join((said.replace(secret, "…") if secret else said).split())
    told = told.replace("\x00", "").encode("utf-8", "ignore").decode()
    return told if len(told) <= _LONGEST_TOLD else told[:_LONGEST_TOLD] + "…"
