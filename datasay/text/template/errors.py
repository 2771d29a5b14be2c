"""What can be wrong with a text template or its use."""

from datasay.core.errors import Conflict, Forbidden, Invalid, NotFound
from datasay.wording.told import Told


class TemplateNotFound(NotFound):
    """No such template that this user may see."""

    type = "/problems/text-template-not-found"
    title = Told("There is no such text template", "没有这个文本模板")
    thing = Told("text template", "文本模板")
    key = "template_id"


class TemplateReadOnly(Forbidden):
    """Built-in templates are everybody's."""

    type = "/problems/text-template-read-only"
    title = Told("Built-in templates cannot be changed", "内置模板不能更改")


class TemplateNotValid(Invalid):
    """The template cannot be read, asks for what none may do, or uses what it does not declare."""

    type = "/problems/text-template-not-valid"
    title = Told("The template is not valid", "模板有误")


class TemplateValuesNotValid(Invalid):
    """The values do not fit the variables."""

    type = "/problems/text-template-values"
    title = Told("The values do not fit the template's variables", "填写的内容与模板的变量不符")


class TemplateLimitReached(Invalid):
    """Rendering was stopped."""

    type = "/problems/text-template-limit"
    title = Told("The template uses up more than allowed", "模板超出限制")


class TemplateInactive(Conflict):
    """It was switched off."""

    type = "/problems/text-template-inactive"
    title = Told("The template is inactive", "模板已停用")
