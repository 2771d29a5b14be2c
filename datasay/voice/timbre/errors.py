"""What can be wrong about a timbre."""

from datasay.core.errors import Conflict, NotFound
from datasay.wording.told import Told


class TimbreNotFound(NotFound):
    """No such timbre that this user may speak with."""

    type = "/problems/timbre-not-found"
    title = Told("There is no such timbre", "没有这个音色")
    thing = Told("timbre", "音色")
    key = "timbre_id"


class TimbreNotReady(Conflict):
    """The timbre is still being trained, or its training failed."""

    type = "/problems/timbre-not-ready"
    title = Told("The timbre is not ready", "音色还没有就绪")
