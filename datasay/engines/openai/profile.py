"""What a server was found to take and not to take: learnt from its refusals, remembered while the process lives."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from openai import APIStatusError

from datasay.engines.openai.failures import words_of

MODES = ("json_schema", "json_object", "text")
_NOT_KNOWN = re.compile(
    r"unsupported|not support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra input|invalid param"
    r"|does not support|instead|不支持|未知",
    re.IGNORECASE,
)
# Some servers answer what they cannot read with 500; of these nothing is said about the manner of asking.
_NOT_ABOUT_THE_FORM = frozenset({401, 402, 403, 404, 408, 409, 425, 429, 502, 503, 504, 529})
_OPENAIS_OWN = re.compile(r"(?:^|\.)(?:openai\.com|openai\.azure\.com)$")
_FORM = re.compile(r"response_format|json_schema|json_object|json schema|structured|invalid schema", re.IGNORECASE)


@dataclass(slots=True)
class Profile:
    """How one model of one server wants to be asked."""

    mode: str = "json_schema"
    length_field: str | None = "max_tokens"  # known to nearly all servers; OpenAI's own want the other
    other_length_field: str | None = "max_completion_tokens"
    takes_temperature: bool = True
    takes_stream_options: bool = True

    def adapt(self, error: APIStatusError, body: dict[str, object]) -> bool:
        """Whether the refusal is about the manner of asking and something could be changed about that."""
        if error.status_code in _NOT_ABOUT_THE_FORM:
            return False
        told = f"{error.param or ''} {words_of(error)}"
        if "response_format" in body and self.mode != "text" and _FORM.search(told):
            self.mode = MODES[MODES.index(self.mode) + 1]
            return True
        return bool(_NOT_KNOWN.search(told)) and self._leave_out(told, body)

    def _leave_out(self, told: str, body: dict[str, object]) -> bool:
        """Do without the field the server names."""
        if self.length_field is not None and self.length_field in body and self.length_field in told:
            self._ask_otherwise()
        elif "temperature" in body and "temperature" in told:
            self.takes_temperature = False
        elif "stream_options" in body and ("stream_options" in told or "include_usage" in told):
            self.takes_stream_options = False
        else:
            return False
        return True

    def was_not_heeded(self) -> None:
        """The server ignores the limit under this name."""
        if self.other_length_field is not None:
            self._ask_otherwise()

    def _ask_otherwise(self) -> None:
        self.length_field, self.other_length_field = self.other_length_field, None


@lru_cache(maxsize=512)
def profile_of(base_url: str, _model: str, mode: str) -> Profile:
    """The profile of this model, the same object each time; `mode` is the option structured_output."""
    profile = Profile(mode="json_schema" if mode == "auto" else mode)
    if _OPENAIS_OWN.search(urlsplit(base_url).hostname or ""):
        profile.length_field, profile.other_length_field = profile.other_length_field, profile.length_field
    return profile
