"""Asking a vendor over HTTP: through the gate, noted and counted before it is sent, with every failure typed."""

import json
import math
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

_LONGEST_TOLD = 300
_LONGEST_WISH = 3600.0
_BUSY = frozenset({408, 409, 425, 429})
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
            raise EngineBusy(f"The server's answer cannot be read: {_told(str(error), request.secret)}") from error


async def asked_of_vendor(desk: Desk, request: VendorRequest) -> VendorAnswer:
    """Ask for what costs nothing: whether the account is good, which voices it has. Raises EngineError."""
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
        raise EngineBusy(str(error)) from error
    except OutgoingRefused as error:
        raise BadInput(str(error)) from error
    except OutgoingFailed as error:
        raise EngineBusy(f"The connection to the server failed: {_told(str(error), request.secret)}") from error
    said = answer.body[: 10 * _LONGEST_TOLD].decode("utf-8", "replace")
    failure = error_of_status(answer.status, _told(said, request.secret), answer.headers)
    if failure is not None:
        raise failure
    return VendorAnswer(answer.body, answer.headers)


def error_of_status(status: int, told: str, headers: Mapping[str, str]) -> EngineError | None:
    """What an HTTP status means to a user; None for success. A vendor's own codes are for its engine to know."""
    if 200 <= status < 300:
        return None
    if status in {401, 403}:
        return BadCredentials(refused_account(f"The server refuses the account ({status})", told))
    if status == 402:
        return QuotaExceeded(with_reason("The account has run dry", told))
    if status in _BUSY or status >= 500:
        return EngineBusy(with_reason(f"The server is busy ({status})", told), retry_after=_wish_of(headers))
    if 300 <= status < 400:
        return EngineRejected("The server answers with a redirect; enter the address it leads to.")
    return BadInput(with_reason(f"The server does not accept the request ({status})", told))


def with_reason(what: str, told: str) -> str:
    """What happened, with the vendor's words where it has any."""
    return f"{what}: {told}" if told else f"{what}."


def refused_account(what: str, told: str) -> str:
    """The same for an account that is not taken, and what the user can do."""
    return f"{with_reason(what, told)} Replace its key: PATCH /api/v1/platforms/{{config_id}}."


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
