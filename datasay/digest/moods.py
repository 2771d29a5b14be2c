"""The moods a text can be in. Names only, so that a command that lists them starts at once."""

from enum import StrEnum


class Mood(StrEnum):
    """The moods there is music for."""

    CALM = "calm"
    WARM = "warm"
    BRIGHT = "bright"
    HOPEFUL = "hopeful"
    SERIOUS = "serious"
    TENDER = "tender"
    LULLABY = "lullaby"
    WONDER = "wonder"
    PLAYFUL = "playful"
    EASTERN = "eastern"
