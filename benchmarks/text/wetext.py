"""Where WeTextProcessing 1.2.0 reads the strings of `speech` otherwise than we do: counts by kind, with every reason.

    python -m benchmarks.text.wetext [--reasons | --anew]

Each line of data/speech_wetext.tsv holds a language, a string, what WeTextProcessing says (without spaces between
letters and the like it counts as said otherwise), whose matter it is, and why. It was asked for the strings before the
kind "math":

- its error: what it says is not what readers accept
- both right: readers accept either
- style: readers know what is meant, and it is not how a narrator would say it

A fourth kind, ours wrong, is empty: what was in it was mended (a flat behind its block, 5号楼2单元301). `--anew` asks
the package again and lists what it says that is not written down; it is no dependency of ours (166 MB with pynini):
`pip install WeTextProcessing==1.2.0` beside it. Readings were taken on Python 3.11 with pynini 2.1.7.
"""

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.text.speech import DATA, LANGUAGES, Written, heard, strings
from datasay.language.speakable import speakable

ITS_ERROR, BOTH_RIGHT, STYLE = KINDS = ("its error", "both right", "style")


@dataclass(frozen=True)
class Difference:
    """A string that is read in two ways, and whose matter it is."""

    language: str
    text: str
    its_reading: str
    kind: str
    reason: str


def differences() -> list[Difference]:
    """All of them, as they were written down."""
    lines = (DATA / "speech_wetext.tsv").read_text(encoding="utf-8").splitlines()
    return [Difference(*line.split("\t")) for line in lines]


def alike(one: str, other: str) -> bool:
    """Whether both readings sound the same."""
    return heard(one).replace(" ", "") == heard(other).replace(" ", "")


def why_not(difference: Difference, written: Written) -> str | None:
    """What of a difference does not hold any more."""
    ours = speakable(written.text, LANGUAGES[difference.language])
    if alike(ours, difference.its_reading):
        return "there is none any more"
    if not any(alike(ours, accepted) for accepted in written.accepted):
        return f"ours is wrong: {ours}"
    its_right = any(alike(difference.its_reading, accepted) for accepted in written.accepted)
    return None if its_right == (difference.kind == BOTH_RIGHT) else "the accepted readings say otherwise"


def _untold(language: str) -> Iterator[tuple[str, str, str]]:
    """String, its reading and ours, where the package differs and that is not written down."""
    module = importlib.import_module({"zh": "tn.chinese.normalizer", "en": "tn.english.normalizer"}[language])
    normalizer = module.Normalizer(**({"remove_erhua": False} if language == "zh" else {}), overwrite_cache=False)
    told = {(each.text, each.its_reading) for each in differences() if each.language == language}
    for row in strings(language):
        its, ours = normalizer.normalize(row.text), speakable(row.text, LANGUAGES[language])
        if not alike(its, ours) and (row.text, its) not in told:
            yield row.text, its, ours


def main() -> int:
    """Print the counts; 1 when a difference does not hold any more, or one is not written down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reasons", action="store_true", help="list them by reason")
    parser.add_argument("--anew", action="store_true", help="ask the package, which must be installed")
    asked = parser.parse_args()
    wrong = 0
    for language in LANGUAGES:
        rows = {row.text: row for row in strings(language)}
        found = [each for each in differences() if each.language == language]
        kinds = Counter(each.kind for each in found)
        print(f"{language}: {len(found)} of {len(rows)} strings read otherwise: ", end="")
        print(", ".join(f"{kind} {kinds[kind]}" for kind in KINDS))
        if asked.reasons:
            for (kind, reason), number in Counter((each.kind, each.reason) for each in found).most_common():
                print(f"  {number:3} {kind}: {reason}")
        gone = [(each.text, why) for each in found if (why := why_not(each, rows[each.text])) is not None]
        untold = list(_untold(language)) if asked.anew else []
        for each in (*gone, *untold):
            print("  " + " | ".join(each))
        wrong += len(gone) + len(untold)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
