"""Jinja with everything taken out that a writer does not need, and bounds on what is left."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2 import Environment, Undefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from datasay.templating.errors import over_limit
from datasay.templating.filters import FILTERS
from datasay.templating.grammar import COUNTED, JOINED, LOOP_ATTRIBUTES, TESTS
from datasay.templating.limits import LARGEST_NUMBER, LOOP_LIMIT, RANGE_LIMIT
from datasay.wording.told import Told

Value = Any  # what a template computes with: text, numbers, lists of them
_CHINESE_COMMA, _COMMA = "、", ", "
_SIGNS = ("+", "-", "*", "/", "//", "%")


class WriterEnvironment(ImmutableSandboxedEnvironment):
    """One template's environment: it counts the rounds of its loops, so it is used for one rendering only."""

    intercepted_binops = frozenset(_SIGNS)

    def __init__(self, output_limit: int) -> None:
        # Not optimised: constants would be folded while compiling, past the checks and without a line to blame.
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, autoescape=False, optimized=False, cache_size=0, finalize=shown
        )
        self._output_limit = output_limit
        self._rounds = 0
        builtin_tests = dict(self.tests)
        self.tests = {name: builtin_tests[name] for name in TESTS}
        self.globals = {"range": _range}
        self.filters = {name: self._measured(name, function) for name, function in FILTERS.items()}
        self.filters[COUNTED] = self._counted
        self.filters[JOINED] = self._joined

    def getattr(self, obj: Value, attribute: str) -> Value:
        """`loop.index` and entries of a dictionary the template made; nothing else has attributes here."""
        if isinstance(obj, Undefined):
            return obj
        if isinstance(obj, LoopContext) and attribute in LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Value, argument: Value) -> Value:
        """One entry of a list, a text or a dictionary; what is not there is empty."""
        if isinstance(obj, Undefined):
            return obj
        indexed = isinstance(obj, list | tuple | str) and isinstance(argument, int | slice)
        if indexed or (isinstance(obj, dict) and isinstance(argument, str | int)):
            try:
                return obj[argument]
            except (LookupError, ValueError):
                return self.undefined(obj=obj, name=str(argument))
        kind = Told("the loop", "循环") if isinstance(obj, LoopContext) else _kind(obj)
        raise _refused(
            Told(
                "'{name}' cannot be read from {kind}.", "不能从{kind}里读“{name}”。", name=str(argument)[:60], kind=kind
            )
        )

    def is_safe_callable(self, obj: Value) -> bool:
        """`range` and nothing else."""
        return obj is _range

    def call_binop(self, context: Value, operator: str, left: Value, right: Value) -> Value:
        """Arithmetic on numbers of a sensible size; `+` also puts two texts or two lists together."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._joined([left, right])
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            if len(left) + len(right) > LOOP_LIMIT:
                raise over_limit(
                    Told("A list has more than {most:,} entries.", "列表超过 {most:,} 项。", most=LOOP_LIMIT)
                )
            return left + right
        for side in (left, right):
            if isinstance(side, bool) or not isinstance(side, int | float):
                raise _refused(
                    Told(
                        "'{operator}' is for numbers only, not for {kind}.",
                        "“{operator}”只能用于数字，不能用于{kind}。",
                        operator=operator,
                        kind=_kind(side),
                    )
                )
            if abs(side) > LARGEST_NUMBER:
                raise over_limit(Told("A number is larger than {most:,}.", "数字大于 {most:,}。", most=LARGEST_NUMBER))
        return super().call_binop(context, operator, left, right)

    def _joined(self, parts: Iterable[Value]) -> str:
        texts = [str(shown(part)) for part in parts]
        if sum(map(len, texts)) > self._output_limit:
            raise over_limit(
                Told("A text grows beyond {most:,} characters.", "文字超过 {most:,} 个字符。", most=self._output_limit)
            )
        return "".join(texts)

    def _counted(self, values: Value) -> Iterator[Value]:
        if not isinstance(values, list | tuple | range | str | dict | Undefined):
            raise _refused(Told("A loop cannot go through {kind}.", "循环不能用于{kind}。", kind=_kind(values)))
        for value in values:
            self._rounds += 1
            if self._rounds > LOOP_LIMIT:
                raise over_limit(
                    Told(
                        "The loops of the template go round more than {most:,} times.",
                        "模板的循环超过 {most:,} 次。",
                        most=LOOP_LIMIT,
                    )
                )
            yield value

    def _measured(self, name: str, function: Callable[..., Value]) -> Callable[..., Value]:
        limit = self._output_limit

        def measured(*values: Value, **options: Value) -> Value:
            try:
                result = function(*values, **options)
            except (TypeError, ValueError, AttributeError) as error:
                raise _refused(
                    Told(
                        "The filter '{name}' cannot be used like this: {reason}.",
                        "过滤器“{name}”不能这样用：{reason}。",
                        name=name,
                        reason=_reason(error),
                    )
                ) from error
            if isinstance(result, str) and len(result) > limit:
                raise over_limit(
                    Told(
                        "A filter makes a text of more than {most:,} characters.",
                        "过滤器得出的文字超过 {most:,} 个字符。",
                        most=limit,
                    )
                )
            return result

        return measured


def _refused(said: Told) -> SecurityError:
    error = SecurityError()
    error.args = (said,)
    return error


def _reason(error: Exception) -> Told:
    """What a filter of ours says; Python's own words on wrong arguments are not for a writer."""
    if error.args and isinstance(error.args[0], Told):
        return error.args[0]
    return Told("its values are not what it takes", "给它的值不合适")


_KINDS = {
    str: Told("a text", "文字"),
    bool: Told("true or false", "真假值"),
    int: Told("a number", "数字"),
    float: Told("a number", "数字"),
    list: Told("a list", "列表"),
    dict: Told("a list", "列表"),
}


def _kind(value: Value) -> Told:
    if value is None or isinstance(value, Undefined):
        return Told("an empty variable", "空变量")
    return _KINDS.get(type(value)) or Told("this", "这个值")


def _range(*bounds: Value) -> list[int]:
    if not bounds or len(bounds) > 3 or not all(type(bound) is int for bound in bounds):
        raise _refused(Told("range(…) takes one to three whole numbers.", "range(…) 接受一到三个整数。"))
    if any(abs(bound) > LARGEST_NUMBER for bound in bounds) or (len(bounds) == 3 and bounds[2] == 0):
        raise _refused(
            Told("range(…) has a number that is too large, or a step of 0.", "range(…) 的数太大，或步长是 0。")
        )
    numbers = range(*bounds)
    if len(numbers) > RANGE_LIMIT:
        raise over_limit(
            Told(
                "range(…) has {size:,} numbers; {most:,} are the most.",
                "range(…) 有 {size:,} 个数，最多 {most:,} 个。",
                size=len(numbers),
                most=RANGE_LIMIT,
            )
        )
    return list(numbers)


def shown(value: Value) -> Value:
    """How a value is written into the text: nothing for None, 3 for 3.0, a list as a writer would enumerate it."""
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < LARGEST_NUMBER else str(value)
    if isinstance(value, list | tuple):
        texts = [str(shown(one)) for one in value]
        chinese = any("\u3400" <= character <= "\u9fff" for text in texts for character in text[:200])
        return (_CHINESE_COMMA if chinese else _COMMA).join(texts)
    return value


def new_environment(output_limit: int) -> Environment:
    """An environment for one rendering of at most `output_limit` characters."""
    return WriterEnvironment(output_limit)
