"""A script as a model answers it: the form asked for, reading it, and hearing the narration while it is written."""

import json
import re
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from datasay.engines.openai.asking import read_form

SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "scenes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "narration": {"type": "string"},
                    "picture_description": {"type": "string"},
                    "on_screen_words": {"type": "string"},
                },
                "required": ["narration", "picture_description", "on_screen_words"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["title", "scenes"],
    "additionalProperties": False,
}
_Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Shown = Annotated[str, StringConstraints(strip_whitespace=True)]
_NARRATION = re.compile(r'"narration"\s*:\s*"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_HALF_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?$")
_SURROGATE_AT_END = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}$")


class AnsweredScene(BaseModel):
    """One scene; only what is said is indispensable."""

    narration: _Said
    picture_description: _Shown = ""
    on_screen_words: _Shown = ""


class AnsweredScript(BaseModel):
    """A script with at least one scene."""

    title: _Said
    scenes: list[AnsweredScene] = Field(min_length=1, max_length=600)


def read_script(answer: str) -> AnsweredScript:
    """The script in the answer, also when it stands in a code fence or between remarks. Raises ValueError."""
    return read_form(answer, AnsweredScript)


class NarrationHeard:
    """Hears the narration within JSON that is still being written."""

    def __init__(self) -> None:
        self._raw = ""
        self._done = 0  # up to here every narration is whole
        self._told = 0  # characters of the narration after that which were told
        self._any = False

    def feed(self, piece: str) -> str:
        """What of the narration is new with this piece of JSON; scenes are parted by an empty line."""
        self._raw += piece
        new = ""
        while (found := _NARRATION.search(self._raw, self._done)) is not None:
            whole = bool(found[2])
            said = _unescaped(found[1])
            if said[self._told :]:
                new += ("\n\n" if self._any and not self._told else "") + said[self._told :]
                self._any = True
            if not whole:
                self._told = max(self._told, len(said))
                break
            self._done, self._told = found.end(), 0
        return new


def _unescaped(raw: str) -> str:
    raw = _SURROGATE_AT_END.sub("", _HALF_ESCAPE.sub("", raw))
    try:
        said = json.loads(f'"{raw}"', strict=False)
    except ValueError:  # not JSON after all; the whole answer will be refused
        return ""
    return str(said).replace("\x00", "").encode("utf-8", "ignore").decode()
