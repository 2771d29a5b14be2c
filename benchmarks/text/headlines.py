"""How many headlines of the local scripts say something by themselves, as a reader judged them.

    python -m benchmarks.text.headlines [--seconds 30 60] [--all]

Good is who does what, how much of what, or a thing with its sort; bad is a lone word, place or quantity, and what is
cut off. data/headlines.tsv holds the judgements, by one reader; headlines that it does not have are counted apart.
`--all` prints every headline.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks.text.script_references import articles
from datasay.digest.script import extract_script

JUDGED = Path(__file__).parent / "data" / "headlines.tsv"
WANTED = 0.9


def judgements() -> dict[str, str]:
    """Each judged headline with `good` or `bad`."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {headline: judged for judged, headline in rows}


def main() -> int:
    """Print the shares; 1 when fewer are good than wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", nargs="+", type=float, default=(30.0, 60.0))
    parser.add_argument("--all", action="store_true", help="print every headline")
    asked = parser.parse_args()
    known = judgements()
    counts: dict[str, Counter[str]] = {"zh": Counter(), "en": Counter()}
    for wanted in articles():
        for seconds in asked.seconds:
            for scene in extract_script(wanted.source, seconds).scenes:
                judged = known.get(scene.headline, "not judged")
                counts[wanted.language][judged] += 1
                if asked.all or judged == "not judged":
                    print(f"  {judged}: {scene.headline} ({wanted.name}, {seconds:g} s)")
    for language, found in counts.items():
        share = found["good"] / max(found["good"] + found["bad"], 1)
        print(f"{language}: good {found['good']}, bad {found['bad']} ({share:.0%}), not judged {found['not judged']}")
    total = counts["zh"] + counts["en"]
    good = total["good"] / max(total["good"] + total["bad"], 1)
    print(f"good in all: {good:.0%}")
    if good < WANTED:
        print(f"  MISSED: fewer than {WANTED:.0%} are good")
    return int(good < WANTED)


if __name__ == "__main__":
    sys.exit(main())
