"""What goes to a model and what comes back, without the SDK, which takes half a second to load."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

Message = Mapping[str, str]  # role and content
OnText = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer. `finish` is the protocol's finish_reason."""

    text: str
    finish: str
    refusal: str
    model: str
