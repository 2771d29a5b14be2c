"""What can be wrong about a text."""

from datasay.core.errors import NotFound, PreconditionFailed


class TextNotFound(NotFound):
    """No such text of this user."""

    type = "/problems/text-not-found"
    title = "There is no such text"


class TextChanged(PreconditionFailed):
    """Someone saved another version in the meantime."""

    type = "/problems/text-changed"
    title = "The text has changed in the meantime"
