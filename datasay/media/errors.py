"""What can go wrong when media is read or made, and whether a later try can help.

MediaError
├── MediaRejected     the input is broken, forbidden or too large: no later try will work
├── MediaToolFailed   the tool was killed, ran out of memory or of time: a later try may work
│   └── MediaToolKilled   by a signal from outside: it did not fail
├── MediaToolMissing  there is no usable ffmpeg on this machine
└── MediaDiskFull     the disk has no room for the result: works again when space is freed
"""


class MediaError(Exception):
    """Media could not be read or made; the text says why and what to do."""


class MediaRejected(MediaError):
    """The input cannot be processed as it stands."""


class MediaToolFailed(MediaError):
    """The tool died for a reason outside the input; a later try may work."""


class MediaToolKilled(MediaToolFailed):
    """The tool was killed, as a worker can be: no fault of the work, unless it happens every time."""


class MediaToolMissing(MediaError):
    """There is no usable ffmpeg; the text names the cure."""


class MediaDiskFull(MediaError):
    """The disk is full."""
