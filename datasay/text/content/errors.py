"""What can be wrong about a text."""

from datasay.core.errors import NotFound, PreconditionFailed


class TextNotFound(NotFound):
    """No such text of this user."""

    type = "/problems/text-not-found"
    title = "There is no such text"


class TextVersionNotFound(NotFound):
    """The text has no such version."""

    type = "/problems/text-version-not-found"
    title = "The text has no such version"


class TextChanged(PreconditionFailed):
    """Someone else changed it since it was read."""

    type = "/problems/text-changed"
    title = "The text has changed in the meantime"
