"""What a process holds for as long as it lives: settings, database pool, broadcast."""

from dataclasses import dataclass

from datasay.core.broadcast import Broadcast
from datasay.core.database import Database
from datasay.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """Opened once per process, closed at its end."""

    settings: Settings
    database: Database
    broadcast: Broadcast

    @classmethod
    def of(cls, settings: Settings) -> "Resources":
        """Opened from the settings; connections are made when first needed."""
        return cls(settings, Database.of(settings), Broadcast(settings.redis_url))

    async def close(self) -> None:
        """Close everything."""
        await self.broadcast.close()
        await self.database.close()
