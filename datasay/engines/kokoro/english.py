"""English words in the model's symbols, by espeak-ng's pronunciation, each knowing its symbols."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from datasay.engines.errors import EngineBusy
from datasay.engines.kokoro.symbols import english_symbols
from datasay.media.child import Limits, run_child
from datasay.wording.told import Told

_MODULE = "datasay.engines.kokoro.ipa_process"
_LIMITS = Limits(wall_seconds=120.0, cpu_seconds=120, file_size=1024**2, address_space=2 * 1024**3)
_MOST_JOINED = 4  # words that espeak-ng says as one ("in the"), or parts that it makes of one


@dataclass(frozen=True, slots=True)
class EnglishRun:
    """Words that are said one after another."""

    words: tuple[str, ...]
    british: bool


async def pronounce(runs: Sequence[EnglishRun]) -> list[list[tuple[int, str]]]:
    """For each run: how many of its words come next, and their symbols. Raises EngineBusy when the child fails."""
    asked: list[tuple[str, str]] = []
    for run in runs:
        language = "gmw/en" if run.british else "gmw/en-US"
        asked += [(language, " ".join(run.words)), *((language, word) for word in run.words)]
    told = iter(await _ipa(asked))
    found = []
    for run in runs:
        whole, alone = next(told).split(), [next(told) for _ in run.words]
        shares = _shared([len(each.replace(" ", "")) for each in alone], [len(each) for each in whole])
        pieces: list[tuple[int, str]] = []
        place = 0
        for words, parts in shares:
            parted = whole[place : place + parts]
            first = sum(count for count, _ in pieces)
            if words == 1 and run.words[first].isupper() and len(run.words[first]) > 1:  # IBM: no letter is slurred
                parted = ["ˈeɪ" if part == "ɐ" else part for part in parted]  # AI begins with a letter, not with "a"
                parted = [part if "ˈ" in part else f"ˈ{part}" for part in parted]
            place += parts
            pieces.append((words, english_symbols(" ".join(parted), british=run.british)))
        found.append(pieces)
    return found


async def _ipa(asked: Sequence[tuple[str, str]]) -> list[str]:
    if not asked:
        return []
    feed = "".join(json.dumps(each) + "\n" for each in asked).encode()
    ran = await run_child([sys.executable, "-P", "-m", _MODULE], limits=_LIMITS, stdin=feed)
    lines = ran.stdout.decode().splitlines()
    if ran.code or len(lines) != len(asked):
        last = ran.stderr.strip().splitlines()[-1:] or [f"exit code {ran.code}"]
        raise EngineBusy(
            Told(
                "The pronunciation of English could not be looked up; try again. {reason}",
                "查不到英文的读音，请再试一次。{reason}",
                reason=last[0][:300],
            )
        )
    return [json.loads(line) for line in lines]


def _shared(alone: Sequence[int], whole: Sequence[int]) -> list[tuple[int, int]]:
    """How words and what was said of them together belong: pairs of (words, parts), by the least difference in length.

    `alone`: the letters of each word by itself; `whole`: those of each part of what was said together.
    """

    @cache
    def best(word: int, part: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if word == len(alone):
            return (0.0, ()) if part == len(whole) else (1e9, ())
        found: tuple[float, tuple[tuple[int, int], ...]] = (1e9, ())
        for words, parts in _steps(len(alone) - word, len(whole) - part):
            cost, rest = best(word + words, part + parts)
            cost += abs(sum(alone[word : word + words]) - sum(whole[part : part + parts])) + 0.1 * (words + parts)
            if cost < found[0]:
                found = (cost, ((words, parts), *rest))
        return found

    return list(best(0, 0)[1]) or [(len(alone), len(whole))]


def _steps(words: int, parts: int) -> list[tuple[int, int]]:
    many = [(1, count) for count in range(min(parts, _MOST_JOINED) + 1)]
    return many + [(count, 1) for count in range(2, min(words, _MOST_JOINED) + 1) if parts]
