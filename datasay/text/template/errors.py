"""What can be wrong with a text template or its use."""

from datasay.core.errors import Conflict, Forbidden, Invalid, NotFound


class TemplateNotFound(NotFound):
    """No such template that this user may see."""

    type = "/problems/text-template-not-found"
    title = "There is no such text template"


class TemplateReadOnly(Forbidden):
    """Built-in templates are everybody's."""

    type = "/problems/text-template-read-only"
    title = "Built-in templates cannot be changed"


class TemplateNotValid(Invalid):
    """The template cannot be read, asks for what none may do, or uses what it does not declare."""

    type = "/problems/text-template-not-valid"
    title = "The template is not valid"


class TemplateValuesNotValid(Invalid):
    """The values do not fit the variables."""

    type = "/problems/text-template-values"
    title = "The values do not fit the template's variables"


class TemplateLimitReached(Invalid):
    """Rendering was stopped."""

    type = "/problems/text-template-limit"
    title = "The template uses up more than allowed"


class TemplateInactive(Conflict):
    """It was switched off."""

    type = "/problems/text-template-inactive"
    title = "The template is inactive"
