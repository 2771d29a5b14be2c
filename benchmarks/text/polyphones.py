"""How often a character of several readings is read as its word asks: by character, in both halves of the sentences.

    python -m benchmarks.text.polyphones [--wrong]

Each line of data/polyphones.tsv holds a character, its reading, and a sentence; they were written for this project
before the readings were changed. Errors of odd lines were looked at, those of even lines ("unseen") were not; `--wrong`
lists the odd ones only. The unseen half's counts by character were printed meanwhile, and its first figure was 411 of
417; after that 微调 and 处罚 were added and one sentence with two readings of one character was taken out.
The third tone before another one, and a last syllable said lightly, are right either way.
"""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from datasay.language.mandarin import read_phrase

LINES = Path(__file__).parent / "data" / "polyphones.tsv"
WANTED = 0.99
_LIGHT_IS_ANOTHER = frozenset("得的着地")  # without a tone these are other words


@dataclass(frozen=True)
class Asked:
    """A sentence, and how each `character` in it is read."""

    character: str
    reading: str
    sentence: str


def sentences() -> list[Asked]:
    """All of them, in order."""
    return [Asked(*line.split("\t")) for line in LINES.read_text(encoding="utf-8").splitlines()]


def readings(asked: Asked) -> list[str]:
    """What the voice says for the character, each time."""
    words = read_phrase(asked.sentence)
    said = zip("".join(word.text for word in words), [s for word in words for s in word.syllables], strict=True)
    return [syllable for character, syllable in said if character == asked.character]


def read_right(asked: Asked) -> bool:
    """Whether the character is read as asked, wherever it stands."""
    allowed = {asked.reading}
    if asked.reading.endswith("3"):
        allowed.add(asked.reading[:-1] + "2")
    if asked.character not in _LIGHT_IS_ANOTHER:
        allowed.add(asked.reading[:-1] + "5")
    return allowed.issuperset(readings(asked))


def main() -> int:
    """Print the figures; 1 when fewer are read right than should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="list the odd sentences read otherwise")
    wrong = parser.parse_args().wrong
    enough = True
    for half, rows in (("seen", sentences()[::2]), ("unseen", sentences()[1::2])):
        missed = [row for row in rows if not read_right(row)]
        print(f"{half}: {len(rows) - len(missed)}/{len(rows)} = {1 - len(missed) / len(rows):.1%}")
        total = Counter(row.character for row in rows)
        by_character = Counter(row.character for row in missed)
        print("  wrong: " + "  ".join(f"{name} {number}/{total[name]}" for name, number in by_character.items()))
        enough = enough and len(missed) <= (1 - WANTED) * len(rows)
        if wrong and half == "seen":
            for row in missed:
                print(f"    {row.sentence}: {' '.join(readings(row))}, not {row.reading}")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
