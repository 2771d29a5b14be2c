"""What can be wrong about an audio."""

from datasay.core.errors import NotFound
from datasay.wording.told import Told


class AudioNotFound(NotFound):
    """No such audio of this user."""

    type = "/problems/audio-not-found"
    title = Told("There is no such audio", "没有这个音频")
    thing = Told("audio", "音频")
    key = "audio_id"
