"""How good the local text engine's scripts are, against taking the first sentences and taking random ones.

    python -m benchmarks.text.script_quality [ARTICLE ...] [--seconds 30 60 90] [--each]

Without names: the articles in tests/data and benchmarks/text/articles, whose READMEs say where they come from. Prints
the means over all articles for each length and, with --each, every article, all in one run:
  length error   |seconds − wished| / wished; 0 is exact
  coverage       share of the article's 20 most telling words, weighted by how telling, that the script says
  spread         share of the article's ten equal parts that the script takes something from
  redundancy     mean likeness (cosine of TF-IDF) of a sentence with its nearest other one in the script
  orphans        sentences that point back ("但", "it", …) to one that was left out, per minute
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from datasay.digest.article import read_article
from datasay.digest.keywords import measure_salience
from datasay.digest.passages import Passage, find_passages
from datasay.digest.ranking import similarities, term_matrix
from datasay.engines.local.writing import LocalText
from datasay.engines.protocols import Desk, Script, ScriptRequest
from datasay.language.detection import reading_language
from datasay.language.words import read_words

RANDOM_TRIES = 50
TELLING = 20
LENGTH_ERROR = 0.10
REDUNDANCY_SLACK = 0.02  # what a listener would not notice


@dataclass(frozen=True)
class Figures:
    """One row of the table."""

    length_error: float
    coverage: float
    spread: float
    redundancy: float
    orphans: float

    def row(self, name: str) -> str:
        return (
            f"  {name:<10}{self.length_error:>9.1%}{self.coverage:>10.1%}{self.spread:>8.0%}"
            f"{self.redundancy:>12.2f}{self.orphans:>10.1f}"
        )


class Measure:
    """Measures choices of one article's passages."""

    def __init__(self, text: str) -> None:
        article = read_article(text)
        self.chinese = reading_language("\n".join(article.paragraphs)).startswith("zh")
        self.passages: list[Passage] = find_passages(article.paragraphs, chinese=self.chinese)
        self.salience = measure_salience(passage.words for passage in self.passages)
        self.matrix = term_matrix([[(w.key, w.weight) for w in p.words if w.weight] for p in self.passages])

    def of(self, chosen: Sequence[int], wished: float, script: Script | None = None) -> Figures:
        text = " ".join(s.narration for s in script.scenes) if script else self.text(chosen)
        seconds = script.estimated_seconds if script else None
        said = {word.key for word in read_words(text)}
        telling = sorted(self.salience.scores.items(), key=lambda entry: (-entry[1], entry[0]))[:TELLING]
        spoken = sum(self.passages[n].seconds for n in chosen) if seconds is None else seconds
        taken = set(chosen)
        orphans = sum(1 for n in chosen if n and self.passages[n].leans > 0.6 and n - 1 not in taken)
        likeness = similarities(self.matrix, chosen)
        return Figures(
            length_error=abs(spoken - wished) / wished,
            coverage=sum(score for key, score in telling if key in said) / sum(score for _, score in telling),
            spread=len({n * 10 // len(self.passages) for n in chosen}) / min(10, len(self.passages)),
            redundancy=float(likeness.max(axis=1).mean()) if len(chosen) > 1 else 0.0,
            orphans=orphans / spoken * 60,
        )

    def text(self, chosen: Sequence[int]) -> str:
        return " ".join(self.passages[number].text for number in chosen)

    def filled(self, order: Sequence[int], wished: float) -> list[int]:
        """The first of `order` that fill the time, in source order."""
        chosen: list[int] = []
        spoken = 0.0
        for number in order:
            seconds = self.passages[number].seconds
            if spoken + seconds / 2 > wished:
                break
            chosen.append(number)
            spoken += seconds
        return sorted(chosen)

    def found_in(self, narration: str) -> list[int]:
        """The passages a script was made of; a shortened one counts when half of it is said."""
        said = "".join(filter(str.isalnum, narration))
        chosen = []
        for number, passage in enumerate(self.passages):
            bare = "".join(filter(str.isalnum, passage.text))
            if bare in said or (passage.shorter and bare[: len(bare) // 6] in said):
                chosen.append(number)
        return chosen


async def _ignore(_fraction: float) -> None:
    return None


def _mean(rows: Sequence[Figures]) -> Figures:
    names = ("length_error", "coverage", "spread", "redundancy", "orphans")
    return Figures(**{name: float(np.mean([getattr(row, name) for row in rows])) for name in names})


METHODS = ("local", "lead", "random")


async def _compare(text: str, wished: float) -> dict[str, Figures]:
    """The figures of the three methods on one article."""
    measure = Measure(text)
    reachable = min(wished, sum(passage.seconds for passage in measure.passages))
    script = await LocalText(Desk()).write_script(ScriptRequest(article=text, target_seconds=wished), _ignore)
    narration = "".join(scene.narration for scene in script.scenes)
    everything = range(len(measure.passages))
    shuffle = random.Random(7)
    tries = [measure.filled(shuffle.sample(everything, len(everything)), wished) for _ in range(RANDOM_TRIES)]
    return {
        "local": measure.of(measure.found_in(narration), reachable, script),
        "lead": measure.of(measure.filled(everything, wished), reachable),
        "random": _mean([measure.of(one, reachable) for one in tries if one]),
    }


def _missed(found: dict[str, list[Figures]]) -> list[str]:
    """What the engine has promised and did not keep at one length, over all articles."""
    own = _mean(found["local"])
    missed = []
    for other in ("lead", "random"):
        baseline = _mean(found[other])
        if own.coverage <= baseline.coverage:
            missed.append(f"coverage is not above {other}")
        if own.redundancy > baseline.redundancy + REDUNDANCY_SLACK:
            missed.append(f"redundancy is above {other}")
        if own.length_error > baseline.length_error:
            missed.append(f"length error is above {other}")
    worst = max(figures.length_error for figures in found["local"])
    if worst > LENGTH_ERROR:
        missed.append(f"a script is {worst:.1%} off the wished length")
    return missed


def main() -> int:
    """Print the tables; 1 when the engine does not beat both baselines or a length is more than 10 % off."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folders = (Path(__file__).parents[2] / "tests" / "data", Path(__file__).parent / "articles")
    known = [path for folder in folders for path in sorted(folder.glob("*.??.txt"))]
    parser.add_argument("articles", nargs="*", type=Path, default=known)
    parser.add_argument("--seconds", nargs="+", type=float, default=[30.0, 60.0, 90.0])
    parser.add_argument("--each", action="store_true", help="print every article, not only the means")
    wanted = parser.parse_args()
    print(f"  {'':<10}{'length':>9}{'coverage':>10}{'spread':>8}{'redundancy':>12}{'orphans':>10}")
    failed = False
    for seconds in wanted.seconds:
        found: dict[str, list[Figures]] = {method: [] for method in METHODS}
        for path in wanted.articles:
            figures = asyncio.run(_compare(path.read_text(encoding="utf-8"), seconds))
            if wanted.each:
                print(f"{path.name}, {seconds:g} s")
            for method in METHODS:
                found[method].append(figures[method])
                if wanted.each:
                    print(figures[method].row(method))
        print(f"mean of {len(wanted.articles)} articles, {seconds:g} s")
        for method in METHODS:
            print(_mean(found[method]).row(method))
        for problem in _missed(found):
            failed = True
            print(f"  MISSED: {problem}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
