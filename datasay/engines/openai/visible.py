"""What of a model's answer is for its reader: no thoughts written into it, no marks of its chat format. Pure."""

import re
from dataclasses import dataclass
from enum import Enum, auto

_OPENINGS = ("<think>", "<thinking>", "<thought>", "<reasoning>")
_CLOSINGS = tuple(opening.replace("<", "</") for opening in _OPENINGS)
# With which tokens a chat format ends a turn; what a server lets through after one is no answer any more.
_ENDS = (
    "<|im_end|>", "<|im_start|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "<|end|>",
    "<|user|>", "<|assistant|>", "<end_of_turn>", "<start_of_turn>", "</s>", "<｜end▁of▁sentence｜>", "<｜User｜>",
)  # fmt: skip
_LONGEST_MARK = max(map(len, (*_OPENINGS, *_CLOSINGS, *_ENDS)))
_FENCED = re.compile(r"\A\s*(```+|~~~+)[ \t]*[\w+-]*[ \t]*\n(.*?)\n?[ \t]*\1\s*\Z", re.DOTALL)


class _State(Enum):
    BEGINNING = auto()  # nothing was said yet
    THINKING = auto()
    SAYING = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """What is new. `again`: all that was told before was a thought and is void."""

    words: str = ""
    again: bool = False


class VisibleWords:
    """Reads an answer as it comes. Some templates open the thought themselves, so that only its end is heard."""

    def __init__(self) -> None:
        self._state = _State.BEGINNING
        self._ahead = ""  # what may be the beginning of a mark
        self._thought = False  # whether a thought was heard to its end
        self._said: list[str] = []

    @property
    def text(self) -> str:
        """All that was told."""
        return "".join(self._said)

    def feed(self, piece: str) -> Seen:
        """The next piece as the server sent it."""
        self._ahead += piece
        again = False
        words = ""
        while self._ahead:
            if self._state is _State.ENDED:
                self._ahead = ""
            elif self._state is _State.THINKING:
                if not self._leave_thought():
                    break
            elif self._state is _State.BEGINNING:
                if not self._begin():
                    break
            else:
                said, void = self._say()
                if void:
                    again, words = True, ""
                    self._said.clear()
                    continue
                words += said
                break
        if words:
            self._said.append(words)
        return Seen(words, again)

    def end(self) -> Seen:
        """Nothing comes any more: what was held back is told, unless it is part of a thought."""
        rest, self._ahead = self._ahead, ""
        if self._state in {_State.THINKING, _State.ENDED} or not rest:
            return Seen()
        self._said.append(rest)
        return Seen(rest)

    def _begin(self) -> bool:
        """Whether it is clear how the answer begins."""
        bare = self._ahead.lstrip()
        for opening in _OPENINGS:
            if bare.startswith(opening):
                self._state, self._ahead = _State.THINKING, bare[len(opening) :]
                return True
        if not bare or any(opening.startswith(bare) for opening in _OPENINGS):
            return False
        if self._thought:
            self._ahead = bare  # the empty lines after a thought belong to it
        self._state = _State.SAYING
        return True

    def _leave_thought(self) -> bool:
        place, mark = _first(self._ahead, _CLOSINGS)
        if place < 0:
            self._ahead = self._ahead[-_LONGEST_MARK:]
            return False
        self._state, self._thought, self._ahead = _State.BEGINNING, True, self._ahead[place + len(mark) :]
        return True

    def _say(self) -> tuple[str, bool]:
        """What can be told, and whether a thought ends here that had no beginning."""
        if not self._thought:
            place, mark = _first(self._ahead, _CLOSINGS)
            if place >= 0:
                self._state, self._thought, self._ahead = _State.BEGINNING, True, self._ahead[place + len(mark) :]
                return "", True
        place, _ = _first(self._ahead, _ENDS)
        if place >= 0:
            said, self._ahead, self._state = self._ahead[:place].rstrip(), "", _State.ENDED
            return said, False
        kept = self._ahead.rfind("<", max(len(self._ahead) - _LONGEST_MARK, 0))
        if kept < 0 or not any(mark.startswith(self._ahead[kept:]) for mark in (*_CLOSINGS, *_ENDS)):
            kept = len(self._ahead)
        kept = len(self._ahead[:kept].rstrip())  # the space before a mark goes with it
        said, self._ahead = self._ahead[:kept], self._ahead[kept:]
        return said, False


def _first(text: str, marks: tuple[str, ...]) -> tuple[int, str]:
    """Where the first of the marks stands, and which it is; -1 when there is none."""
    found = [(text.find(mark), mark) for mark in marks if mark in text]
    return min(found, default=(-1, ""))


def without_fence(text: str) -> str:
    """A text that stands in a code fence as a whole, without it."""
    fenced = _FENCED.match(text)
    return fenced.group(2) if fenced and fenced.group(1) not in fenced.group(2) else text
