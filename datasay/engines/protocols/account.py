"""The form of an account, which each engine that needs one defines for itself.

The form's fields are the columns of `platform_integration_config` under their own names: `platform_app_id` is the
server's address, the account's name or its region, `platform_app_secret` the key; every other field of the form is
one of `platform_options`. Whoever keeps accounts validates and shows them by the form and needs to know no engine.
"""

import copy
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from datasay.engines.usage import UnitPrice
from datasay.outgoing.addresses import LONGEST_URL, check_base_url
from datasay.outgoing.errors import OutgoingRefused
from datasay.wording.forms import form
from datasay.wording.told import Told, said_by

ADDRESS, SECRET = "platform_app_id", "platform_app_secret"


def _checked(url: str, info: ValidationInfo) -> str:
    context: dict[str, Any] = info.context or {}  # Any: pydantic leaves it open
    try:
        return check_base_url(url, private=bool(context.get("private")))
    except OutgoingRefused as error:
        raise ValueError(said_by(error)) from error


ServerAddress = Annotated[
    str,
    Field(
        max_length=LONGEST_URL,
        pattern=form(
            r"^https?://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$",
            Told("must be an address like https://api.example.com/v1", "应当是网址，如 https://api.example.com/v1"),
        ),
    ),
    AfterValidator(_checked),
]
Secret = Annotated[
    str,
    Field(
        max_length=500,
        pattern=form(
            r"^[\x21-\x7e]*$",
            Told(
                "must hold plain letters, digits and signs only, without spaces",
                "只能有英文字母、数字和符号，不能有空格",
            ),
        ),
        repr=False,
        json_schema_extra={"writeOnly": True},
    ),
]


class AccountForm(BaseModel):
    """An account with a vendor. Validated with the context `{"private": bool}`: see `ServerAddress`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    platform_app_id: Annotated[str, Field(max_length=100)] = Field(
        "", description="地址或编号 · The address, or the name of the account."
    )
    platform_app_secret: Secret = Field("", description="密钥 · The key. Kept encrypted, never shown again.")

    @property
    def title(self) -> str:
        """What the account offers in a word, for lists: a model, a region. Others see it: no key, no address."""
        return ""

    def price_list(self) -> tuple[UnitPrice, ...]:
        """What the account's vendor charges, where the account says so."""
        return ()


def schema_of(form: type[AccountForm]) -> dict[str, Any]:  # Any: JSON schema
    """The schema of an account's form. Raises whatever a stranger's form raises when it is asked the first time.

    A form is asked once: what it would say later, or could not, harms no list of engines.
    """
    return copy.deepcopy(_schema_of(form))


@cache
def _schema_of(form: type[AccountForm]) -> dict[str, Any]:  # Any: JSON schema
    schema = form.model_json_schema()
    name = str(schema.get("$ref", "")).rpartition("/")[2]  # of a form that holds itself
    return {**schema["$defs"][name], "$defs": schema["$defs"]} if name else schema
