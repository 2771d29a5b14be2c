"""How often what is written is said as a reader accepts it: by kind and language, in both halves of the strings.

    python -m benchmarks.text.speech [--wrong]

Each line of data/speech.*.tsv holds a kind, a string, and its accepted readings with | between; they were written for
this project before the rules were changed. Errors of odd lines were looked at while the rules were made, those of even
lines ("unseen") were not; `--wrong` lists the odd ones only. Case and spaces do not count. When all were compared with
another normaliser (benchmarks.text.wetext), one of them was found wrong and mended: 5号楼2单元301.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from datasay.language.speakable import speakable

DATA = Path(__file__).parent / "data"
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
WANTED = 0.98


@dataclass(frozen=True)
class Written:
    """A string, of which kind it is, and how it may be said."""

    kind: str
    text: str
    accepted: tuple[str, ...]


def strings(language: str) -> list[Written]:
    """The strings of "zh" or "en", in order."""
    rows = (line.split("\t") for line in (DATA / f"speech.{language}.tsv").read_text(encoding="utf-8").splitlines())
    return [Written(kind, text, tuple(readings.split("|"))) for kind, text, readings in rows]


def heard(reading: str) -> str:
    """A reading as it is compared."""
    return re.sub(r"[\s-]+", " ", re.sub(r"\s*([，。；：,.;:…])\s*", r"\1", reading)).strip(" ,，.。").lower()


def said_right(written: Written, language: str) -> bool:
    """Whether one of the accepted readings is said."""
    said = heard(speakable(written.text, LANGUAGES[language]))
    return said.replace(" ", "") in {heard(reading).replace(" ", "") for reading in written.accepted}


def main() -> int:
    """Print the tables; 1 when fewer strings are said right than should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="list the odd strings said otherwise")
    wrong = parser.parse_args().wrong
    enough = True
    for language, tag in LANGUAGES.items():
        for half, rows in (("seen", strings(language)[::2]), ("unseen", strings(language)[1::2])):
            right = [row for row in rows if said_right(row, language)]
            kinds, total = Counter(row.kind for row in right), Counter(row.kind for row in rows)
            print(f"{language} {half}: {len(right)}/{len(rows)} = {len(right) / len(rows):.1%}")
            print("  " + "  ".join(f"{kind} {kinds[kind]}/{total[kind]}" for kind in total))
            enough = enough and len(right) >= WANTED * len(rows)
            if wrong and half == "seen":
                for row in rows:
                    if row not in right:
                        print(f"    {row.text}: {speakable(row.text, tag)}, not {row.accepted[0]}")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
