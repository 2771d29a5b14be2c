"""What can keep the embedded platform from starting; each text names the cure.

EmbeddedError
├── HomeUnusable      the home cannot be written
├── InUse             another process runs on this home
├── ServerMissing     no usable PostgreSQL or Redis binary
└── StartFailed       a part of the platform ended or stayed silent
    └── PortTaken     its port went to someone else; another one may work
"""

from datasay.core.errors import Unavailable


class EmbeddedError(Unavailable):
    """The embedded platform cannot run."""

    type = "/problems/embedded"
    title = "The embedded platform cannot run"


class HomeUnusable(EmbeddedError):
    """The home cannot be written."""


class InUse(EmbeddedError):
    """Another process runs on this home."""


class ServerMissing(EmbeddedError):
    """No usable server binary was found."""


class StartFailed(EmbeddedError):
    """A part of the platform ended or stayed silent while it was started."""


class PortTaken(StartFailed):
    """The port was taken between the look and the start."""
