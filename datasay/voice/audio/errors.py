"""What can be wrong about an audio."""

from datasay.core.errors import NotFound


class AudioNotFound(NotFound):
    """No such audio of this user."""

    type = "/problems/audio-not-found"
    title = "There is no such audio"
