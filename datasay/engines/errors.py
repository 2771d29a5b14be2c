"""What can go wrong in an engine, and whether a later try can help.

EngineError
├── EngineBusy            a later try may work: throttled, overloaded, network, a crashed helper process
└── EngineRejected        no later try will work
    ├── BadInput          the request itself: empty text, unknown voice, impossible size
    │   └── TooLong       more than the engine can take at once
    ├── BadCredentials    a key is missing, wrong or expired
    ├── QuotaExceeded     the account has run dry
    ├── ContentRefused    the provider will not make this content
    ├── EngineFailed      the engine itself is broken: it ended the work in a way no engine may, or made what is none
    └── AlreadyBought     it was paid for twice and nothing usable came
"""

import math
import re

from datasay.wording.told import Told

LONGEST_PAUSE_SECONDS = 3600
_LONGEST_WORDS = 2000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def presentable(words: str) -> str:
    """The words as they can be kept and shown: without what no database takes, and cut where they do not end."""
    words = _UNPRINTABLE.sub("�", words[: _LONGEST_WORDS + 1])
    return words if len(words) <= _LONGEST_WORDS else words[:_LONGEST_WORDS] + "…"


def believed_pause(told: object) -> float | None:
    """The seconds a provider wishes to be left alone; None for what is no such wish, an hour at most."""
    if not isinstance(told, int | float) or isinstance(told, bool) or not math.isfinite(told) or told < 0:
        return None
    return min(told, LONGEST_PAUSE_SECONDS)


class EngineError(Exception):
    """An engine could not do its work. Its `Told` says why and what to do; a plain string is shown as it is."""


class EngineBusy(EngineError):
    """A later try may work. `retry_after` is the provider's own wish in seconds, when it states one that can be met."""

    def __init__(self, message: str | Told, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = believed_pause(retry_after)


class EngineRejected(EngineError):
    """No later try of the same request will work."""


class BadInput(EngineRejected):
    """The request cannot be met as it stands."""


class TooLong(BadInput):
    """More than the engine can take at once."""


class BadCredentials(EngineRejected):
    """The engine's account is missing or refused."""


class QuotaExceeded(EngineRejected):
    """The engine's account has no allowance left."""


class ContentRefused(EngineRejected):
    """The provider refuses to make this content."""


class EngineFailed(EngineRejected):
    """The engine cancelled what nobody cancelled, meant to end the process it works in, or made what cannot be used."""


class AlreadyBought(EngineRejected):
    """It was bought and bought again without a usable answer; a third purchase is for a person to decide."""
