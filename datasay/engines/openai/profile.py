"""What a server was found to take and not to take: learnt from its refusals, remembered while the process lives."""

import re
from dataclasses import dataclass
from functools import lru_cache

from openai import APIStatusError

MODES = ("json_schema", "json_object", "text")
_NOT_KNOWN = re.compile(
    r"unsupported|not support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra input|invalid param"
    r"|does not support|instead|不支持|未知",
    re.IGNORECASE,
)
_FORM = re.compile(r"response_format|json_schema|json_object|json schema|structured|invalid schema", re.IGNORECASE)


@dataclass(slots=True)
class Profile:
    """How one model of one server wants to be asked."""

    mode: str = "json_schema"
    length_field: str | None = "max_completion_tokens"
    takes_temperature: bool = True
    takes_stream_options: bool = True

    def adapt(self, error: APIStatusError, body: dict[str, object]) -> bool:
        """Whether the refusal is about the manner of asking and something could be changed about that."""
        if error.status_code not in {400, 422}:
            return False
        told = f"{error.param or ''} {error.message}"
        if "response_format" in body and self.mode != "text" and _FORM.search(told):
            self.mode = MODES[MODES.index(self.mode) + 1]
            return True
        return bool(_NOT_KNOWN.search(told)) and self._leave_out(told, body)

    def _leave_out(self, told: str, body: dict[str, object]) -> bool:
        """Do without the field the server names."""
        if self.length_field is not None and self.length_field in body and self.length_field in told:
            self.length_field = "max_tokens" if self.length_field == "max_completion_tokens" else None
        elif "temperature" in body and "temperature" in told:
            self.takes_temperature = False
        elif "stream_options" in body and ("stream_options" in told or "include_usage" in told):
            self.takes_stream_options = False
        else:
            return False
        return True


@lru_cache(maxsize=512)
def profile_of(_base_url: str, _model: str, mode: str) -> Profile:
    """The profile of this model, the same object each time; `mode` is the option structured_output."""
    return Profile(mode="json_schema" if mode == "auto" else mode)
