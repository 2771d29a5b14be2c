"""The errors of the product. Each kind has one HTTP status; `core/http.py` turns them into problem documents.

DataSayError
├── HostNotTrusted   400
├── Invalid          422  the request is understood and wrong; `errors` name the fields
├── Unauthenticated  401
├── Forbidden        403
├── NotFound         404  also for what belongs to someone else
├── TooSlow          408
├── Conflict         409
│   └── Clash             trying again at once helps
├── PreconditionFailed 412
├── TooLarge         413
├── UnsupportedMedia 415
├── TooMany          429
├── Unavailable      503  a part of the platform is away; trying later helps
│   └── DatabaseFull 507  what is away is room on the database's own disk
└── StorageFull      507

A new error is one class with a type, a title and, where it always says the same, its sentence: all in both languages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from datasay.wording.told import Json, Param, Told

_TOLD = 5  # wrong fields that are told in the detail; `errors` has all


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong: where it is, and what is wrong with it."""

    field: str
    said: Told


class DataSayError(Exception):
    """Something the user can act on. `type` is stable: clients may rely on it."""

    type: ClassVar[str] = "/problems/error"
    title: ClassVar[Told] = Told("The request failed", "请求没有成功")
    status: ClassVar[int] = 500

    def __init__(
        self, detail: Told, *, errors: Iterable[FieldError] = (), headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}

    @classmethod
    def field(cls, field: str, said: Told) -> Self:
        """One wrong field."""
        return cls.fields([FieldError(field, said)])

    @classmethod
    def fields(cls, errors: Sequence[FieldError]) -> Self:
        """Some wrong fields, at least one."""
        return cls(listed(errors), errors=errors)

    @property
    def params(self) -> dict[str, Json]:
        """What the detail speaks of, typed; of several wrong fields their names, as each has values of its own."""
        if len(self.errors) > 1:
            return {"fields": [wrong.field for wrong in self.errors]}
        return self.detail.json()


class Invalid(DataSayError):
    """The request is understood and wrong."""

    type = "/problems/invalid"
    title = Told("The request is not valid", "请求有误")
    status = 422


def listed(errors: Sequence[FieldError]) -> Told:
    """What is wrong with the first few fields, in one line."""
    said = [Told("{field}: {said}", "{field}：{said}", field=wrong.field, said=wrong.said) for wrong in errors]
    if len(said) == 1:
        return said[0]
    names = [f"wrong_{number}" for number in range(min(len(said), _TOLD))]
    slots = [f"{{{name}}}" for name in names]
    return Told("; ".join(slots), "；".join(slots), **dict(zip(names, said, strict=False)))


class HostNotTrusted(DataSayError):
    """The request is for a name that is not the platform's."""

    type = "/problems/host-not-trusted"
    title = Told("The platform does not answer under this name", "平台不用这个名字应答")
    status = 400

    def __init__(self) -> None:
        super().__init__(
            Told(
                "The platform does not answer under the name in the header Host. If people are to use that name,"
                " the operator has to add it to DATASAY_TRUSTED_HOSTS.",
                "平台不用请求头 Host 里的名字应答。若要用这个名字访问，请管理员把它加进 DATASAY_TRUSTED_HOSTS。",
            )
        )


class Unauthenticated(DataSayError):
    """Nobody is logged in, or the session has ended."""

    type = "/problems/unauthenticated"
    title = Told("Log in first", "请先登录")
    status = 401

    def __init__(self, detail: Told | None = None) -> None:
        super().__init__(
            detail
            or Told(
                "You are not logged in, or your session has ended. Log in, and send the session token as"
                " `Authorization: Bearer …`.",
                "尚未登录，或登录已过期。请登录，并用请求头 `Authorization: Bearer …` 发送会话令牌。",
            ),
            headers={"WWW-Authenticate": "Bearer"},
        )


class Forbidden(DataSayError):
    """The role does not allow this."""

    type = "/problems/forbidden"
    title = Told("Not allowed", "没有权限")
    status = 403


class NotFound(DataSayError):
    """There is no such thing, or it belongs to someone else. Each kind of thing has a name and a key."""

    type = "/problems/not-found"
    title = Told("Not found", "找不到")
    status = 404
    thing: ClassVar[Told] = Told("such thing", "对象")
    key: ClassVar[str] = "key"

    @classmethod
    def of(cls, key: Param) -> Self:
        """The thing with this key was not found."""
        return cls(
            Told(
                f"There is no {{thing}} {{{cls.key}}}; it may have been deleted, or it is not yours.",
                f"没有{{thing}} {{{cls.key}}}：可能已删除，或者不属于你。",
                **{"thing": cls.thing, cls.key: key},
            )
        )


class Conflict(DataSayError):
    """The state of things does not allow this now."""

    type = "/problems/conflict"
    title = Told("In conflict with the present state", "与当前状态冲突")
    status = 409


