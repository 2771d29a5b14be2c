"""The scenes of 24 works against their words: right, neutral or wrong, as somebody judged who looked at every still.

    python -m benchmarks.pictures.scenes [--each] [--sheets FOLDER] [--write] [WORK …]

scenes.tsv holds what was seen: work, number, page, drawing, verdict, what is said. A scene that is planned as it was
then keeps its verdict; one that has changed since is counted as `changed` until somebody looks again. *Right*: the
drawing is the thing the words are about or a plain part of it; or type says the point: a figure with what it counts, a
list, a quotation, a person, a year, the sentence. *Neutral*: a side thing, or a headline that says too little. *Wrong*:
anything else. `kept` works were looked at once, when everything had been written; their first verdicts are told in
docs/gallery/README.md. One person judged who also wrote the rules. `--sheets` draws contact sheets, `--write` writes
the file anew from what is planned and what was judged of it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from benchmarks.pictures.sheets import contact_sheet
from benchmarks.pictures.stills import Planned, Work, draw, plan, works

SCENES = Path(__file__).with_name("scenes.tsv")
_ACROSS = {"9:16": (6, 270), "16:9": (4, 400), "1:1": (5, 320)}
_VERDICTS = ("right", "neutral", "wrong", "changed")
_MOST_WRONG, _LEAST_RIGHT = 0.02, 0.65


@dataclass(frozen=True, slots=True)
class Seen:
    """What was shown while something was said, and how it was judged."""

    shown: str
    drawing: str
    verdict: str


def seen() -> dict[tuple[str, str], Seen]:
    """(Work, words) → what was judged of them."""
    found = {}
    for line in SCENES.read_text(encoding="utf-8").splitlines() if SCENES.exists() else ():
        if line and not line.startswith("#"):
            work, _, shown, drawing, verdict, words = line.split("\t")
            found[work, words] = Seen(shown, drawing, verdict)
    return found


def shown(scene: Planned) -> str:
    """The page and what stands on it."""
    kind = scene.page.layout + (f".{scene.page.form}" if scene.page.form else "")
    return f"{kind}: {scene.told}"


def verdict(work: Work, scene: Planned, judged: dict[tuple[str, str], Seen]) -> str:
    """The verdict on a scene that is as it was when somebody looked. Layouts of things may take turns."""
    one = judged.get((work.name, _words(scene)))
    if one is None or one.drawing != scene.drawing or one.verdict not in _VERDICTS:
        return "changed"
    same = shown(scene).partition(": ")[2] == one.shown.partition(": ")[2]
    return one.verdict if same else "changed"


def _words(scene: Planned) -> str:
    return " ".join(scene.narration.split())


def main(arguments: Sequence[str] = ()) -> None:
    """Print the counts per work and of both sets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args(arguments)
    judged = seen()
    totals: dict[str, Counter[str]] = {"tuned": Counter(), "kept": Counter()}
    rows: list[str] = []
    print(f"{'work':18}{'set':7}{'scenes':>7}" + "".join(f"{one:>9}" for one in _VERDICTS))
    for work in works():
        if wanted.names and work.name not in wanted.names:
            continue
        planned = plan(work)
        verdicts = [verdict(work, scene, judged) for scene in planned]
        rows += [
            "\t".join((work.name, str(number), shown(scene), scene.drawing, given, _words(scene)))
            for number, (scene, given) in enumerate(zip(planned, verdicts, strict=True), 1)
        ]
        kind = "kept" if work.kept else "tuned"
        totals[kind].update(verdicts)
        print(f"{work.name:18}{kind:7}" + _counted(Counter(verdicts)))
        if wanted.each:
            print("\n".join(rows[-len(planned) :]))
        if wanted.sheets:
            _sheet(work, planned, verdicts, wanted.sheets)
    for kind, counts in totals.items():
        print(f"{'all':18}{kind:7}" + _counted(counts))
    total = totals["tuned"] + totals["kept"]
    looked = total.total() - total["changed"]
    if looked and not wanted.names:
        right, wrong = total["right"] / looked, total["wrong"] / looked
        fits = right >= _LEAST_RIGHT and wrong <= _MOST_WRONG
        print(f"right {right:.1%} (≥ 65 %), wrong {wrong:.1%} (≤ 2 %): {'as wished' if fits else 'NOT as wished'}")
    if wanted.write:
        head = "# work\tnumber\twhat was shown\tdrawing\tverdict\twhat is said\n"
        SCENES.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def _counted(counts: Counter[str]) -> str:
    return f"{counts.total():7}" + "".join(f"{counts[one]:9}" for one in _VERDICTS)


def _sheet(work: Work, planned: Sequence[Planned], verdicts: Sequence[str], folder: Path) -> None:
    across, width = _ACROSS[work.ratio]
    words = [f"{given}: {scene.narration}" for scene, given in zip(planned, verdicts, strict=True)]
    title = f"{work.name} · {work.style} · {work.ratio}"
    sheet = contact_sheet(draw(planned), words, title, across=across, width=width)
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{work.name}.webp"), sheet, [cv2.IMWRITE_WEBP_QUALITY, 72])


if __name__ == "__main__":
    main(sys.argv[1:])
