"""Accounts and sessions as JSON."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.fields import FieldInfo

from datasay.core.schemas import Line, Moment
from datasay.user_auth.models import UserRole, UserStatus
from datasay.wording.told import Told

# Latin letters and digits, CJK, Kana, Hangul: no letters of other scripts that look like these, none without a
# definite lower case, so that two names are the same for Python, for PostgreSQL in any locale and for the eye.
_CJK = "々ぁ-ゖァ-ヺー㐀-䶿一-鿿가-힣𠀀-𲎯"
_NAME = rf"^([0-9A-Za-z._\-{_CJK}]{{3,50}}|[{_CJK}]{{2}})$"
_EMAIL_CHARACTER = r"[^@\s\x00-\x1f\x7f<>\"(),:;\[\]\\]"
_DOMAIN_CHARACTER = r"[^@\s.\x00-\x1f\x7f<>\"(),:;\[\]\\]"
_EMAIL = rf"^{_EMAIL_CHARACTER}{{1,64}}@{_DOMAIN_CHARACTER}+(\.{_DOMAIN_CHARACTER}+)+$"
_AVATAR = r"^(https://[^\s\x00-\x1f\x7f\"'<>\\@]+|/api/v1/files/[1-9][0-9]{0,9}/content)$"
_PHONE = r"^\+?[0-9 ()\-]{3,19}$"


def _composed(value: object) -> object:
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def _lower(value: object) -> object:
    return unicodedata.normalize("NFKC", value).strip().lower() if isinstance(value, str) else value


def _storable(value: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(Told("contains half a character (a lone surrogate)", "含有半个字符（不成对的代理码）"))
    return value


def _like(pattern: str, complaint: Told) -> tuple[FieldInfo, AfterValidator]:
    """The pattern for the documentation, and a check that says what is wrong in words."""
    wanted = re.compile(pattern.removeprefix("^").removesuffix("$"))

    def check(value: str) -> str:
        if not wanted.fullmatch(_storable(value)):
            raise ValueError(complaint)
        return value

    return Field(json_schema_extra={"pattern": pattern}), AfterValidator(check)


def _password(value: str) -> str:
    if len(unicodedata.normalize("NFKC", _storable(value))) < 8:
        raise ValueError(Told("use at least 8 characters", "至少要 8 个字符"))
    return value


UserName = Annotated[
    str,
    BeforeValidator(_composed),
    Field(max_length=50),
    *_like(
        _NAME,
        Told(
            "use 3 to 50 letters, digits, dots, hyphens and underscores; two are enough for a Chinese name",
            "请用 3 到 50 个字母、数字、点、连字符或下划线；中文名两个字即可",
        ),
    ),
]
Email = Annotated[
    str,
    BeforeValidator(_lower),
    Field(max_length=100),
    *_like(_EMAIL, Told("must be an e-mail address like name@example.org", "应当是邮箱地址，如 name@example.org")),
]
NewPassword = Annotated[str, Field(min_length=8, max_length=200), AfterValidator(_password)]
Nickname = Annotated[Line, Field(max_length=100)]
Phone = Annotated[
    str,
    Field(max_length=20),
    *_like(
        _PHONE,
        Told(
            "use 3 to 19 digits, spaces, hyphens and brackets, with + in front at most",
            "请用 3 到 19 个数字、空格、连字符或括号，最前面可以有 +",
        ),
    ),
]
Avatar = Annotated[
    str,
    Field(max_length=500),
    *_like(
        _AVATAR,
        Told(
            "use an https address or a picture of the files here: /api/v1/files/…/content",
            "请用 https 网址，或这里的图片文件：/api/v1/files/…/content",
        ),
    ),
]


_USER: dict[str, JsonValue] = {
    "user_id": 2,
    "user_name": "writer",
    "user_email": "writer@example.org",
    "user_phone": None,
    "user_status": "active",
    "user_role": "user",
    "user_created_time": "2026-01-31T08:00:00Z",
    "user_updated_time": "2026-01-31T08:00:00Z",
    "user_last_login_time": None,
    "user_profile_avatar": None,
    "user_profile_nickname": "小文",
}


class UserRead(BaseModel):
    """A user, without anything secret."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_USER]})

    user_id: int
    user_name: str
    user_email: str
    user_phone: str | None
    user_status: UserStatus
    user_role: UserRole
    user_created_time: Moment
    user_updated_time: Moment
    user_last_login_time: Moment | None
    user_profile_avatar: str | None
    user_profile_nickname: str | None


class LoginStart(BaseModel):
    """Who wants in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"user_name": "admin", "user_password": "the password printed at first start"}]
        },
    )

    user_name: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="The name or the e-mail.")
    user_password: Annotated[str, Field(min_length=1, max_length=200)]


class SessionStarted(BaseModel):
    """A new session. The token is shown now and never again."""

    session_id: str
    session_token: str
    session_expire_time: Moment
    user: UserRead


class SessionRead(BaseModel):
    """A session of yours."""

    session_id: str
    session_created_time: Moment
    session_expire_time: Moment
    session_last_used_time: Moment | None
    session_ip_address: str | None
    session_user_agent: str | None
    current: bool = Field(description="The session of this very request.")


class SessionList(BaseModel):
    """Your open sessions, the latest first."""

    items: list[SessionRead]
    next_cursor: str | None = None


class PasswordChange(BaseModel):
    """A new password; the old one proves that it is you."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"user_password": "the one so far", "new_password": "a long one of your own"}]},
    )

    user_password: Annotated[str, Field(min_length=1, max_length=200)]
    new_password: NewPassword


class ProfileUpdate(BaseModel):
    """What you may change of yourself."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"user_profile_nickname": "小文"}]})

    user_profile_nickname: Nickname | None = None
    user_profile_avatar: Avatar | None = Field(None, description="An https address, or a picture of the files here.")
    user_phone: Phone | None = None


class UserCreate(BaseModel):
    """A new user."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"user_name": "writer", "user_email": "writer@example.org"}]},
    )

    user_name: UserName
    user_email: Email
    user_password: NewPassword | None = Field(None, description="Left out: a random one is made and shown once.")
    user_role: UserRole = UserRole.USER
    user_profile_nickname: Nickname | None = None


class UserCreated(UserRead):
    """A new user; a password that was made for it is shown now and never again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_USER, "user_password": "the one made for it"}]})

    user_password: str | None = None


class PasswordReset(BaseModel):
    """Another password for somebody else."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"user_password": "one that was agreed"}]}
    )

    user_password: NewPassword | None = Field(None, description="Left out: a random one is made and shown once.")


class UserUpdate(BaseModel):
    """What an administrator may change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"user_status": "suspended"}]})

    user_status: UserStatus | None = None
    user_role: UserRole | None = None
    user_email: Email | None = None
    user_profile_nickname: Nickname | None = None
