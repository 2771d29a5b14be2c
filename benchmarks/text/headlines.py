"""How many headlines of the local scripts say something by themselves, as a reader judged them.

    python -m benchmarks.text.headlines [--seconds 30 60] [--all]

data/headlines.tsv holds the judgements, by one reader, and the rule they follow. Headlines that it does not have are
counted apart, and so are scenes that have none because nothing good was found. All articles have been looked at while
the method was made, the `unseen` ones after they had been read once. `--all` prints every headline.
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
    counts: dict[tuple[str, str], Counter[str]] = {}
    for language in ("zh", "en"):
        for wanted in (one for one in articles() if one.language == language):
            found = counts.setdefault((language, wanted.half), Counter())
            for seconds in asked.seconds:
                for scene in extract_script(wanted.source, seconds).scenes:
                    judged = known.get(scene.headline, "not judged") if scene.headline else "none"
                    found[judged] += 1
                    if asked.all or judged == "not judged":
                        print(f"  {judged}: {scene.headline} ({wanted.name}, {seconds:g} s)")
    for (language, half), found in counts.items():
        print(f"{language}, {half}: {_row(found)}")
    total = sum(counts.values(), Counter[str]())
    print(f"all: {_row(total)}")
    if _share(total) < WANTED:
        print(f"  MISSED: fewer than {WANTED:.0%} are good")
    return int(_share(total) < WANTED)


def _share(found: Counter[str]) -> float:
    return found["good"] / max(found["good"] + found["bad"], 1)


def _row(found: Counter[str]) -> str:
    shown = ", ".join(f"{name} {found[name]}" for name in ("good", "bad", "not judged", "none"))
    return f"{shown}; good of those judged {_share(found):.1%}"


if __name__ == "__main__":
    sys.exit(main())
