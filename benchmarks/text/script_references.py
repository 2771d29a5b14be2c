"""How much of what people would keep the local text engine's scripts keep, against first sentences and random ones.

    python -m benchmarks.text.script_references [--half seen unseen] [--seconds 30 45 60 90] [--each] [--sound]

The articles and what is wanted of them are in articles/articles.json: keywords, a summary in three sentences and facts,
written for this project before the method was changed. Whoever changes the method looks at those that are `seen`
(`--half seen`); the `unseen` are measured once, at the end, and are seen from then on. After the totals stand the
articles where a baseline is better, by kind, with what is lacking most.
  keywords  share of the wanted keywords that are said
  overlap   share of the summary's pairs of characters (Chinese) or words (English) that are said
  new       1 − the mean share of a sentence's three characters or two words running that another sentence says too
  facts     share of the facts that are kept, as far as the length can hold them
  wrong     figures and Latin words that the article does not have
  length    1 − |seconds − wanted| / wanted, by the clock that the engine uses; --sound measures the local voice instead
  score     .20 keywords + .25 overlap + .15 new + .15 facts + .15 (1 − wrong / 3) + .10 length
`lead` is the first sentences that fill the time, `random` the mean of 20 draws kept in order. A script wins when its
score is above both.
"""

import argparse
import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datasay.digest.script import extract_script
from datasay.engines.local.speaking.engine import LocalVoice
from datasay.engines.protocols import Desk, SpeechRequest
from datasay.language.pace import spoken_seconds
from datasay.language.sentences import split_sentences
from datasay.mixall.content.timeline import PAUSE, SAMPLE_RATE, SCENE_BREAK, fit_scale, join_narrations, lay_blocks

