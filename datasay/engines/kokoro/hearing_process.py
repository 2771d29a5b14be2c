"""The child process that listens: Whisper base, from its packages, writes down what it hears.

A process of its own, since the model takes 300 MB that nobody needs while nothing is checked.
"""

import json
import sys
from importlib.resources import files

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from datasay.engines.kokoro.packages import WHISPER_PARTS

_PROMPT = "以下是普通话的句子。"  # without it, half of what it writes is in traditional characters
_FIGURES = frozenset("0123456789%$£")
_PEAK, _SILENCE = 0.7, 4800  # of what it hears, and samples around it: it misses words at an edge
_TAPS, _CUT = 384, 48_000 / 2 / 7_750  # a filter that leaves what makes s and sh, nearly up to 8 kHz


def main() -> None:
    """Answer until stdin ends: a line of JSON, then 32-bit floats at 24 kHz; a line of text.

    The JSON tells `language`, the number of `samples`, and whether `figures` may be written as such.
    """
    model = WhisperModel("base", device="cpu", compute_type="int8", cpu_threads=1, files=_model_files())
    vocabulary: dict[str, int] = model.hf_tokenizer.get_vocab()
    figures = [number for token, number in vocabulary.items() if token[:2] != "<|" and _FIGURES & set(token)]
    out = sys.stdout.buffer
    out.write(b'""\n')
    out.flush()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        sound = np.frombuffer(sys.stdin.buffer.read(4 * asked["samples"]), np.float32)
        segments, _ = model.transcribe(
            _as_it_listens(sound),
            language=asked["language"],
            beam_size=5,
            temperature=0,
            initial_prompt=_PROMPT if asked["language"] == "zh" else None,
            suppress_tokens=[-1] if asked["figures"] else [-1, *figures],
        )
        out.write(json.dumps("".join(segment.text for segment in segments)).encode() + b"\n")
        out.flush()


def _model_files() -> dict[str, bytes]:
    parts = [files(part).joinpath("data") for part in WHISPER_PARTS]
    told = {name: parts[0].joinpath(name).read_bytes() for name in ("config.json", "tokenizer.json", "vocabulary.txt")}
    joined = [part.joinpath(f"model.bin.part{number}").read_bytes() for number, part in enumerate(parts, 1)]
    return told | {"model.bin": b"".join(joined)}


def _as_it_listens(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """At 16 kHz, at an even level, with silence around it."""
    doubled = np.zeros(2 * len(sound), np.float32)
    doubled[::2] = sound
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    low = np.sinc(at / _CUT) * np.hamming(_TAPS)
    heard = np.convolve(doubled, (low * 2 / low.sum()).astype(np.float32), "same")[::3]
    loudest = max(float(np.abs(heard).max(initial=0.0)), 1e-6)
    return np.pad(heard * np.float32(_PEAK / loudest), _SILENCE)


if __name__ == "__main__":
    main()
