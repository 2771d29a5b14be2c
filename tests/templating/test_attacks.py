"""J1 of the attack list: what hostile templates try, and which limit or rule each of them meets."""

import asyncio

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasay.templating import renderer
from datasay.templating.errors import Fault, TemplateRejected
from datasay.templating.limits import CONTENT_LIMIT, OUTPUT_LIMIT
from datasay.templating.work import Job, perform

SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "default": "一个词"},
        "number": {"type": "integer", "default": 7},
        "words": {"type": "array", "items": {"type": "string"}, "default": ["a", "b"]},
        "empty": {"type": "string"},
    },
}

FORBIDDEN = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ text.__class__ }}",
    "{{ text['__class__'] }}",
    "{{ text[('__cla' ~ 'ss__')] }}",
    "{{ words.__init__.__globals__ }}",
    "{{ words['append'] }}",
    "{{ text | attr('__class__') }}",
    "{{ text | format('x') }}",
    "{{ '{0.__class__}'.format(text) }}",
    "{{ text.format_map({}) }}",
    "{{ ('{0.__class__}' | replace('x', 'y')).format(1) }}",
    "{{ [text] | map(attribute='__class__') | list }}",
    "{{ words | map('upper') | list }}",
    "{{ words | groupby('__class__') }}",
    "{{ words | selectattr('__class__') | list }}",
    "{{ self.__init__ }}",
    "{{ self }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler('a').next }}",
    "{{ joiner().__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ range.__class__ }}",
    "{{ range(3).__class__ }}",
    "{{ words.append('x') }}",
    "{{ text.upper() }}",
    "{{ loop }}{% for w in words %}{{ loop.__init__ }}{% endfor %}",
    "{% for w in words %}{{ loop['__init__'] }}{% endfor %}",
    "{% for w in words %}{{ loop._iterable }}{% endfor %}",
    "{% for w in words %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for w in words recursive %}{{ loop(words) }}{% endfor %}",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'base' %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% set text.x = 1 %}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ text * 1000000000 }}",
    "{{ words * 1000000000 }}",
    "{{ '%1000000000d' % number }}",
    "{{ number % text }}",
    "{{ number / 'a' }}",
    "{{ text | join(*words) }}",
    "{{ text | replace(**{}) }}",
    "{{ text is filter }}",
    "{{ text is sameas(text) }}",
    "{{ text | _counted }}",
    "{{ text | _joined }}",
    "{{ _private }}",
    "{{ caller }}",
    "{{ text | center(1000000000) }}",
    "{{ text | indent(1000000000) }}",
    "{{ words | batch(1000000000, 'x') | list }}",
    "{{ text | pprint }}",
    "{{ text | random }}",
    "{{ range('a') }}",
    "{{ range(1, 10, 0) }}",
    "{{ text | summary(n=1000000) }}",
    "{{ text | scenes(seconds=0) }}",
    "{{ text | duration(rate=0) }}",
    "{{ text | spoken(language=number) }}",
]

LIMITED = {
    "rounds of loops": "{% for a in range(900) %}{% for b in range(900) %}{% endfor %}{% endfor %}",
    "rounds of loops that write": "{% for a in range(900) %}{% for b in range(900) %}xxxxx{% endfor %}{% endfor %}",
    "a huge range": "{{ range(1000000000) | length }}",
    "a range of huge numbers": "{{ range(0, 1000000000000, 1) | length }}",
    "text doubled again and again": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
    "text added again and again": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
    "lists added again and again": "{% set x = words %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
    "replaced by more and more": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x | replace('a', 'aaaaaaaa') %}" * 12,
    "joined by much": "{% set s = range(900) | join('aaaaaaaaaa') %}{{ range(900) | join(s) }}",
    "numbers multiplied": "{% set x = 99999999 %}" + "{% set x = x * x %}" * 60 + "{{ x }}",
    "blocks in blocks": "{% if text %}" * 40 + "{% endif %}" * 40,
    "brackets in brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "lists in lists": "{{ " + "[" * 3000 + "1" + "]" * 3000 + " }}",
    "a long sum": "{{ 1" + " + 1" * 10000 + " }}",
    "a long choice": "{{ " + "1 if text else " * 3000 + "2 }}",
    "a long chain of nots": "{{ " + "not " * 9000 + "text }}",
    "a long chain of filters": "{{ text" + " | upper" * 5000 + " }}",
    "many parts": "{{ [" + "1," * 24000 + "] }}",
    "a captured text": "{% set x %}{% for a in range(900) %}{{ text ~ text ~ text }}{% endfor %}{% endset %}"
    "{% for a in range(900) %}{{ x }}{% endfor %}",
    "a nested list shown": "{% set x = words %}" + "{% set x = [x, x, x, x, x, x, x, x] %}" * 9 + "{{ x }}",
}


