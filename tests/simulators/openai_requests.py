"""What the chat protocol allows in a request: a server that follows it refuses everything else with 400."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]  # Any: JSON
Fault = tuple[str, str]  # message, param
_Rule = Callable[[object], bool]
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ROLES = {"system", "developer", "user", "assistant", "tool"}


def _number(low: float, high: float) -> _Rule:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _whole(low: int, high: int = 2**63 - 1) -> _Rule:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*words: str) -> _Rule:
    return lambda value: value in words


def _is(*kinds: type) -> _Rule:
    return lambda value: isinstance(value, kinds)


def _stop(value: object) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, list) and 1 <= len(value) <= 4 and all(isinstance(one, str) for one in value)


FIELDS: Mapping[str, _Rule] = {
    "model": lambda value: isinstance(value, str) and value != "",
    "messages": lambda value: isinstance(value, list) and value != [],
    "temperature": _number(0, 2),
    "top_p": _number(0, 1),
    "presence_penalty": _number(-2, 2),
    "frequency_penalty": _number(-2, 2),
    "max_tokens": _whole(1),
    "max_completion_tokens": _whole(1),
    "stream": _is(bool),
    "stream_options": _is(dict),
    "response_format": _is(dict),
    "seed": _whole(-(2**63)),
    "stop": _stop,
    "n": _whole(1, 128),
    "user": _is(str),
    "reasoning_effort": _one_of("none", "minimal", "low", "medium", "high", "xhigh"),
    "verbosity": _one_of("low", "medium", "high"),
    "logprobs": _is(bool),
    "metadata": _is(dict),
    "store": _is(bool),
    "service_tier": _is(str),
    "safety_identifier": _is(str),
    "prompt_cache_key": _is(str),
    "tools": _is(list),
    "tool_choice": _is(str, dict),
    "parallel_tool_calls": _is(bool),
}
_NULLABLE = FIELDS.keys() - {"model", "messages", "tools", "tool_choice"}


def fault_of(body: object) -> Fault | None:
    """What is wrong with a request, and the field; None for a good one. Whether the model exists is another matter."""
    if not isinstance(body, dict):
        return "We could not parse the JSON body of your request: it must be an object.", ""
    for name in ("model", "messages"):
        if name not in body:
            return f"Missing required parameter: '{name}'.", name
    for name, value in body.items():
        if name not in FIELDS:
            return f"Unrecognized request argument supplied: {name}", name
        if not (FIELDS[name](value) or (value is None and name in _NULLABLE)):
            return f"Invalid value for '{name}'.", name
    if body.get("max_tokens") is not None and body.get("max_completion_tokens") is not None:
        return "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not possible.", "max_tokens"
    return _messages_fault(body["messages"]) or _stream_fault(body) or _format_fault(body.get("response_format"))


def _messages_fault(messages: list[object]) -> Fault | None:
    for number, message in enumerate(messages):
        where = f"messages[{number}]"
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            return f"Invalid value for '{where}.role'.", where
        unknown = message.keys() - {"role", "content", "name", "refusal", "tool_calls", "tool_call_id"}
        if unknown:
            return f"Unrecognized request argument supplied: {where}.{min(unknown)}", where
        wordless = message.get("content") is None and message["role"] == "assistant" and message.get("tool_calls")
        if not (_is_content(message.get("content")) or wordless):
            return f"Invalid value for '{where}.content'.", where
    return None


def _is_content(content: object) -> bool:
    if isinstance(content, str):
        return True
    return isinstance(content, list) and content != [] and all(map(_is_part, content))


def _is_part(part: object) -> bool:
    return (
        isinstance(part, dict) and part.keys() == {"type", "text"} and part["type"] == "text" and _is(str)(part["text"])
    )


def _stream_fault(body: Json) -> Fault | None:
    options = body.get("stream_options")
    if options is None:
        return None
    if body.get("stream") is not True:
        return "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
    if options.keys() - {"include_usage", "include_obfuscation"} or not all(map(_is(bool), options.values())):
        return "Invalid value for 'stream_options'.", "stream_options"
    return None


def _format_fault(wanted: Json | None) -> Fault | None:
    if wanted is None:
        return None
    where, kind = "response_format", wanted.get("type")
    if kind in {"text", "json_object"}:
        return None if wanted.keys() == {"type"} else (f"Unknown parameter in '{where}'.", where)
    if kind != "json_schema" or wanted.keys() != {"type", "json_schema"}:
        return f"Invalid value for '{where}'.", where
    told = _described_fault(wanted["json_schema"])
    return (f"Invalid value for '{where}.json_schema': {told}", where) if told else None


def _described_fault(described: object) -> str | None:
    if not isinstance(described, dict) or described.keys() - {"name", "description", "strict", "schema"}:
        return "unknown fields"
    if not isinstance(described.get("name"), str) or _NAME.fullmatch(described["name"]) is None:
        return "name"
    if not isinstance(described.get("schema"), dict) or not isinstance(described.get("strict"), bool | None):
        return "schema, strict"
    return _schema_fault(described["schema"]) if described.get("strict") else None


def _schema_fault(schema: Json) -> str | None:
    """What strict mode has against a schema."""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "additionalProperties must be false"
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            return "every property must be required"
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", ())]
    inner += [schema["items"]] if "items" in schema else []
    return next((fault for one in inner if (fault := _schema_fault(one))), None)
