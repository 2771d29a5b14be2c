"""What of an account is not told in words that are shown: its key to nobody, a shared account's address to no other."""

from urllib.parse import urlsplit

from datasay.engines.protocols import AccountForm

_STRUCK = "…"
_SHORTEST = 4  # shorter ones would be found in any text


def struck_out(words: str, account: AccountForm | None, *, address: bool) -> str:
    """The words without the account's key, and without its `address` where that is not to be told."""
    if account is None:
        return words
    hidden = [account.platform_app_secret]
    if address:
        hidden += _parts(account.platform_app_id)
    for part in sorted(hidden, key=len, reverse=True):
        if len(part) >= _SHORTEST:
            words = words.replace(part, _STRUCK)
    return words


def _parts(address: str) -> list[str]:
    """The address and what of it tells where the server is."""
    try:
        parts = urlsplit(address)
        return [address, address.rstrip("/"), parts.netloc, parts.hostname or ""]
    except ValueError:
        return [address]
