"""Roman numerals."""

import re

# Up to 399, in their only right form.
ROMAN = r"(?=[CLXVI])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_value(numeral: str) -> int:
    """What a numeral is worth; a smaller sign before a larger one is taken off."""
    values = [_VALUES[sign] for sign in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def is_roman(word: str) -> bool:
    """Whether it can be a numeral."""
    return bool(word) and re.fullmatch(ROMAN, word) is not None
