"""The errors of the product. Each kind has one HTTP status; `core/http.py` turns them into problem documents.

DataSayError
├── HostNotTrusted   400
├── Invalid          422  the request is understood and wrong; `errors` name the fields
├── Unauthenticated  401
├── Forbidden        403
├── NotFound         404  also for what belongs to someone else
├── Conflict         409
│   └── Clash             trying again at once helps
├── PreconditionFailed 412
├── TooLarge         413
├── UnsupportedMedia 415
├── TooMany          429
├── Unavailable      503  a part of the platform is away; trying later helps
│   └── DatabaseFull 507  what is away is room on the database's own disk
└── StorageFull      507
"""

from collections.abc import Sequence
from typing import TypedDict


class FieldError(TypedDict):
    """One field that is wrong: where it is, and what is wrong with it."""

    field: str
    message: str


class DataSayError(Exception):
    """Something the user can act on. `type` is stable: clients may rely on it."""

    type = "/problems/error"
    title = "The request failed"
    status = 500

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError] = (), headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}


class Invalid(DataSayError):
    """The request is understood and wrong."""

    type = "/problems/invalid"
    title = "The request is not valid"
    status = 422

    @classmethod
    def field(cls, field: str, message: str) -> "Invalid":
        """One wrong field."""
        return cls(f"{field}: {message}", errors=[{"field": field, "message": message}])


class HostNotTrusted(DataSayError):
    """The request is for a name that is not the platform's."""

    type = "/problems/host-not-trusted"
    title = "The platform does not answer under this name"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "The platform does not answer under the name in the header Host. If people are to reach it by that name,"
            " the operator has to add it to DATASAY_TRUSTED_HOSTS."
        )


class Unauthenticated(DataSayError):
    """Nobody is logged in, or the session has ended."""

    type = "/problems/unauthenticated"
    title = "Log in first"
    status = 401

    def __init__(self, detail: str = "Send a valid session token as `Authorization: Bearer …`.") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(DataSayError):
    """The role does not allow this."""

    type = "/problems/forbidden"
    title = "Not allowed"
    status = 403


class NotFound(DataSayError):
    """There is no such thing, or it belongs to someone else."""

    type = "/problems/not-found"
    title = "Not found"
    status = 404

    @classmethod
    def of(cls, what: str, key: object) -> "NotFound":
        """`text 5` was not found."""
        return cls(f"There is no {what} {key}.")


class Conflict(DataSayError):
    """The state of things does not allow this now."""

    type = "/problems/conflict"
    title = "In conflict with the present state"
    status = 409


class Clash(Conflict):
    """Two transactions met and the database let one of them go on; the same request may well pass a moment later."""

    def __init__(self) -> None:
        super().__init__(
            "Someone else changed the same thing at the same moment; nothing was changed by you. Try again.",
            headers={"Retry-After": "1"},
        )


class PreconditionFailed(DataSayError):
    """The row has changed since the client read it."""

    type = "/problems/precondition-failed"
    title = "It has changed in the meantime"
    status = 412


class TooLarge(DataSayError):
    """More bytes or characters than allowed."""

    type = "/problems/too-large"
    title = "Too large"
    status = 413


class UnsupportedMedia(DataSayError):
    """Bytes of a kind that is not read here."""

    type = "/problems/unsupported-media"
    title = "This kind of content is not read here"
    status = 415


class TooMany(DataSayError):
    """Too many requests or open tasks."""

    type = "/problems/too-many"
    title = "Too many"
    status = 429

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(DataSayError):
    """A part of the platform is away; trying later helps."""

    type = "/problems/unavailable"
    title = "Temporarily unavailable"
    status = 503

    def __init__(self, detail: str, *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class DatabaseFull(Unavailable):
    """The database's own disk has no room: it can be read, and works again by itself when there is room."""

    type = "/problems/database-full"
    title = "The database's disk is full"
    status = 507

    def __init__(self) -> None:
        super().__init__(
            "The disk of the database is full; nothing was changed. The operator has to free space there or enlarge it;"
            " then everything works again by itself.",
            retry_after=60,
        )


class StorageFull(DataSayError):
    """No room for the bytes."""

    type = "/problems/storage-full"
    title = "The storage is full"
    status = 507
