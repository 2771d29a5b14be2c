"""What pydantic found wrong with a request, told by the path of the field as it was sent and in plain words.

pydantic's own paths also name what no sender knows: the branch of a union, a validator's function. What was sent is
never repeated.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from datasay.core.errors import FieldError

Json = Any  # JSON as it was sent
Found = Mapping[str, Any]  # one error as pydantic tells it
NULL_REFUSED = "null_refused"  # raised for a field that is named in its context
_TAGGED = frozenset({"union_tag_invalid", "union_tag_not_found"})  # by the field that tells the kind
_WHOLE = "body"
_NO_TEXT = "is no text that can be kept: it contains half a character (a lone surrogate)"


def wrong_fields(errors: Sequence[Found], body: Json) -> list[FieldError]:
    """Each thing that is wrong once, in pydantic's order."""
    told = [FieldError(field=_field(found, body), message=_message(found)) for found in errors]
    return [one for place, one in enumerate(told) if one not in told[:place]]


def _field(found: Found, body: Json) -> str:
    place, *path = found["loc"]
    if found["type"] == "json_invalid":
        return _WHOLE
    if place != _WHOLE:
        return ".".join(map(str, found["loc"]))
    sent = _as_sent(path, body, missing=found["type"] == "missing")
    if found["type"] == NULL_REFUSED:
        sent.append(found["ctx"]["field"])
    if found["type"] in _TAGGED:
        sent.append(found["ctx"]["discriminator"].strip("'"))
    return ".".join(map(_printable, sent)) or _WHOLE


def _as_sent(path: Sequence[int | str], body: Json, *, missing: bool) -> list[int | str]:
    """The parts of a path that lead through what was sent; of a missing field its name as well."""
    kept: list[int | str] = []
    for place, part in enumerate(path):
        inside = isinstance(body, dict) and part in body
        inside = inside or (isinstance(body, list) and isinstance(part, int) and part < len(body))
        if inside:
            body = body[part]
        elif not (missing and place == len(path) - 1):
            continue
        kept.append(part)
    return kept


def _printable(part: int | str) -> str:
    return str(part).encode(errors="replace").decode()[:100]


def _message(found: Found) -> str:
    context: Mapping[str, Any] = found.get("ctx", {})
    message = str(found["msg"]).removeprefix("Value error, ")
    match found["type"]:
        case "json_invalid":
            message = f"is no valid JSON: {context['error']} (at character {found['loc'][-1]})"
        case "string_unicode":
            message = _NO_TEXT
        case "string_too_long" | "too_long" if isinstance(found["input"], str):
            message = f"may have at most {context['max_length']:,} characters; it has {len(found['input']):,}"
        case "union_tag_invalid":
            message = f"must be one of {context['expected_tags']}"
        case "union_tag_not_found":
            message = "Field required"
        case "extra_forbidden":
            message = "is not known here"
    return message
