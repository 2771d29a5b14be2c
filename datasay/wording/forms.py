"""How something is to be written, in words, beside the pattern that checks it."""

from datasay.wording.told import Told

_forms: dict[str, Told] = {}


def form(pattern: str, said: Told) -> str:
    """The pattern; whoever does not keep to it is told the sentence."""
    _forms[pattern] = said
    return pattern


def form_of(pattern: str) -> Told | None:
    """What is told to whoever does not keep to the pattern."""
    return _forms.get(pattern)


LANGUAGE_CODE = form(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,6})?$",
    Told("must be a language like zh-CN or en-US", "应当是语言代码，如 zh-CN 或 en-US"),
)
