"""What can be done to a text, apart from all that is slow to load: the command line shows it in its help."""

from enum import StrEnum


class GenerateOperation(StrEnum):
    """What is to be done. Everything but `write` changes a text and needs an engine with a model."""

    WRITE = "write"
    REWRITE = "rewrite"
    SHORTEN = "shorten"
    EXPAND = "expand"
    TRANSLATE = "translate"
    TONE = "tone"
    VARIANTS = "variants"