class Clash(Conflict):
    """Two transactions met and the database let one of them go on; the same request may well pass a moment later."""

    def __init__(self) -> None:
        super().__init__(
            Told(
                "Someone else changed the same thing at the same moment; nothing was changed by you. Try again.",
                "有人同时改了同一内容，你的改动没有保存。请再试一次。",
            ),
            headers={"Retry-After": "1"},
        )


class PreconditionFailed(DataSayError):
    """The row has changed since the client read it."""

    type = "/problems/precondition-failed"
    title = Told("It has changed in the meantime", "内容已被改动")
    status = 412


class TooSlow(DataSayError):
    """The body of the request does not come."""

    type = "/problems/too-slow"
    title = Told("The request came too slowly", "请求发送得太慢")
    status = 408

    def __init__(self) -> None:
        super().__init__(
            Told(
                "The rest of the request did not come in time. Send it again, or in smaller parts.",
                "请求的其余部分没有按时到达。请重新发送，或分成小份发送。",
            ),
            headers={"Connection": "close"},
        )


class TooLarge(DataSayError):
    """More bytes or characters than allowed."""

    type = "/problems/too-large"
    title = Told("Too large", "太大")
    status = 413


class UnsupportedMedia(DataSayError):
    """Bytes of a kind that is not read here."""

    type = "/problems/unsupported-media"
    title = Told("This kind of content is not read here", "不支持这种内容")
    status = 415


class TooMany(DataSayError):
    """Too many requests or open tasks."""

    type = "/problems/too-many"
    title = Told("Too many", "太多了")
    status = 429

    def __init__(self, detail: Told, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class EngineAtFault(DataSayError):
    """The engine failed, or what it made cannot be used: nothing is wrong about the request."""

    type = "/problems/engine-failed"
    title = Told("The engine failed", "引擎出错了")
    status = 502


class Unavailable(DataSayError):
    """A part of the platform is away; trying later helps."""

    type = "/problems/unavailable"
    title = Told("Temporarily unavailable", "暂时不可用")
    status = 503

    def __init__(self, detail: Told, *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class DatabaseFull(Unavailable):
    """The database's own disk has no room: it can be read, and works again by itself when there is room."""

    type = "/problems/database-full"
    title = Told("The database's disk is full", "数据库的磁盘已满")
    status = 507

    def __init__(self) -> None:
        super().__init__(
            Told(
                "The disk of the database is full; nothing was changed. The operator has to free space there or enlarge"
                " it; then everything works again by itself.",
                "数据库的磁盘已满，什么都没有改动。请管理员腾出空间或扩容，之后会自动恢复。",
            ),
            retry_after=60,
        )


class StorageFull(DataSayError):
    """No room for the bytes."""

    type = "/problems/storage-full"
    title = Told("The storage is full", "存储空间已满")
    status = 507


class NoSuchAddress(DataSayError):
    """Nothing answers at this address."""

    type = "/problems/http-404"
    title = Told("There is no such address", "没有这个地址")
    status = 404

    def __init__(self) -> None:
        super().__init__(
            Told(
                "Nothing is found at this address; check it for mistakes. /docs lists all of them.",
                "这个地址下没有内容，请检查拼写。所有地址见 /docs。",
            )
        )


class WrongMethod(DataSayError):
    """The address is there, but not for this method."""

    type = "/problems/http-405"
    title = Told("This address takes another method", "请求方法不对")
    status = 405

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(
            Told("This address takes {allowed}.", "这个地址只接受 {allowed}。", allowed=allowed)
            if allowed
            else Told("This address takes no such method.", "这个地址不接受这种请求方法。"),
            headers={"Allow": ", ".join(allowed)} if allowed else None,
        )


class HttpRefused(DataSayError):
    """What the framework refuses by itself, of kinds that have no class of their own."""

    title = Told("The request was refused", "请求被拒绝")

    def __init__(self, status: int, headers: dict[str, str] | None) -> None:
        super().__init__(
            Told("The server refused the request ({status}).", "服务器拒绝了这个请求（{status}）。", status=status),
            headers=headers,
        )
        self.type = f"/problems/http-{status}"  # type: ignore[misc]  # one class for all of them
        self.status = status  # type: ignore[misc]  # the same


class Internal(DataSayError):
    """A fault of ours."""

    type = "/problems/internal"
    title = Told("Something went wrong here", "服务器内部出错")

    def __init__(self, request: str) -> None:
        super().__init__(
            Told(
                "This is our fault, not yours. Try again; if it happens again, give the operator the request id"
                " {request}: the log has it.",
                "这是平台的问题，不是你的错。请再试一次；若仍然出错，请把请求编号 {request} 告诉管理员，日志里有记录。",
                request=request,
            )
        )