ARTICLES = Path(__file__).parent / "articles" / "articles.json"
LENGTHS = (30.0, 45.0, 60.0, 90.0)
WEIGHTS = {"keywords": 0.20, "overlap": 0.25, "new": 0.15, "facts": 0.15, "right": 0.15, "length": 0.10}
HALVES = ("seen", "unseen")
DRAWS = 20
WINS = 0.8
SOUND_ERROR = 0.05

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9.%]*[a-z0-9%]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LATIN = re.compile(r"[a-z][a-z0-9+#'-]*", re.IGNORECASE)

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article and what a reader would keep of it."""

    name: str
    kind: str
    half: str
    language: str
    source: str
    keywords: tuple[str, ...]
    summary: str
    facts: tuple[str, ...]

    @property
    def chinese(self) -> bool:
        return self.language == "zh"

    def seconds(self, text: str) -> float:
        """How long `text` takes to say."""
        return spoken_seconds(text, "zh-CN" if self.chinese else "en-US")


def articles(half: str | None = None) -> list[Wanted]:
    """Those of one half, or all."""
    rows = json.loads(ARTICLES.read_text(encoding="utf-8"))
    return [
        Wanted(
            row["id"],
            row["kind"],
            row["half"],
            row["language"],
            (ARTICLES.parent / row["file"]).read_text(encoding="utf-8"),
            tuple(row["keywords"]),
            " ".join(row["summary"]),
            tuple(fact["value"] for fact in row["facts"]),
        )
        for row in rows
        if half in {None, row["half"]}
    ]


def score(wanted: Wanted, text: str, target: float, seconds: float | None = None) -> Scores:
    """The figures of a script, given as its text."""
    said = squeezed(text)
    pairs = _runs(wanted.summary, 2)
    mine = set(_runs(text, 2))
    room = min(1.0, 2 * target / wanted.seconds(wanted.source))
    spoken = wanted.seconds(text) if seconds is None else seconds
    found: Scores = {
        "keywords": sum(squeezed(word) in said for word in wanted.keywords) / len(wanted.keywords),
        "overlap": sum(pair in mine for pair in pairs) / len(pairs),
        "new": 1.0 - _repeated(text, 3 if wanted.chinese else 2),
        "facts": min(1.0, sum(_says(said, squeezed(fact)) for fact in wanted.facts) / len(wanted.facts) / room),
        "wrong": float(len(invented(wanted, text))),
        "length": max(0.0, 1 - abs(spoken - target) / target),
    }
    found["right"] = 1 - min(1.0, found["wrong"] / 3)
    found["score"] = sum(weight * found[name] for name, weight in WEIGHTS.items())
    return found


def invented(wanted: Wanted, text: str) -> list[str]:
    """Figures and, in Chinese, Latin words of a script that its article does not have."""
    unknown = set(_FIGURE.findall(text)) - set(_FIGURE.findall(wanted.source))
    if wanted.chinese:
        known = {word.lower() for word in _LATIN.findall(wanted.source)}
        unknown |= {word for word in _LATIN.findall(text) if word.lower() not in known}
    return sorted(unknown)


def baselines(wanted: Wanted, target: float) -> dict[str, Scores]:
    """The figures of both baselines."""
    body = wanted.source.split("\n", 1)[1]
    whole = [sentence.text for sentence in split_sentences(body) if sum(map(str.isalnum, sentence.text)) >= 2]
    draws = []
    for seed in range(DRAWS):
        order = random.Random(seed).sample(range(len(whole)), len(whole))
        taken = sorted(order[: len(_filled(wanted, [whole[number] for number in order], target))])
        draws.append(score(wanted, " ".join(whole[number] for number in taken), target))
    lead = score(wanted, " ".join(_filled(wanted, whole, target)), target)
    return {"lead": lead, "random": _mean(draws)}


def _filled(wanted: Wanted, whole: Sequence[str], target: float) -> list[str]:
    """The first sentences up to the length and a tenth more."""
    taken: list[str] = []
    spoken = 0.0
    for sentence in whole:
        spoken += wanted.seconds(sentence)
        if taken and spoken > target * 1.1:
            break
        taken.append(sentence)
    return taken


def squeezed(text: str) -> str:
    """Without spaces, quotation marks and commas inside figures, in lower case."""
    return re.sub(r"[\s·“”‘’\"'「」『』《》]|(?<=\d),(?=\d{3})", "", text).lower()


def _says(said: str, fact: str) -> bool:
    """Whether a fact is said, its figure being no part of a longer one."""
    before, after = "(?<![0-9.])" if fact[0].isdigit() else "", "(?![0-9])" if fact[-1].isdigit() else ""
    return bool(re.search(before + re.escape(fact) + after, said))


def in_pairs(text: str) -> list[tuple[str, ...]]:
    """Each two characters (Chinese) or words that follow each other."""
    return _runs(text, 2)


def _runs(text: str, length: int) -> list[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.lower())
    return [tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1)]


def _repeated(text: str, length: int) -> float:
    """The mean, over the sentences, of the largest share of one's runs that stands in another."""
    sets = [set(_runs(sentence.text, length)) for sentence in split_sentences(text)]
    shares = [
        max((len(one & other) / len(one) for place, other in enumerate(sets) if place != number), default=0.0)
        for number, one in enumerate(sets)
        if one
    ]
    return sum(shares) / len(shares) if shares else 0.0


def _mean(rows: Sequence[Scores]) -> Scores:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


async def _sound(text: str, language: str, target: float) -> float:
    """How long the local voice speaks scenes that were written for that length, laid as the product lays them."""

    async def ignore(_fraction: float) -> None:
        return None

    voice = "cmn-female" if language == "zh" else "en-us-female"
    spoken = []
    for narration in text.split(SCENE_BREAK):
        speech = await LocalVoice(Desk()).synthesize(SpeechRequest(narration, voice), ignore)
        spoken.append(speech.sentences[-1].end - speech.sentences[0].start)
    pauses = [PAUSE] * len(spoken)
    scale = fit_scale(spoken, pauses, target)
    return lay_blocks(spoken, [pause * scale for pause in pauses])[-1].end / SAMPLE_RATE


