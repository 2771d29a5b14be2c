"""What can keep the embedded platform from starting; each text names the cure.

EmbeddedError
├── HomeUnusable      the home cannot be written
├── InUse             another process runs on this home
├── ServerMissing     no usable PostgreSQL or Redis binary
└── StartFailed       a part of the platform ended or stayed silent
    └── PortTaken     its port went to someone else; another one may work
"""

from datasay.core.errors import Unavailable
from datasay.wording.languages import language_of_environment
from datasay.wording.told import Told


class EmbeddedError(Unavailable):
    """The embedded platform cannot run."""

    type = "/problems/embedded"
    title = Told("The embedded platform cannot run", "内置平台无法运行")

    def __init__(self, detail: Told) -> None:
        super().__init__(detail)

    def __str__(self) -> str:
        """In the language of whoever typed the command."""
        return self.detail.told(language_of_environment())


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
