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