def _row(name: str, found: Scores) -> str:
    shown = ("keywords", "overlap", "new", "facts", "wrong", "length", "score")
    return f"  {name:<26}" + "".join(f"{found[column]:>10.3f}" for column in shown)


def _lacking(wanted: Wanted, rows: dict[str, Scores]) -> str:
    """Why a baseline is better: what it has more of, most first."""
    ours, best = rows["local"], max(rows["lead"], rows["random"], key=lambda row: row["score"])
    short = {name: weight * (best[name] - ours[name]) for name, weight in WEIGHTS.items()}
    most = [f"{name} {-lost:+.3f}" for name, lost in sorted(short.items(), key=lambda one: -one[1]) if lost > 0.002]
    return f"{wanted.kind}: {wanted.name} {ours['score'] - best['score']:+.3f} ({', '.join(most)})"


def _measure(half: str, target: float, *, each: bool, sound: bool) -> list[str]:
    """Print one half at one length; what is missed of it."""
    found: dict[str, list[Scores]] = {"local": [], "lead": [], "random": []}
    wins: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    errors: list[str] = []
    short: set[str] = set()
    for wanted in articles(half):
        text = join_narrations([scene.narration for scene in extract_script(wanted.source, target).scenes])
        spoken = asyncio.run(_sound(text, wanted.language, target)) if sound else None
        rows = {"local": score(wanted, text, target, spoken), **baselines(wanted, target)}
        won = rows["local"]["score"] > max(rows["lead"]["score"], rows["random"]["score"])
        if not won:
            errors.append(_lacking(wanted, rows))
        if wanted.seconds(wanted.source) < target * 1.1:
            short.add(wanted.name)
        wins[wanted.kind] += won
        kinds[wanted.kind] += 1
        for name, row in rows.items():
            found[name].append(row)
            if each:
                print(_row(f"{wanted.name} {name}{' +' if won and name == 'local' else ''}", row))
    total, won_all = kinds.total(), wins.total()
    print(f"{half}, {target:g} s: better than both in {won_all} of {total}: ", end="")
    print(", ".join(f"{kind} {wins[kind]}/{kinds[kind]}" for kind in sorted(kinds)))
    means = {name: _mean(rows) for name, rows in found.items()}
    for name, mean in means.items():
        print(_row(name, mean))
    for error in sorted(errors):
        print(f"    {error}")
    missed = []
    if won_all < WINS * total:
        missed.append(f"better than both baselines in {won_all} of {total}")
    if means["local"]["facts"] <= means["lead"]["facts"]:
        missed.append("facts kept are not above lead")
    if means["local"]["wrong"]:
        missed.append("a figure or word that the article does not have")
    if sound:
        long_enough = [wanted.name not in short for wanted in articles(half)]
        lengths = [row["length"] for row, enough in zip(found["local"], long_enough, strict=True) if enough]
        off = [length for length in lengths if length < 1 - SOUND_ERROR]
        print(f"  length of the sound off by more than {SOUND_ERROR:.0%} in {len(off)} of {len(lengths)}")
        missed += [f"a length is {1 - min(off):.1%} off"] if off else []
    return missed


def main() -> int:
    """Print both halves at every length; 1 when something promised is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", nargs="+", type=float, default=LENGTHS)
    parser.add_argument("--half", nargs="+", choices=HALVES, default=HALVES, help="which articles")
    parser.add_argument("--each", action="store_true", help="print every article of the seen half")
    parser.add_argument("--sound", action="store_true", help="speak each script and measure the sound")
    wanted = parser.parse_args()
    shown = ("keywords", "overlap", "new", "facts", "wrong", "length", "score")
    print(f"  {'':<26}" + "".join(f"{column:>10}" for column in shown))
    failed = False
    for half in wanted.half:
        for target in wanted.seconds:
            for problem in _measure(half, target, each=wanted.each and half == "seen", sound=wanted.sound):
                failed = True
                print(f"  MISSED: {problem}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
