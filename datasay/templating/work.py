"""One piece of work on a template, done in a process that may be killed: check it, or render it."""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError

from datasay.templating import variables
from datasay.templating.errors import Fault, Finding, TemplateRejected, over_limit
from datasay.templating.filters import FILTERS
from datasay.templating.grammar import FUNCTIONS, bind_limits, check_grammar
from datasay.templating.limits import OUTPUT_LIMIT
from datasay.templating.sandbox import new_environment
from datasay.wording.told import Told, said_by, unpacked

Json = Any  # JSON values
_FILE = "<template>"
OUT_OF_MEMORY = Told(
    "The template needs more memory than a template may have; make it simpler.", "模板占用的内存太多，请写得简单些。"
)
_TOO_DEEP = Told(
    "An expression of the template is nested too deeply or too long; split it.",
    "模板里有表达式嵌套太深或太长，请拆开。",
)
_HOLES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: render when there are `values`, else only check. `schema` declares the variables.

    A `known` template was checked when it was kept, so its declarations are taken as they are.
    """

    content: str
    schema: dict[str, Json] | None = None
    values: dict[str, Json] | None = None
    output_limit: int = OUTPUT_LIMIT
    known: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `text` when it was rendered, `findings` when something is wrong (then `text` is empty)."""

    text: str = ""
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()


def to_json(outcome: Outcome) -> dict[str, Json]:
    """As JSON."""
    findings = [
        {"fault": found.fault, "said": found.said.packed(), "line": found.line, "field": found.field}
        for found in outcome.findings
    ]
    return {"text": outcome.text, "findings": findings, "warnings": list(outcome.warnings)}


def from_json(read: Mapping[str, Json]) -> Outcome:
    """Back from JSON."""
    findings = tuple(
        Finding(Fault(one["fault"]), unpacked(one["said"]), one["line"], one["field"]) for one in read["findings"]
    )
    return Outcome(read["text"], findings, tuple(read["warnings"]))


def perform(job: Job) -> Outcome:
    """Do it. What is wrong with the template or its values is in the outcome; other errors are ours."""
    try:
        return _performed(job)
    except TemplateRejected as rejected:
        return Outcome(findings=rejected.findings)
    except RecursionError:
        return Outcome(findings=_limit(_TOO_DEEP))
    except MemoryError:
        return Outcome(findings=_limit(OUT_OF_MEMORY))


def _performed(job: Job) -> Outcome:
    environment = new_environment(job.output_limit)
    tree = _parsed(environment, job.content)
    check_grammar(tree, FILTERS)
    warnings = _check_variables(tree, job.schema)
    bind_limits(tree, environment)
    try:
        program = environment.compile(tree, filename=_FILE)
    except SyntaxError as error:  # Python has limits of its own on what Jinja made of the template
        raise over_limit(Told("The template is too complicated; split it.", "模板太复杂，请拆开。")) from error
    wrong = [] if job.known else variables.check_schema(job.schema or {"type": "object"})
    if wrong or job.values is None:
        return Outcome(findings=tuple(wrong), warnings=warnings)
    values = variables.filled(job.schema, job.values)
    template = environment.template_class.from_code(environment, program, environment.globals)
    try:
        return Outcome(_rendered(template.generate(values), job.output_limit), warnings=warnings)
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:  # what expressions on values can raise
        raise TemplateRejected(_blamed(error)) from error


def _limit(said: Told) -> tuple[Finding, ...]:
    return over_limit(said).findings


def _parsed(environment: Environment, content: str) -> nodes.Template:
    try:
        return environment.parse(content, filename=_FILE)
    except TemplateSyntaxError as error:
        said = Told(
            "Line {line}: {words}", "第 {line} 行写法有误：{words}", line=error.lineno, words=str(error.message)
        )
        raise TemplateRejected(Finding(Fault.SYNTAX, said, error.lineno, "template_content")) from error


def _check_variables(tree: nodes.Template, schema: Mapping[str, Json] | None) -> tuple[str, ...]:
    """Warnings of variables nobody uses. Raises TemplateRejected for each one used and not declared.

    A name the template itself sets counts as known from there on, wherever that is.
    """
    declared = variables.declarations(schema)
    read: dict[str, int] = {}
    own: set[str] = set()
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load":
            read.setdefault(node.name, node.lineno)
        else:
            own.add(node.name)
    unknown = {name: line for name, line in read.items() if name not in declared.keys() | own | FUNCTIONS | {"loop"}}
    if unknown:
        raise TemplateRejected(
            *(
                Finding(
                    Fault.VARIABLE,
                    Told(
                        "Line {line}: '{name}' is used and not declared; add it to template_variables.properties.",
                        "第 {line} 行用了变量“{name}”，但没有声明；请加到 template_variables.properties 里。",
                        line=line,
                        name=name,
                    ),
                    line,
                    "template_content",
                )
                for name, line in sorted(unknown.items(), key=lambda entry: entry[1])[:20]
            )
        )
    return tuple(f"The variable {name!r} is declared and not used." for name in declared if name not in read)


def _rendered(pieces: Any, limit: int) -> str:  # Any: jinja2 types the generator loosely
    kept: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise over_limit(
                Told(
                    "The text grows beyond {most:,} characters; make it shorter.",
                    "渲染出的文字超过 {most:,} 个字符，请缩短。",
                    most=limit,
                )
            )
        kept.append(piece)
    return _HOLES.sub("\n\n", _TRAILING.sub("", "".join(kept))).strip()


def _blamed(error: Exception) -> Finding:
    """What failed while rendering, with the line of the template where it did."""
    line = next(
        (frame.lineno for frame in reversed(traceback.extract_tb(error.__traceback__)) if frame.filename == _FILE), None
    )
    fault = Fault.FORBIDDEN if isinstance(error, SecurityError) else Fault.RUNTIME
    said = said_by(error).mapped(lambda words: words[:500])
    if isinstance(error, ZeroDivisionError):
        said = Told("a number is divided by 0", "有数字被 0 除")
    elif isinstance(error, UndefinedError):
        said = Told("{said}; give the variable a value or a default", "{said}；请给变量一个值，或设默认值", said=said)
    elif not isinstance(error, TemplateError):  # Python's own words are not for a writer
        said = Told("the values cannot be put together like this", "这些值不能这样组合")
    if line is not None:
        said = Told("Line {line}: {said}", "第 {line} 行：{said}", line=line, said=said)
    return Finding(fault, said, line, "template_content")
