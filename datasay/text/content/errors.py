"""What can be wrong about a text."""

from datasay.core.errors import NotFound, PreconditionFailed
from datasay.wording.told import Told


class TextNotFound(NotFound):
    """No such text of this user."""

    type = "/problems/text-not-found"
    title = Told("There is no such text", "没有这篇文本")
    thing = Told("text", "文本")
    key = "text_id"


class TextVersionNotFound(NotFound):
    """The text has no such version."""

    type = "/problems/text-version-not-found"
    title = Told("The text has no such version", "文本没有这个版本")


class TextChanged(PreconditionFailed):
    """Someone else changed it since it was read."""

    type = "/problems/text-changed"
    title = Told("The text has changed in the meantime", "文本已被改动")
