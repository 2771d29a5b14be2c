"""What can be wrong about a work."""

from datasay.core.errors import Conflict, NotFound


class MixallNotFound(NotFound):
    """No such work of this user."""

    type = "/problems/mixall-not-found"
    title = "There is no such work"


class MixallBusy(Conflict):
    """A task is making the work right now."""

    type = "/problems/mixall-busy"
    title = "The work is being made"


class MixallIncomplete(Conflict):
    """Something a work needs before it can be rendered is missing."""

    type = "/problems/mixall-incomplete"
    title = "The work lacks a part"
