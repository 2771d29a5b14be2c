"""What can be wrong with an account."""

from datasay.core.errors import Conflict, Forbidden, Invalid, NotFound


class PlatformNotFound(NotFound):
    """No such account of this user."""

    type = "/problems/platform-not-found"
    title = "There is no such account"


class SharingRefused(Forbidden):
    """Only administrators' accounts serve everybody."""

    type = "/problems/platform-sharing-refused"
    title = "Only administrators may share an account"


class EngineNotConfigured(Invalid):
    """The engine needs an account and there is none."""

    type = "/problems/engine-not-configured"
    title = "The engine is not configured"

    def __init__(self, engine: str) -> None:
        told = (
            f"engine {engine} is not configured: add an account under /api/v1/platforms, or let the operator share one"
            f" or set DATASAY_ENGINES__{engine.upper()}__PLATFORM_APP_SECRET (GET /api/v1/engines shows the form)."
        )
        super().__init__(told, errors=[{"field": "engine", "message": told}])


class PlatformKeyLost(Conflict):
    """The platform's own keys have changed since the account's was sealed."""

    type = "/problems/platform-key-lost"
    title = "The account's key cannot be read"
