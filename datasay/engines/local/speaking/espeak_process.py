"""The child process that speaks: requests are JSON lines; answers a line of two sizes, JSON, and samples."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

from datasay.engines.local.speaking.espeak_library import Espeak, Utterance


def _answer(out: BinaryIO, header: dict[str, object], samples: bytes = b"") -> None:
    text = json.dumps(header, separators=(",", ":")).encode()
    out.write(f"{len(text)} {len(samples)}\n".encode() + text + samples)
    out.flush()


def main() -> None:
    """Say which library this is, then answer until stdin ends. An argument names another folder of data."""
    out = sys.stdout.buffer
    espeak = Espeak(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    _answer(out, {"version": espeak.version, "sample_rate": espeak.sample_rate})
    for line in sys.stdin.buffer:
        said = espeak.say(Utterance(**json.loads(line)))
        _answer(out, {"words": said.words, "phonemes": said.phonemes}, said.samples)


if __name__ == "__main__":
    main()
