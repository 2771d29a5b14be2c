"""A script as a model answers it: the form asked for, reading it, and hearing the narration while it is written."""

import json
import re
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, field_validator

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
_OPENING = re.compile(r'"narration"\s*:\s*"')
_LONGEST_OPENING = 64
_UNITS = re.compile(r'(?:[^"\\]|\\(?:u[0-9a-fA-F]{4}|[^u]))*', re.DOTALL)  # whole characters and escapes
_HALF_AT_END = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}$")
_LONGEST_ESCAPE = 6


class AnsweredScene(BaseModel):
    """One scene; only what is said is indispensable."""

    narration: _Said
    picture_description: _Shown = ""
    on_screen_words: _Shown = ""


class AnsweredScript(BaseModel):
    """A script with at least one scene. A title may be missing; scenes in which nothing is said are left out."""

    title: _Shown = ""
    scenes: list[AnsweredScene] = Field(min_length=1, max_length=600)

    @field_validator("title", mode="before")
    @classmethod
    def _untitled(cls, value: object) -> object:
        return "" if value is None else value

    @field_validator("scenes", mode="before")
    @classmethod
    def _spoken_scenes(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        scenes = [{"narration": scene} if isinstance(scene, str) else scene for scene in value]
        bare = [
            {name: given for name, given in scene.items() if given is not None} if isinstance(scene, dict) else scene
            for scene in scenes
        ]
        return [
            scene for scene in bare if not (isinstance(scene, dict) and not str(scene.get("narration", "")).strip())
        ]


def read_script(answer: str) -> AnsweredScript:
    """The script in the answer, also when it stands in a code fence or between remarks. Raises ValueError."""
    return read_form(answer, AnsweredScript)


class NarrationHeard:
    """Hears the narration within JSON that is still being written. Looks at each character once."""

    def __init__(self) -> None:
        self._ahead = ""  # what was not yet understood
        self._within = False
        self._begun = False  # whether anything of this narration was told
        self._any = False

    def forget(self) -> None:
        """What came so far is no part of the answer."""
        self._ahead = ""
        self._within = self._begun = self._any = False

    def feed(self, piece: str) -> str:
        """What of the narration is new with this piece of JSON; scenes are parted by an empty line."""
        self._ahead += piece
        new = ""
        while True:
            if not self._within:
                opening = _OPENING.search(self._ahead)
                if opening is None:
                    self._ahead = self._ahead[-_LONGEST_OPENING:]
                    return new
                self._ahead, self._within, self._begun = self._ahead[opening.end() :], True, False
            said, ends = self._take()
            if said:
                new += ("\n\n" if self._any and not self._begun else "") + said
                self._begun = self._any = True
            if not ends:
                return new
            self._within = False

    def _take(self) -> tuple[str, bool]:
        """What can be told of a narration, and whether it ends there; half an escape waits for its rest."""
        units = _UNITS.match(self._ahead)
        raw = units[0] if units else ""
        ends = self._ahead.startswith('"', len(raw))
        if not ends:
            raw = _HALF_AT_END.sub("", raw)
        self._ahead = self._ahead[len(raw) + ends :]
        if not ends and len(self._ahead) > 2 * _LONGEST_ESCAPE:  # not JSON after all; the whole answer will be refused
            self._ahead = ""
        return _unescaped(raw), ends


def _unescaped(raw: str) -> str:
    try:
        said = json.loads(f'"{raw}"', strict=False)
    except ValueError:  # not JSON after all
        return ""
    return str(said).replace("\x00", "").encode("utf-8", "ignore").decode()
