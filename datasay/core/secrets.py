"""Secrets at rest: AES-256-GCM, the key's id in the ciphertext, the place it belongs to as associated data.

Form: `ds1:<key id>:<base64url of nonce (12 bytes) + ciphertext + tag>`. A value moved to another table, column or
row no longer decrypts. The first key encrypts, every key decrypts, so keys can be rotated one by one.
Source: NIST SP 800-38D.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datasay.core.errors import DataSayError
from datasay.wording.told import Told

_VERSION = "ds1"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class SecretUnreadable(DataSayError):
    """A stored secret cannot be decrypted."""

    type = "/problems/secret-unreadable"
    title = Told("A stored secret cannot be read", "保存的密钥读不出来")


class SecretBox:
    """Encrypts and decrypts with a ring of keys of 32 bytes."""

    def __init__(self, keys: list[bytes]) -> None:
        if not keys or any(len(key) != _KEY_BYTES for key in keys):
            raise ValueError(f"DATASAY_SECRET_KEYS needs at least one key, each {_KEY_BYTES} bytes in base64.")
        self._ring = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        self._first = next(iter(self._ring))

    @classmethod
    def from_setting(cls, secret_keys: str) -> "SecretBox":
        """From comma-separated base64. Raises ValueError for anything else."""
        try:
            keys = [base64.b64decode(key, altchars=b"-_", validate=True) for key in secret_keys.split(",")]
        except ValueError as error:
            raise ValueError("DATASAY_SECRET_KEYS is not comma-separated base64.") from error
        return cls(keys)

    def encrypt(self, plain: str, *, table: str, column: str, row: str) -> str:
        """The text to store."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ring[self._first].encrypt(nonce, plain.encode(), _place(table, column, row))
        return f"{_VERSION}:{self._first}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, *, table: str, column: str, row: str) -> str:
        """The secret. Raises SecretUnreadable when the key is missing or the value was tampered with or moved."""
        version, _, rest = stored.partition(":")
        key_id, _, body = rest.partition(":")
        key = self._ring.get(key_id)
        if version != _VERSION or key is None:
            raise SecretUnreadable(
                Told(
                    "The key {key_id} that encrypted {table}.{column} is not in DATASAY_SECRET_KEYS. "
                    "Put it back there.",
                    "{table}.{column} 是用密钥 {key_id} 加密的，而 DATASAY_SECRET_KEYS 里没有它。请把它加回去。",
                    key_id=key_id,
                    table=table,
                    column=column,
                )
            )
        try:
            raw = base64.urlsafe_b64decode(body)
            if base64.urlsafe_b64encode(raw).decode() != body:  # bits that base64 ignores were changed
                raise ValueError(body)
            return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _place(table, column, row)).decode()
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable(
                Told(
                    "The value in {table}.{column} was changed or belongs to another row. Enter it again.",
                    "{table}.{column} 里的值被改动过，或属于另一行，无法解密。请重新填写。",
                    table=table,
                    column=column,
                )
            ) from error

    def is_current(self, stored: str) -> bool:
        """Whether the first key encrypted it; rotation re-encrypts what is not."""
        return stored.startswith(f"{_VERSION}:{self._first}:")


def _place(table: str, column: str, row: str) -> bytes:
    return "\x00".join((table, column, row)).encode()


def load_or_make_keys(home: Path) -> str:
    """The keys of an embedded platform, made once, readable by their owner only."""
    path = home / "secret_keys"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
    return path.read_text().strip()
