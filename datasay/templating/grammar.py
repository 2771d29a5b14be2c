"""What a template may say: a short list of Jinja's syntax, filters and tests. Everything else is refused by name.

A list of what is allowed, not of what is dangerous: the ways out of a sandbox that were found over the years
(attribute walks, `format`, `attr`, `map(attribute=…)`, calls of methods) all need syntax that is not on it.
"""

import difflib
from collections.abc import Collection, Iterator

from jinja2 import Environment, nodes

from datasay.templating.errors import Fault, Finding, TemplateRejected, over_limit
from datasay.templating.limits import NESTING_LIMIT, NODE_LIMIT

COUNTED = "_counted"  # put around what a loop goes through
JOINED = "_joined"  # put in place of `~`
FUNCTIONS = frozenset({"range"})
LOOP_ATTRIBUTES = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0"}
)
TESTS = frozenset(
    {"defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "sequence"}
    | {"even", "odd", "divisibleby", "in", "eq", "ne", "lt", "le", "gt", "ge", "==", "!=", "<", "<=", ">", ">="}
    | {"equalto", "lessthan", "greaterthan", "lower", "upper", "iterable"}
)
_RESERVED = frozenset({"self", "super", "caller", "varargs", "kwargs", "context", "environment"})
RESERVED = _RESERVED | frozenset(
    {"none", "None", "true", "True", "false", "False", "and", "or", "not", "in", "is", "if", "else", "elif", "for"}
    | {"loop", "range", "recursive", "set", "with", "without", "import", "as"}
)
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.With,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.FilterBlock,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Dict,
    nodes.Pair,
    nodes.Keyword,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Neg,
    nodes.Pos,
    nodes.Concat,
    nodes.Call,
)
_SAID = {
    "Include": "{% include %}",
    "Import": "{% import %}",
    "FromImport": "{% from … import %}",
    "Extends": "{% extends %}",
    "Block": "{% block %}",
    "Macro": "{% macro %}",
    "CallBlock": "{% call %}",
    "Pow": "the power operator **",
    "Scope": "{% autoescape %}",
    "NSRef": "an assignment to an attribute",
}
_BLOCKS = (nodes.If, nodes.For, nodes.With, nodes.AssignBlock, nodes.FilterBlock)


def check_grammar(tree: nodes.Template, filters: Collection[str]) -> None:
    """Raise TemplateRejected for the first part of the template that is not on the list, with its line."""
    for count, (node, depth, line) in enumerate(_walk(tree)):
        if count > NODE_LIMIT:
            raise over_limit(f"The template has more than {NODE_LIMIT} parts; split it.")
        if depth > NESTING_LIMIT:
            raise over_limit(
                f"Line {line}: blocks are nested more than {NESTING_LIMIT} deep; write it with fewer levels."
            )
        wrong = _wrong(node, filters)
        if wrong is not None:
            raise TemplateRejected(Finding(Fault.FORBIDDEN, f"Line {line}: {wrong}", line, "template_content"))


def _walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int, int]]:
    """Every node with the number of blocks around it and its line, without recursion."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 1)]
    while waiting:
        node, depth, above = waiting.pop()
        line = node.lineno or above  # a few nodes have none
        yield node, depth, line
        inner = depth + isinstance(node, _BLOCKS)
        waiting.extend((child, inner, line) for child in reversed(list(node.iter_child_nodes())))


def _wrong(node: nodes.Node, filters: Collection[str]) -> str | None:
    if type(node) not in _ALLOWED:
        name = _SAID.get(type(node).__name__, type(node).__name__)
        return f"{name} cannot be used in a template."
    wrong: str | None = None
    match node:
        case nodes.Name(name=name) if name.startswith("_") or name in _RESERVED:
            wrong = f"{name!r} is no name for a variable."
        case nodes.Getattr(attr=attribute) if attribute.startswith("_"):
            wrong = f"'.{attribute}' cannot be used in a template: names beginning with '_' are out of reach."
        case nodes.Filter(name=name) if name not in filters:
            wrong = f"There is no filter {name!r}.{_near(name, filters)}"
        case nodes.Test(name=name) if name not in TESTS:
            wrong = f"There is no test {name!r}.{_near(name, TESTS)}"
        case nodes.For(recursive=True):
            wrong = "{% for … recursive %} cannot be used in a template."
        case nodes.Call(node=called) if not (isinstance(called, nodes.Name) and called.name in FUNCTIONS):
            wrong = "Functions and methods cannot be called here, except range(…); use a filter: {{ name | upper }}."
        case nodes.Call() | nodes.Filter() | nodes.Test() if node.dyn_args or node.dyn_kwargs:
            wrong = "'*' and '**' before an argument cannot be used in a template."
    return wrong


def _near(name: str, known: Collection[str]) -> str:
    found = difflib.get_close_matches(name, [one for one in known if not one.startswith("_")], n=1)
    return f" Did you mean {found[0]!r}?" if found else f" There are: {', '.join(sorted(public_names(known)))}."


def public_names(known: Collection[str]) -> list[str]:
    """The names a writer may use."""
    return [name for name in known if name.isidentifier() and not name.startswith("_")]


def bind_limits(tree: nodes.Template, environment: Environment) -> None:
    """Have every loop counted and every `~` measured: both become filters of ours, after the names were checked."""
    for loop in tree.find_all(nodes.For):
        loop.iter = _filtered(loop.iter, COUNTED)
    _replace_concatenations(tree)
    tree.set_environment(environment)


def _filtered(expression: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(expression, name, [], [], None, None, lineno=expression.lineno)


def _replace_concatenations(node: nodes.Node) -> None:
    for field, value in node.iter_fields():
        if isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, nodes.Node):
                    value[place] = _replaced(one)
        elif isinstance(value, nodes.Node):
            setattr(node, field, _replaced(value))


def _replaced(node: nodes.Node) -> nodes.Node:
    _replace_concatenations(node)
    if isinstance(node, nodes.Concat):
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)
    return node
