"""What can be wrong with an account or a session."""

from datasay.core.errors import Conflict, Forbidden, NotFound, TooMany, Unauthenticated
from datasay.wording.told import Told


class WrongLogin(Unauthenticated):
    """Unknown name, wrong password or closed account: the answer is the same for all three."""

    type = "/problems/wrong-login"
    title = Told("Name or password is wrong", "用户名或密码不对")

    def __init__(self) -> None:
        super().__init__(
            Told(
                "Name or password is wrong, or the account is closed. Try again, or ask an administrator for a new"
                " password.",
                "用户名或密码不对，或者账号已停用。请再试一次，或请管理员重设密码。",
            )
        )


class TooManyLogins(TooMany):
    """Too many failed logins; wait."""

    type = "/problems/too-many-logins"
    title = Told("Too many failed logins", "登录失败次数太多")


class CsrfRefused(Forbidden):
    """A change by cookie needs the X-CSRF-Token header and the page's own origin."""

    type = "/problems/csrf"
    title = Told("The request did not come from the studio", "请求不是从工作台发出的")


class RoleTooLow(Forbidden):
    """The role does not allow this."""

    type = "/problems/role-too-low"
    title = Told("Your role does not allow this", "你的角色没有这个权限")


class UserNotFound(NotFound):
    """No such user."""

    type = "/problems/user-not-found"
    title = Told("There is no such user", "没有这个用户")
    thing = Told("user", "用户")
    key = "user"


class SessionNotFound(NotFound):
    """No such session of this user."""

    type = "/problems/session-not-found"
    title = Told("There is no such session", "没有这个会话")
    thing = Told("session", "会话")
    key = "session_id"


class UserExists(Conflict):
    """Name or e-mail is taken."""

    type = "/problems/user-exists"
    title = Told("Name or e-mail is taken", "用户名或邮箱已被使用")


class LastSuperAdmin(Conflict):
    """The last active super_admin stays one."""

    type = "/problems/last-super-admin"
    title = Told("This is the last super_admin", "这是最后一位超级管理员")
