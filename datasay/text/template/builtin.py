"""The built-in templates: what the files in starters/ say, ready to be rows."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from datasay.core.tables import JsonObject
from datasay.text.template.models import TextTemplateType

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_ABOUT = {"title": "title", "help": "description"}  # in the file → in JSON Schema
_EITHER = ("default", "enum", "examples")  # may differ between the languages

Read = dict[str, Any]  # a TOML table


@dataclass(frozen=True, slots=True)
class BuiltinTemplate:
    """One template in one language. Its key is the file's name and the language: `prompt_script_zh`."""

    key: str
    name: str
    description: str
    content: str
    kind: TextTemplateType
    language: str
    variables: JsonObject


@cache
def read_builtins() -> dict[str, BuiltinTemplate]:
    """All of them by key. A file that is wrong is a fault of ours and raises."""
    found: dict[str, BuiltinTemplate] = {}
    for file in sorted(files("datasay.text.template.starters").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            read = tomllib.loads(file.read_text(encoding="utf-8"))
            for short in LANGUAGES:
                one = _builtin(file.name.removesuffix(".toml"), read, short)
                found[one.key] = one
    return found


def _builtin(stem: str, read: Read, short: str) -> BuiltinTemplate:
    declared = read.get("variables", {})
    return BuiltinTemplate(
        key=f"{stem}_{short}",
        name=read["name"][short],
        description=read["description"][short],
        content=read["content"][short].strip("\n"),
        kind=TextTemplateType(read["type"]),
        language=LANGUAGES[short],
        variables={
            "type": "object",
            "properties": {
                name: {**_declaration(one, short), "x-order": place}
                for place, (name, one) in enumerate(declared.items())
            },
            "required": [name for name, one in declared.items() if one.get("required")],
        },
    )


def _declaration(read: Read, short: str) -> JsonObject:
    """JSON Schema of one variable: labels in the template's language, and in both as x-title-zh, x-title-en, …"""
    schema: JsonObject = {}
    for name, value in read.items():
        if name in _ABOUT:
            schema |= {f"x-{_ABOUT[name]}-{one}": said for one, said in value.items()}
            if short in value:  # some advice is about one language only
                schema[_ABOUT[name]] = value[short]
        elif name in _EITHER and isinstance(value, dict):
            schema[name] = value[short]
        elif name != "required":
            schema[name] = value
    return schema
