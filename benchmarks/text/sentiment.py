"""How often the local sentiment agrees with labelled sentences: accuracy, F1 and the confusion table, per language.

    python -m benchmarks.text.sentiment [--set test|dev] [--wrong]

The sentences in data/ were written for this project by one of its authors, before the method and its word lists, over
reviews, chat and news in equal labels. What the same hand writes it also knows: so the words lists were afterwards
freed of every phrase (four or more Chinese characters, two or more English words) that stands in the test set.
`dev` was looked at while thresholds were chosen, `test` was not. The baselines are the majority label and, for English,
VADER itself.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vader import SentimentIntensityAnalyzer

from datasay.analysis.sentiment import VERSION, judge_sentence
from datasay.language.sentences import Sentence

LABELS = ("positive", "negative", "neutral")
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Labelled:
    """One sentence and what a reader said of it."""

    label: str
    domain: str
    text: str


def read(which: str, language: str) -> list[Labelled]:
    """The sentences of a set."""
    lines = (DATA / f"sentiment_{which}.{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [Labelled(*line.split("\t")) for line in lines]


def local(text: str) -> str:
    """The engine's label."""
    return judge_sentence(Sentence(text, 0, len(text))).label.value


def vader_label() -> Callable[[str], str]:
    """VADER's label by its authors' thresholds."""
    analyser = SentimentIntensityAnalyzer()

    def label(text: str) -> str:
        compound = analyser.polarity_scores(text)["compound"]
        return "positive" if compound >= 0.05 else "negative" if compound <= -0.05 else "neutral"

    return label


def accuracy(rows: Sequence[Labelled], label: Callable[[str], str]) -> float:
    """The share of sentences labelled alike."""
    return sum(label(row.text) == row.label for row in rows) / len(rows)


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 of the three labels; pairs are (true, said)."""
    total = 0.0
    for label in LABELS:
        hit = sum(true == said == label for true, said in pairs)
        wrong = sum((true == label) != (said == label) for true, said in pairs)
        total += 2 * hit / (2 * hit + wrong) if hit else 0.0
    return total / len(LABELS)


def report(which: str, language: str, *, wrong: bool) -> float:
    """Print one table; returns the accuracy."""
    rows = read(which, language)
    pairs = [(row.label, local(row.text)) for row in rows]
    reached = sum(true == said for true, said in pairs) / len(pairs)
    majority = Counter(row.label for row in rows).most_common(1)[0][1] / len(rows)
    print(f"{language} {which}: {len(rows)} sentences, {VERSION}")
    print(f"  accuracy {reached:.1%}  macro F1 {macro_f1(pairs):.3f}  majority label {majority:.1%}", end="")
    print(f"  VADER {accuracy(rows, vader_label()):.1%}" if language == "en" else "")
    domains = sorted({row.domain for row in rows})
    print("  " + "  ".join(f"{d} {accuracy([r for r in rows if r.domain == d], local):.1%}" for d in domains))
    print(f"  {'labelled':<12}" + "".join(f"{'said ' + label:>16}" for label in LABELS))
    for true in LABELS:
        print(f"  {true:<12}" + "".join(f"{pairs.count((true, said)):>16}" for said in LABELS))
    if wrong:
        for row, (_, said) in zip(rows, pairs, strict=True):
            if said != row.label:
                print(f"    {row.label} said {said}: {row.text}")
    return reached


def main() -> int:
    """Print the tables; 1 when a language is not better than the majority label by 20 points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("test", "dev"), default="test", dest="which")
    parser.add_argument("--wrong", action="store_true", help="list the sentences judged otherwise")
    wanted = parser.parse_args()
    reached = [report(wanted.which, language, wrong=wanted.wrong) for language in ("zh", "en")]
    return 0 if min(reached) > 1 / 3 + 0.2 else 1


if __name__ == "__main__":
    sys.exit(main())
