"""What a template may say: a short list of Jinja's syntax, filters and tests. Everything else is refused by name.

A list of what is allowed, not of what is dangerous: the ways out of a sandbox that were found over the years
(attribute walks, `format`, `attr`, `map(attribute=…)`, calls of methods) all need syntax that is not on it.
"""

import difflib
from collections.abc import Collection, Iterator

from jinja2 import Environment, nodes

from datasay.templating.errors import Fault, Finding, TemplateRejected, over_limit
from datasay.templating.limits import NESTING_LIMIT, NODE_LIMIT
from datasay.wording.told import Told

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
    "Pow": "**",
    "Scope": "{% autoescape %}",
    "NSRef": "{% set a.b = … %}",
}
_BLOCKS = (nodes.If, nodes.For, nodes.With, nodes.AssignBlock, nodes.FilterBlock)


def check_grammar(tree: nodes.Template, filters: Collection[str]) -> None:
    """Raise TemplateRejected for the first part of the template that is not on the list, with its line."""
    for count, (node, depth, line) in enumerate(_walk(tree)):
        if count > NODE_LIMIT:
            raise over_limit(
                Told(
                    "The template has more than {most} parts; split it.",
                    "模板超过 {most} 个部分，请拆成几个。",
                    most=NODE_LIMIT,
                )
            )
        if depth > NESTING_LIMIT:
            raise over_limit(
                Told(
                    "Line {line}: blocks are nested more than {most} deep; write it with fewer levels.",
                    "第 {line} 行：嵌套超过 {most} 层，请减少层数。",
                    line=line,
                    most=NESTING_LIMIT,
                )
            )
        wrong = _wrong(node, filters)
        if wrong is not None:
            raise TemplateRejected(
                Finding(
                    Fault.FORBIDDEN,
                    Told("Line {line}: {said}", "第 {line} 行：{said}", line=line, said=wrong),
                    line,
                    "template_content",
                )
            )


def _walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int, int]]:
    """Every node with the number of blocks around it and its line, without recursion."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 1)]
    while waiting:
        node, depth, above = waiting.pop()
        line = node.lineno or above  # a few nodes have none
        yield node, depth, line
        inner = depth + isinstance(node, _BLOCKS)
        waiting.extend((child, inner, line) for child in reversed(list(node.iter_child_nodes())))


def _wrong(node: nodes.Node, filters: Collection[str]) -> Told | None:
    if type(node) not in _ALLOWED:
        what = _SAID.get(type(node).__name__)
        if what is None:
            return Told("This cannot be used in a template.", "这种写法不能用在模板里。")
        return Told("{what} cannot be used in a template.", "模板里不能用 {what}。", what=what)
    wrong: Told | None = None
    match node:
        case nodes.Name(name=name) if name.startswith("_") or name in _RESERVED:
            wrong = Told("'{name}' is no name for a variable.", "“{name}”不能作变量名。", name=name)
        case nodes.Getattr(attr=attribute) if attribute.startswith("_"):
            wrong = Told(
                "'.{name}' cannot be used in a template: names beginning with '_' are out of reach.",
                "模板里不能用“.{name}”：以 _ 开头的名称取不到。",
                name=attribute,
            )
        case nodes.Filter(name=name) if name not in filters:
            wrong = Told(
                "There is no filter '{name}'.{near}", "没有过滤器“{name}”。{near}", name=name, near=_near(name, filters)
            )
        case nodes.Test(name=name) if name not in TESTS:
            wrong = Told(
                "There is no test '{name}'.{near}", "没有测试“{name}”。{near}", name=name, near=_near(name, TESTS)
            )
        case nodes.For(recursive=True):
            wrong = Told("{what} cannot be used in a template.", "模板里不能用 {what}。", what="{% for … recursive %}")
        case nodes.Call(node=called) if not (isinstance(called, nodes.Name) and called.name in FUNCTIONS):
            wrong = Told(
                "Functions and methods cannot be called here, except range(…); use a filter: {example}.",
                "这里只能调用 range(…)，不能调用别的函数或方法；请用过滤器，如 {example}。",
                example="{{ name | upper }}",
            )
        case nodes.Call() | nodes.Filter() | nodes.Test() if node.dyn_args or node.dyn_kwargs:
            wrong = Told(
                "'*' and '**' before an argument cannot be used in a template.", "模板里的参数前不能加 * 或 **。"
            )
    return wrong


def _near(name: str, known: Collection[str]) -> Told:
    found = difflib.get_close_matches(name, [one for one in known if not one.startswith("_")], n=1)
    if found:
        return Told(" Did you mean '{near}'?", "是不是“{near}”？", near=found[0])
    return Told(" There are: {known}.", "可用的有：{known}。", known=sorted(public_names(known)))


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
