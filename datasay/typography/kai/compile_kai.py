"""Makes wenkai.ttf: `python -m datasay.typography.kai.compile_kai PACKAGE.tgz`; needs fonttools and brotli installed.

PACKAGE is the npm package @fontsource/lxgw-wenkai 5.3.0 (OFL-1.1), which holds the whole face. Kept are the 6,763 signs
of GB 2312, Latin letters and what stands between; what lacks is taken from the serif.
"""

import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

_FACE = "package/files/lxgw-wenkai-latin-700-normal.woff2"
_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』—…·～–﹏〓□％"


def main(package: str) -> None:
    """Write the face and its licence beside this file."""
    here = Path(__file__).parent
    with TemporaryDirectory() as folder, tarfile.open(package) as archive:
        archive.extractall(folder, filter="data")
        signs = Path(folder) / "signs.txt"
        signs.write_text("".join(sorted(_signs())), encoding="utf-8")
        whole = Path(folder) / "whole.ttf"
        subprocess.run(["fonttools", "ttLib.woff2", "decompress", "-o", whole, f"{folder}/{_FACE}"], check=True)
        subprocess.run(
            ["pyftsubset", whole, f"--text-file={signs}", f"--output-file={here / 'wenkai.ttf'}",
             "--no-hinting", "--layout-features=kern", "--drop-tables+=FFTM,feat,morx,prop,bsln", "--name-IDs=*"],
            check=True,
        )  # fmt: skip
        (here / "OFL.txt").write_bytes((Path(folder) / "package/LICENSE").read_bytes())


def _signs() -> set[str]:
    """What everyday Chinese is written in."""
    found = {chr(code) for code in range(0x20, 0x180)} | set(_MARKS)
    for row in range(0xB0, 0xF8):
        for column in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, column)).decode("gb2312"))
            except UnicodeDecodeError:  # five places of the standard are empty
                continue
    return found


if __name__ == "__main__":
    main(sys.argv[1])
