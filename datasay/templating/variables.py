"""The values of a template's variables, held against their JSON Schema; what is wrong is told by name."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import SchemaError

from datasay.templating.errors import Fault, Finding, TemplateRejected
from datasay.templating.grammar import RESERVED

Json = Any  # JSON values
_BOUNDS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
}


def check_schema(schema: Mapping[str, Json]) -> list[Finding]:
    """What is wrong with the declarations themselves: not JSON Schema, or a default that does not fit."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as wrong:
        where = ".".join(["template_variables", *map(str, wrong.absolute_path)])
        why = "it is no regular expression" if wrong.validator == "format" else wrong.message[:300]
        return [Finding(Fault.VARIABLE, f"{where} is no valid JSON Schema: {why}.", field=where)]
    findings: list[Finding] = []
    for name, declared in declarations(schema).items():
        where = f"template_variables.properties.{name}"
        if name in RESERVED:
            message = f"{where} cannot be named so: {name!r} is a word of the template language."
            findings.append(Finding(Fault.VARIABLE, message, field=where))
        findings += [
            Finding(Fault.VARIABLE, f"{where}.{low} is more than {high}.", field=f"{where}.{low}")
            for low, high in _BOUNDS
            if low in declared and high in declared and declared[low] > declared[high]
        ]
        given = [("default", declared["default"])] if "default" in declared else []
        given += [("examples", example) for example in declared.get("examples", [])]
        for keyword, value in given:
            unfit = next(Draft202012Validator(declared).iter_errors(value), None)
            if unfit is not None:
                message = f"{where}.{keyword} {_said(unfit)}."
                findings.append(Finding(Fault.VARIABLE, message, field=f"{where}.{keyword}"))
    return findings


def declarations(schema: Mapping[str, Json] | None) -> dict[str, Mapping[str, Json]]:
    """Name → declaration of each variable."""
    properties = (schema or {}).get("properties") or {}
    return {str(name): declared for name, declared in properties.items() if isinstance(declared, Mapping)}


def filled(schema: Mapping[str, Json] | None, given: Mapping[str, Json]) -> dict[str, Json]:
    """The values to render with. Raises TemplateRejected naming each value that is wrong.

    What is not given, or null, takes its default. A text that is given and empty stays empty, so that a part with a
    default can be left out; where a value is required it counts as missing.
    """
    declared = declarations(schema)
    values = {name: value for name, value in given.items() if value is not None}
    findings = [_unknown(name, declared) for name in given if name not in declared]
    required = set((schema or {}).get("required") or [])
    for name, declaration in declared.items():
        if name not in values and "default" in declaration:
            values[name] = declaration["default"]
        elif _empty(values.get(name)):
            if name in required:
                findings.append(_value(name, "is required"))
        else:
            error = next(Draft202012Validator(declaration).iter_errors(values[name]), None)
            if error is not None:
                findings.append(_value(name, _said(error), error))
    if findings:
        raise TemplateRejected(*findings)
    return values


def _empty(value: Json) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _value(name: str, message: str, error: ValidationError | None = None) -> Finding:
    where = ".".join(["variables", name, *(map(str, error.absolute_path) if error is not None else [])])
    return Finding(Fault.VALUE, f"{where} {message}.", field=where)


def _unknown(name: str, declared: Mapping[str, object]) -> Finding:
    known = f"it has {', '.join(declared)}" if declared else "it has none"
    return Finding(
        Fault.VALUE,
        f"variables.{name[:60]} is no variable of this template; {known}.",
        field=f"variables.{name[:60]}",
    )


_MESSAGES = {
    "minLength": "must have at least {limit} characters; it has {size}",
    "maxLength": "may have at most {limit} characters; it has {size}",
    "minItems": "must have at least {limit} entries; it has {size}",
    "maxItems": "may have at most {limit} entries; it has {size}",
    "uniqueItems": "names something twice",
    "minimum": "must be at least {limit}",
    "maximum": "may be at most {limit}",
    "exclusiveMinimum": "must be more than {limit}",
    "exclusiveMaximum": "must be less than {limit}",
    "multipleOf": "must be a multiple of {limit}",
    "pattern": "does not have the form {limit}",
}


def _said(error: ValidationError) -> str:
    """What is wrong, without repeating the value."""
    limit: Json = error.validator_value
    if error.validator == "type":
        return f"must be {_TYPES.get(str(limit), str(limit))}"
    if error.validator == "enum":
        return f"must be one of {', '.join(map(str, limit))[:500]}"
    size = len(error.instance) if isinstance(error.instance, str | list) else 0
    return _MESSAGES.get(str(error.validator), "is not as declared").format(limit=limit, size=size)
