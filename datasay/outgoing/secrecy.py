"""Keys that are in use with other servers: in which forms a library may spell them, and words without them.

They are remembered for the whole process, not for the piece of work: a vendor's library also writes to the log from
threads of its own, and what went wrong is often logged when the work has ended.
"""

import base64
from collections import OrderedDict
from urllib.parse import quote, quote_plus

STRUCK = "…"
SHORTEST = 4  # shorter ones would be found in any text
_SHORTEST_OF_ALL = 12  # of one that is struck out of everybody's log lines
_SHORTEST_FORM = 8  # of a part, and of what it looks like when encoded
_MOST = 256  # the ones used last
_own: dict[str, tuple[str, ...]] = {}
_in_use: OrderedDict[str, tuple[str, ...]] = OrderedDict()


def remember(key: str) -> None:
    """From now on the log does not tell this key."""
    if len(key) < _SHORTEST_OF_ALL:
        return
    if key not in _in_use:
        _in_use[key] = forms_of(key)
    _in_use.move_to_end(key)
    while len(_in_use) > _MOST:
        _in_use.popitem(last=False)


def remember_own(secret: str) -> None:
    """A secret of the platform itself, kept out of sight for as long as the process lives."""
    if len(secret) >= _SHORTEST_OF_ALL:
        _own[secret] = forms_of(secret)


def without_keys(words: str) -> str:
    """The words without any key that is in use, however it is spelled."""
    for forms in (*_own.values(), *_in_use.values()):
        words = without(words, forms)
    return words


def without(words: str, forms: tuple[str, ...]) -> str:
    """The words without these."""
    for form in forms:
        if form in words:
            words = words.replace(form, STRUCK)
    return words


def forms_of(key: str) -> tuple[str, ...]:
    """How a key is spelled in addresses, headers and messages, the longest first; nothing for one that is too short."""
    parts = [part for part in key.split(":") if len(part) >= _SHORTEST_FORM]  # `id:secret` is kept as one
    forms = {key} if len(key) >= SHORTEST else set[str]()
    for part in {key, *parts}:
        if len(part) >= _SHORTEST_FORM:
            forms |= {part, repr(part)[1:-1], *_quoted(part), *_encoded(part)}
    return tuple(sorted(forms, key=len, reverse=True))


def _quoted(part: str) -> set[str]:
    quoted = {quote(part), quote(part, safe=""), quote_plus(part)}
    return quoted | {_lower_hex(one) for one in quoted}


def _lower_hex(quoted: str) -> str:
    first, *rest = quoted.split("%")
    return "%".join([first, *(one[:2].lower() + one[2:] for one in rest)])


def _encoded(part: str) -> set[str]:
    """What of it is the same in Base64, whatever stands before and after it (`Basic` encodes name and key as one)."""
    found = set()
    content = part.encode()
    for before, mixed in ((0, 0), (1, 2), (2, 3)):  # bytes before it, letters that depend on them
        whole = b"\0" * before + content
        end = len(whole) * 8 // 6
        for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
            form = encode(whole)[mixed:end].decode()
            if len(form) >= _SHORTEST_FORM:
                found.add(form)
    return found
