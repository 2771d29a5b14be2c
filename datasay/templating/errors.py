"""What can be wrong with a template or its values, told without HTTP."""

from dataclasses import dataclass
from enum import StrEnum

from datasay.wording.told import Told


class Fault(StrEnum):
    """What kind of thing is wrong."""

    SYNTAX = "syntax"  # it cannot be read
    FORBIDDEN = "forbidden"  # it asks for what no template may do
    VARIABLE = "variable"  # it uses what is not declared
    VALUE = "value"  # a value does not fit its declaration
    RUNTIME = "runtime"  # it can be read, but not carried out with these values
    LIMIT = "limit"  # it uses up more than allowed


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which line of the template (from 1), or at which field."""

    fault: Fault
    said: Told
    line: int | None = None
    field: str | None = None

    @property
    def message(self) -> str:
        """In English, for the log."""
        return str(self.said)


class TemplateRejected(Exception):
    """The template or its values are wrong; `findings` says what, at least one."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


class RendererAway(Exception):
    """The rendering process could not be started or does not answer; trying later helps."""


def over_limit(said: Told) -> TemplateRejected:
    """A limit was met."""
    return TemplateRejected(Finding(Fault.LIMIT, said))
