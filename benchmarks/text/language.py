"""How often the language of a short or mixed line is found: each language, in both halves of the lines.

    python -m benchmarks.text.language [--wrong]

The lines in data/language.tsv were written for this project before the rules were changed. The errors of odd lines
were looked at while the rules were made, those of even lines ("unseen") were not; `--wrong` lists the odd ones only.
The author of the rules wrote the lines too: at 57 of 59 unseen English lines, two rules (a name that begins with a
telling word, "et" as English) came from remembering such lines, so the later 59 of 59 is no blind figure.

data/language_hard_seen.tsv and language_hard_aside.tsv hold harder lines: of two or three words, in two scripts, in
ideographs only. The first were looked at while rules were made, the others once, when the rules were ready.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from datasay.language.detection import detect_language

LINES = Path(__file__).parent / "data" / "language.tsv"
HARD = {half: LINES.with_name(f"language_hard_{half}.tsv") for half in ("seen", "aside")}
REACHED = {"zh-CN": 0.99, "en-US": 0.99}


def lines(path: Path = LINES) -> list[tuple[str, str]]:
    """Each line's language and text, in order."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(language, text) for language, text in rows]


def main() -> int:
    """Print the table; 1 when Chinese or English is found less often than it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="list the odd lines taken for another language")
    wrong = parser.parse_args().wrong
    enough = True
    for half, rows in (("seen", lines()[::2]), ("unseen", lines()[1::2])):
        found = [(language, detect_language(text), text) for language, text in rows]
        right = Counter(language for language, said, _ in found if said == language)
        total = Counter(language for language, _ in rows)
        print(f"{half}: {sum(right.values())}/{len(rows)} lines right")
        print("  " + "  ".join(f"{language} {right[language]}/{total[language]}" for language in sorted(total)))
        enough = enough and all(right[language] / total[language] >= share for language, share in REACHED.items())
        if wrong and half == "seen":
            for language, said, text in found:
                if said != language:
                    print(f"    {language} taken for {said}: {text}")
    for half, path in HARD.items():
        rows = lines(path)
        print(
            f"hard, {half}: {sum(detect_language(text) == language for language, text in rows)}/{len(rows)} lines right"
        )
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
