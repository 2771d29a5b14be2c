"""Makes vectors.npz from the npm package kokoro-js: `python -m datasay.engines.kokoro.compile_vectors PACKAGE.tgz`.

The vectors are Kokoro-82M's (hexgrad, Apache-2.0, licence beside this file); 16 bits keep them to a thousandth.
"""

import hashlib
import sys
import tarfile
from pathlib import Path

import numpy as np

from datasay.engines.kokoro.voices import VOICES

_SHAPE = (510, 256)


def main(package: str) -> None:
    """Write vectors.npz beside this file."""
    with tarfile.open(package) as tar:
        kept = {}
        for name in VOICES:
            file = tar.extractfile(f"package/voices/{name}.bin")
            assert file is not None, name
            kept[name] = np.frombuffer(file.read(), np.float32).reshape(_SHAPE).astype(np.float16)
    made = Path(__file__).with_name("vectors.npz")
    np.savez_compressed(made, allow_pickle=False, **kept)
    sys.stdout.write(f"{made.name}: {len(kept)} voices, sha256 {hashlib.sha256(made.read_bytes()).hexdigest()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
