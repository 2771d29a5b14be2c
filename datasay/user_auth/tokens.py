"""Session tokens: opaque, shown once, kept as a hash; and the CSRF token that belongs to each."""

import hashlib
import hmac
import secrets

_PREFIX = "ds_"
_LONGEST = 200


def new_token() -> str:
    """256 random bits."""
    return _PREFIX + secrets.token_urlsafe(32)


def new_session_id() -> str:
    """A name for the session that may be shown; it is no key to it."""
    return secrets.token_urlsafe(16)


def hash_token(token: str) -> str:
    """What is stored. A plain hash is enough: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()


def looks_like_token(token: str) -> bool:
    """Whether it is worth a look into the database."""
    return token.startswith(_PREFIX) and len(token) < _LONGEST and token.isascii()


def csrf_token(token: str) -> str:
    """What a page must send back in a header: derived from the token, useless without the cookie."""
    return hmac.new(token.encode(), b"datasay csrf", hashlib.sha256).hexdigest()


def is_csrf_token(token: str, given: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(csrf_token(token).encode(), given.encode())
