"""Text templates as JSON."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from datasay.core.schemas import Changes, Line, LongText, Moment
from datasay.core.tables import TemplateStatus
from datasay.templating.limits import CONTENT_LIMIT
from datasay.text.template.declarations import TemplateVariables, Values
from datasay.text.template.models import TemplateVisibility, TextTemplateType
from datasay.wording.forms import LANGUAGE_CODE

Name = Annotated[Line, Field(max_length=100)]
Description = Annotated[LongText, Field(max_length=2_000)]
Content = Annotated[LongText, Field(max_length=CONTENT_LIMIT, description="Jinja: `{{ name }}`, `{% if %}`, filters.")]
Language = Annotated[str, Field(pattern=LANGUAGE_CODE, max_length=10)]

_VARIABLES: dict[str, JsonValue] = {
    "type": "object",
    "properties": {
        "product_name": {"type": "string", "title": "产品名称", "x-title-en": "Product", "maxLength": 40},
        "price": {"type": "number", "title": "价格（元）", "x-title-en": "Price (yuan)", "minimum": 0},
    },
    "required": ["product_name"],
}
_EXAMPLE: dict[str, JsonValue] = {
    "template_name": "新品一句话",
    "template_description": "一句话介绍新品，有价格就报价格。",
    "template_content": "{{ product_name }}来了！{% if price %}现在只要{{ price }}元。{% endif %}",
    "template_type": "structure",
    "template_variables": _VARIABLES,
    "template_language": "zh-CN",
}
_TEMPLATE: dict[str, JsonValue] = {
    "template_id": 31,
    **_EXAMPLE,
    "template_status": "active",
    "template_visibility": "private",
    "template_key": None,
    "template_usage_count": 3,
    "template_created_user_id": 1,
    "template_created_time": "2026-01-31T08:00:00Z",
}
_VALUES: dict[str, JsonValue] = {"product_name": "小暖杯", "price": 99}


class TemplateCreate(BaseModel):
    """A template to keep. Every variable it uses is declared in `template_variables`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    template_name: Name
    template_description: Description | None = None
    template_content: Content
    template_type: TextTemplateType = TextTemplateType.STRUCTURE
    template_variables: TemplateVariables = TemplateVariables()
    template_language: Language | None = Field(None, description="Detected when not given.")
    template_status: TemplateStatus = TemplateStatus.ACTIVE


class TemplateUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"template_name": "新品一句话（短）"}]})
    clearable: ClassVar[frozenset[str]] = frozenset({"template_description"})

    template_name: Name | None = None
    template_description: Description | None = None
    template_content: Content | None = None
    template_type: TextTemplateType | None = None
    template_variables: TemplateVariables | None = None
    template_language: Language | None = None
    template_status: TemplateStatus | None = None


class TemplateRead(BaseModel):
    """A template: your own, or a built-in one (`template_visibility` shared), which cannot be changed."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_TEMPLATE]})

    template_id: int
    template_name: str
    template_description: str | None
    template_content: str
    template_type: TextTemplateType
    template_variables: TemplateVariables | None
    template_language: str | None
    template_status: TemplateStatus
    template_visibility: TemplateVisibility
    template_key: str | None = Field(description="Of a built-in template: `recipe_zh`.")
    template_usage_count: int
    template_created_user_id: int
    template_created_time: Moment


class TemplateSaved(TemplateRead):
    """A template as it was kept, with what may not be meant so."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_TEMPLATE, "warnings": []}]})

    warnings: list[str] = []


class TemplateRender(BaseModel):
    """The values to render with; what is left out takes its default."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"variables": _VALUES}]})

    variables: Values = {}


class TemplatePreview(BaseModel):
    """A template that is not kept, and values to render it with."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "template_content": _EXAMPLE["template_content"],
                    "template_variables": _VARIABLES,
                    "variables": _VALUES,
                }
            ]
        },
    )

    template_content: Content
    template_variables: TemplateVariables = TemplateVariables()
    variables: Values = {}


class TemplateText(BaseModel):
    """What a template renders to."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"template_id": 31, "text": "小暖杯来了！现在只要99元。", "warnings": []}]}
    )

    template_id: int | None = Field(description="Null for a preview.")
    text: str
    warnings: list[str] = []
