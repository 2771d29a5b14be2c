"""Checking and rendering of templates, with what went wrong turned into problems that name the field."""

from collections.abc import Mapping
from typing import Any

from datasay.core.errors import DataSayError, FieldError, Unavailable
from datasay.core.identity import acting
from datasay.templating import renderer
from datasay.templating.errors import Fault, Finding, RendererAway, TemplateRejected
from datasay.templating.limits import OUTPUT_LIMIT
from datasay.templating.work import Outcome
from datasay.text.template.errors import TemplateLimitReached, TemplateNotValid, TemplateValuesNotValid
from datasay.wording.told import Told

Json = Any  # JSON values


async def check_template(content: str, variables: Mapping[str, Json]) -> tuple[str, ...]:
    """Warnings about a template one may keep. Raises TemplateNotValid, TemplateLimitReached, Unavailable."""
    try:
        return await renderer.check(content, dict(variables), whose=acting.get().user_id)
    except TemplateRejected as rejected:
        raise problem_of(rejected) from rejected
    except RendererAway as away:
        raise _away() from away


async def render_template(
    content: str,
    variables: Mapping[str, Json] | None,
    values: Mapping[str, Json],
    *,
    known: bool,
    output_limit: int = OUTPUT_LIMIT,
) -> Outcome:
    """The text and warnings; `known` templates were checked when they were kept.

    Raises TemplateValuesNotValid, TemplateNotValid, TemplateLimitReached, Unavailable.
    """
    try:
        return await renderer.render(
            content,
            dict(variables or {}),
            dict(values),
            known=known,
            output_limit=output_limit,
            whose=acting.get().user_id,
        )
    except TemplateRejected as rejected:
        raise problem_of(rejected) from rejected
    except RendererAway as away:
        raise _away() from away


def _away() -> Unavailable:
    return Unavailable(
        Told(
            "Templates cannot be rendered for the moment; nothing was changed. Try again in a few seconds.",
            "模板暂时不能渲染，什么都没有改动。请过几秒再试。",
        )
    )


def problem_of(rejected: TemplateRejected) -> DataSayError:
    """The problem document for what the sandbox found."""
    errors = [_field(finding) for finding in rejected.findings]
    faults = {finding.fault for finding in rejected.findings}
    if Fault.LIMIT in faults:
        return TemplateLimitReached.fields(errors)
    if faults == {Fault.VALUE}:
        return TemplateValuesNotValid.fields(errors)
    return TemplateNotValid.fields(errors)


def _field(finding: Finding) -> FieldError:
    return FieldError(finding.field or "template_content", finding.said)
