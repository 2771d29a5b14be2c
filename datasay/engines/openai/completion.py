"""What goes to a model and what comes back, without the SDK, which takes half a second to load."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Message = Mapping[str, str]  # role and content


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer. `finish` is the protocol's finish_reason."""

    text: str
    finish: str
    refusal: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0

    def as_kept(self) -> str:
        """For the ledger."""
        return json.dumps([self.text, self.finish, self.model], ensure_ascii=False)

    @classmethod
    def of_kept(cls, kept: str) -> "Completion":
        """An answer that was bought at an earlier attempt."""
        text, finish, model = json.loads(kept)
        return cls(text, finish, "", model)


def question_of(model: str, messages: Sequence[Message]) -> str:
    """The name of a question in the ledger: the same words to the same model are the same question."""
    asked = json.dumps([model, [dict(message) for message in messages]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:32]
