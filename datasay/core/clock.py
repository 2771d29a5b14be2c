"""Time as the database keeps it: naive UTC."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, in UTC, without a zone, as the design's TIMESTAMP columns hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


def iso(moment: datetime) -> str:
    """A naive UTC moment as it goes over the wire: `2026-01-31T08:00:00Z`."""
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds") + "Z"
