"""What a process holds for as long as it lives: settings, database pool, broadcast."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from datasay.core.broadcast import Broadcast
from datasay.core.database import Database
from datasay.core.settings import Settings
from datasay.outgoing.secrecy import remember_own


@dataclass(frozen=True, slots=True)
class Resources:
    """Opened once per process, closed at its end."""

    settings: Settings
    database: Database
    broadcast: Broadcast

    @classmethod
    def of(cls, settings: Settings) -> "Resources":
        """Opened from the settings; connections are made when first needed."""
        for secret in _secrets(settings):
            remember_own(secret)
        return cls(settings, Database.of(settings), Broadcast(settings.redis_url))

    async def close(self) -> None:
        """Close everything."""
        await self.broadcast.close()
        await self.database.close()


def _secrets(settings: Settings) -> Iterator[str]:
    """What the settings say that nobody may be told, be it by an engine that tells its environment."""
    addresses = settings.database_url, settings.database_owner_url, settings.redis_url, settings.storage_url
    for address in addresses:
        password = urlsplit(address or "").password
        if password:
            yield password
            yield unquote(password)
    for key in (settings.secret_keys or "").split(","):
        yield key.strip()
    yield settings.metrics_token or ""
    for account in settings.engines.values():
        yield account.platform_app_secret
