"""What can be wrong with an account or a session."""

from datasay.core.errors import Conflict, Forbidden, NotFound, TooMany, Unauthenticated


class WrongLogin(Unauthenticated):
    """Unknown name, wrong password or closed account: the answer is the same for all three."""

    type = "/problems/wrong-login"
    title = "Name or password is wrong"

    def __init__(self) -> None:
        super().__init__("Name or password is wrong, or the account is closed.")


class TooManyLogins(TooMany):
    """Too many failed logins; wait."""

    type = "/problems/too-many-logins"
    title = "Too many failed logins"


class CsrfRefused(Forbidden):
    """A change by cookie needs the X-CSRF-Token header and the page's own origin."""

    type = "/problems/csrf"
    title = "The request did not come from the studio"


class RoleTooLow(Forbidden):
    """The role does not allow this."""

    type = "/problems/role-too-low"
    title = "Your role does not allow this"


class UserNotFound(NotFound):
    """No such user."""

    type = "/problems/user-not-found"
    title = "There is no such user"


class SessionNotFound(NotFound):
    """No such session of this user."""

    type = "/problems/session-not-found"
    title = "There is no such session"


class UserExists(Conflict):
    """Name or e-mail is taken."""

    type = "/problems/user-exists"
    title = "Name or e-mail is taken"


class LastSuperAdmin(Conflict):
    """The last active super_admin stays one."""

    type = "/problems/last-super-admin"
    title = "This is the last super_admin"
