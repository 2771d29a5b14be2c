"""What can be wrong about a timbre."""

from datasay.core.errors import Conflict, NotFound


class TimbreNotFound(NotFound):
    """No such timbre that this user may speak with."""

    type = "/problems/timbre-not-found"
    title = "There is no such timbre"


class TimbreNotReady(Conflict):
    """The timbre is still being trained, or its training failed."""

    type = "/problems/timbre-not-ready"
    title = "The timbre is not ready"


class TimbreShared(Conflict):
    """Built-in timbres belong to everybody."""

    type = "/problems/timbre-shared"
    title = "A shared timbre cannot be changed here"
