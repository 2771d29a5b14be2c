"""What can go wrong in an engine, and whether a later try can help.

EngineError
├── EngineBusy            a later try may work: throttled, overloaded, network, a crashed helper process
└── EngineRejected        no later try will work
    ├── BadInput          the request itself: empty text, unknown voice, impossible size
    │   └── TooLong       more than the engine can take at once
    ├── BadCredentials    a key is missing, wrong or expired
    ├── QuotaExceeded     the account has run dry
    ├── ContentRefused    the provider will not make this content
    ├── EngineFailed      the engine itself is broken: it ended the work in a way no engine may
    └── AlreadyBought     it was paid for twice and nothing usable came
"""


class EngineError(Exception):
    """An engine could not do its work; the text says why and what to do, and is shown to the user."""


class EngineBusy(EngineError):
    """A later try may work. `retry_after` is the provider's own wish in seconds, when it states one."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


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
    """The engine cancelled what nobody cancelled, or meant to end the process it works in."""


class AlreadyBought(EngineRejected):
    """It was bought and bought again without a usable answer; a third purchase is for a person to decide."""
