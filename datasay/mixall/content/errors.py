"""What can be wrong about a work."""

from datasay.core.errors import Conflict, NotFound
from datasay.wording.told import Told


class MixallNotFound(NotFound):
    """No such work of this user."""

    type = "/problems/mixall-not-found"
    title = Told("There is no such work", "没有这个作品")
    thing = Told("work", "作品")
    key = "mixall_id"


class MixallBusy(Conflict):
    """A task is making the work right now."""

    type = "/problems/mixall-busy"
    title = Told("The work is being made", "作品正在制作")


class MixallIncomplete(Conflict):
    """Something a work needs before it can be rendered is missing."""

    type = "/problems/mixall-incomplete"
    title = Told("The work lacks a part", "作品缺少一部分")
