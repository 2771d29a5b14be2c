"""The values of a template's variables, held against their JSON Schema; what is wrong is told by name."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import SchemaError

from datasay.templating.errors import Fault, Finding, TemplateRejected
from datasay.templating.grammar import RESERVED
from datasay.wording.told import Told, verbatim

Json = Any  # JSON values
_BOUNDS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
_TYPES = {
    "string": Told("a text", "文字"),
    "number": Told("a number", "数字"),
    "integer": Told("a whole number", "整数"),
    "boolean": Told("true or false", "true 或 false"),
    "array": Told("a list", "列表"),
}


def check_schema(schema: Mapping[str, Json]) -> list[Finding]:
    """What is wrong with the declarations themselves: not JSON Schema, or a default that does not fit."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as wrong:
        where = ".".join(["template_variables", *map(str, wrong.absolute_path)])
        pattern = Told("it is no regular expression", "不是正确的正则表达式")
        why = pattern if wrong.validator == "format" else verbatim(wrong.message[:300])
        said = Told(
            "{where} is no valid JSON Schema: {why}.", "{where} 不是有效的 JSON Schema：{why}。", where=where, why=why
        )
        return [Finding(Fault.VARIABLE, said, field=where)]
    findings: list[Finding] = []
    for name, declared in declarations(schema).items():
        where = f"template_variables.properties.{name}"
        if name in RESERVED:
            said = Told(
                "{where} cannot be named so: '{name}' is a word of the template language.",
                "{where} 不能用这个名称：“{name}”是模板语言里的词。",
                where=where,
                name=name,
            )
            findings.append(Finding(Fault.VARIABLE, said, field=where))
        findings += [
            Finding(
                Fault.VARIABLE,
                Told(
                    "{where}.{low} is more than {high}.", "{where}.{low} 大于 {high}。", where=where, low=low, high=high
                ),
                field=f"{where}.{low}",
            )
            for low, high in _BOUNDS
            if low in declared and high in declared and declared[low] > declared[high]
        ]
        given = [("default", declared["default"])] if "default" in declared else []
        given += [("examples", example) for example in declared.get("examples", [])]
        for keyword, value in given:
            unfit = next(Draft202012Validator(declared).iter_errors(value), None)
            if unfit is not None:
                place = f"{where}.{keyword}"
                said = Told("{where} {said}.", "{where} {said}。", where=place, said=_said(unfit))
                findings.append(Finding(Fault.VARIABLE, said, field=place))
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
                findings.append(_value(name, Told("is required", "必须填写")))
        else:
            error = next(Draft202012Validator(declaration).iter_errors(values[name]), None)
            if error is not None:
                findings.append(_value(name, _said(error), error))
    if findings:
        raise TemplateRejected(*findings)
    return values


def _empty(value: Json) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _value(name: str, said: Told, error: ValidationError | None = None) -> Finding:
    where = ".".join(["variables", name, *(map(str, error.absolute_path) if error is not None else [])])
    return Finding(Fault.VALUE, Told("{where} {said}.", "{where} {said}。", where=where, said=said), field=where)


def _unknown(name: str, declared: Mapping[str, object]) -> Finding:
    known = (
        Told("it has {known}", "模板有 {known}", known=list(declared))
        if declared
        else Told("it has none", "模板没有变量")
    )
    field = f"variables.{name[:60]}"
    return Finding(
        Fault.VALUE,
        Told(
            "The template has no variable {name}; {has}.",
            "模板没有变量 {name}；{has}。",
            name=field.removeprefix("variables."),
            has=known,
        ),
        field=field,
    )


_MESSAGES = {
    "minLength": ("must have at least {limit} characters; it has {size}", "至少 {limit} 个字符，现在是 {size} 个"),
    "maxLength": ("may have at most {limit} characters; it has {size}", "最多 {limit} 个字符，现在有 {size} 个"),
    "minItems": ("must have at least {limit} entries; it has {size}", "至少 {limit} 项，现在是 {size} 项"),
    "maxItems": ("may have at most {limit} entries; it has {size}", "最多 {limit} 项，现在有 {size} 项"),
    "uniqueItems": ("names something twice", "有重复的内容"),
    "minimum": ("must be at least {limit}", "不能小于 {limit}"),
    "maximum": ("may be at most {limit}", "不能大于 {limit}"),
    "exclusiveMinimum": ("must be more than {limit}", "必须大于 {limit}"),
    "exclusiveMaximum": ("must be less than {limit}", "必须小于 {limit}"),
    "multipleOf": ("must be a multiple of {limit}", "必须是 {limit} 的倍数"),
    "pattern": ("does not have the form {limit}", "不符合格式 {limit}"),
}
_OTHERWISE = ("is not as declared", "与声明不符")


def _said(error: ValidationError) -> Told:
    """What is wrong, without repeating the value."""
    limit: Json = error.validator_value
    if error.validator == "type":
        return Told("must be {kind}", "应当是{kind}", kind=_TYPES.get(str(limit)) or str(limit))
    if error.validator == "enum":
        return Told("must be one of {known}", "只能是 {known} 之一", known=[str(one)[:100] for one in limit[:50]])
    size = len(error.instance) if isinstance(error.instance, str | list) else 0
    en, zh = _MESSAGES.get(str(error.validator), _OTHERWISE)
    values: dict[str, Any] = {"limit": limit if isinstance(limit, int | float) else str(limit), "size": size}
    return Told(en, zh, **{name: value for name, value in values.items() if f"{{{name}}}" in en})
