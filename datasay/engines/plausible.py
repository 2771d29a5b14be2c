"""What is believed of the use that engines and vendors tell: amounts that can be, of units that are known."""

import re
from collections.abc import Mapping
from enum import StrEnum

import structlog

from datasay.outgoing.secrecy import without_keys

logger = structlog.get_logger(__name__)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST_MODEL = 200


class Unit(StrEnum):
    """What use is counted in."""

    REQUESTS = "requests"  # sent to another server, whatever came back
    TOKENS_IN = "tokens_in"
    TOKENS_OUT = "tokens_out"
    CHARACTERS = "characters"  # of the text that was worked on, as the vendor counts them
    AUDIO_SECONDS = "audio_seconds"
    IMAGES = "images"
    VIDEO_SECONDS = "video_seconds"
    PROCESSING_SECONDS = "processing_seconds"  # of this machine, for engines that work here
    BYTES = "bytes"  # of what came out


Units = Mapping[Unit, float]  # whole numbers stay whole
_MOST = dict.fromkeys(Unit, 10**9) | {Unit.REQUESTS: 10**4, Unit.BYTES: 10**12}  # of one purchase


def believed(told: object, model: str) -> dict[Unit, float]:
    """What of it can be: finite, not negative, not beyond measure, of a known unit. The rest is logged and dropped."""
    found: dict[Unit, float] = {}
    if not isinstance(told, Mapping):
        logger.warning("usage_not_believed", model=model, told=type(told).__name__)
        return found
    for name, amount in told.items():
        unit = Unit(name) if isinstance(name, str) and name in set(Unit) else None
        if unit is None or not is_amount(amount, unit):
            logger.warning("usage_not_believed", model=model, unit=str(name)[:50], told=type(amount).__name__)
        else:
            found[unit] = amount
    return found


def is_amount(told: object, unit: Unit) -> bool:
    """Whether so much of the unit can be used at once."""
    return isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= _MOST[unit]


def tokens(told: object) -> int:
    """The tokens an engine tells of its answer; 0 for what cannot be."""
    return int(told) if isinstance(told, int | float) and is_amount(told, Unit.TOKENS_IN) else 0


def counts(told: object) -> dict[str, int]:
    """How many requests, by name: numbers of one or more that one piece of work can send. The rest is dropped."""
    if not isinstance(told, Mapping):
        return {}
    found = {
        _UNPRINTABLE.sub("", name): number
        for name, number in told.items()
        if isinstance(name, str) and isinstance(number, int) and number >= 1 and is_amount(number, Unit.REQUESTS)
    }
    if len(found) < len(told):
        logger.warning("requests_not_believed", told=len(told), believed=len(found))
    return found


def model_name(told: object) -> str:
    """The model's name as it can be kept."""
    return _UNPRINTABLE.sub("", without_keys(told))[:_LONGEST_MODEL] if isinstance(told, str) else ""