async def _fault(content: str, schema: dict[str, object] | None = None, **values: object) -> tuple[Fault, str]:
    with pytest.raises(TemplateRejected) as refused:
        await renderer.render(content, SCHEMA if schema is None else schema, values)
    (first, *_) = refused.value.findings
    return first.fault, first.message


@pytest.mark.parametrize("content", FORBIDDEN)
async def test_what_no_template_may_do_is_refused_and_said(content: str) -> None:
    fault, message = await _fault(content)
    assert fault in {Fault.FORBIDDEN, Fault.VARIABLE, Fault.SYNTAX, Fault.RUNTIME}
    assert "Line 1" in message


@pytest.mark.parametrize("what", LIMITED)
async def test_what_uses_up_too_much_is_stopped_and_the_limit_named(what: str) -> None:
    assert len(LIMITED[what]) <= CONTENT_LIMIT
    fault, message = await _fault(LIMITED[what])
    assert fault is Fault.LIMIT, message


async def test_a_value_that_makes_a_pattern_run_forever_is_stopped() -> None:
    """The only code here that takes exponential time is Python's own regular expressions."""
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}},
    }
    fault, message = await _fault("{{ a }}", schema, a="a" * 60 + "b")
    assert (fault, message) == (Fault.LIMIT, "The template takes longer than 2 seconds to render; make it simpler.")


async def test_a_template_that_was_stopped_does_not_harm_the_next_ones() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}
    hostile = [renderer.render("{{ a }}", schema, {"a": "a" * 60 + "b"}) for _ in range(3)]
    good = [renderer.render("{{ number }}", SCHEMA, {"number": number}) for number in range(20)]
    outcomes = await asyncio.gather(*hostile, *good, return_exceptions=True)
    assert all(isinstance(outcome, TemplateRejected) for outcome in outcomes[:3])
    assert [getattr(outcome, "text", outcome) for outcome in outcomes[3:]] == [str(number) for number in range(20)]


async def test_one_rendering_leaves_nothing_behind_for_another() -> None:
    first = await renderer.render("{% set secret = text %}{{ secret }}", SCHEMA, {"text": "geheim"})
    assert first.text == "geheim"
    assert await _fault("{{ secret }}") == (
        Fault.VARIABLE,
        "Line 1: 'secret' is used and not declared; add it to template_variables.properties.",
    )


async def test_values_are_never_read_as_templates() -> None:
    hostile = "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}{# gone #}"
    assert (await renderer.render("{{ text }}", SCHEMA, {"text": hostile})).text == hostile


async def test_the_longest_text_allowed_is_rendered_and_one_more_is_not() -> None:
    whole = await renderer.render("{{ text }}", SCHEMA, {"text": "字" * OUTPUT_LIMIT})
    assert len(whole.text) == OUTPUT_LIMIT
    fault, _ = await _fault("{{ text }}。", text="字" * OUTPUT_LIMIT)
    assert fault is Fault.LIMIT


_WORDS = (
    "{{ }} {% %} {# #} text words | upper ( ) [ ] . __class__ for in endfor if endif set = ~ + * ' \" range 1 1e9 , : {"
    " } summary join replace attr is not loop recursive macro raw endraw - 字"
)
_PIECES = st.sampled_from([*sorted(_WORDS.split()), "\n"])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=30).map(" ".join))
def test_any_template_is_rendered_or_refused_but_never_breaks_the_renderer(content: str) -> None:
    """In this process, so that a fault of ours would be seen as an exception."""
    outcome = perform(Job(content, SCHEMA, {}))
    assert outcome.findings or len(outcome.text) <= OUTPUT_LIMIT
    assert "<" not in outcome.text or "<" in content, "an object was shown"


async def test_a_renderer_that_died_is_replaced_and_the_work_is_done() -> None:
    await renderer.render("{{ text }}", SCHEMA, {})
    killed = 0
    for child in psutil.Process().children(recursive=True):
        if "datasay.templating.process" in " ".join(child.cmdline()):
            child.kill()
            killed += 1
    assert killed >= 1
    outcomes = await asyncio.gather(*(renderer.render("{{ number }}", SCHEMA, {"number": n}) for n in range(8)))
    assert [outcome.text for outcome in outcomes] == [str(number) for number in range(8)]
