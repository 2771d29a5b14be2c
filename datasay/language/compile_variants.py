"""Makes variants.txt from OpenCC's tables: `python -m datasay.language.compile_variants FOLDER`.

The folder has STCharacters.txt, TSCharacters.txt, TWVariants.txt and HKVariants.txt of OpenCC
(https://github.com/BYVoid/OpenCC, Apache License 2.0), as the package opencc-purepy 1.5.0 carries them.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_HEAD = """\
# Simplified characters, each followed by the traditional ones that are written for it, the usual one first (itself
# among them where it is written in traditional texts too). Each traditional one stands once, at the simplified one
# that is usual for it. Behind "=" are traditional characters that are one and the same: 裏 and 裡, 臺 and 台.
# Made by compile_variants.py from tables of OpenCC (https://github.com/BYVoid/OpenCC), Apache License 2.0.
"""
_WIDTH = 60  # characters of a line


def main(folder: str) -> None:
    """Write variants.txt beside this file."""
    to_simple = {character: _usual(others) for character, others in _read(Path(folder, "TSCharacters.txt"))}
    groups: dict[str, list[str]] = {}
    for simple, others in _read(Path(folder, "STCharacters.txt")):
        kept = [other for other in others if other == simple or to_simple.get(other) == simple]
        if kept and kept != [simple]:
            groups[simple] = kept
    for character, simple in to_simple.items():
        if character != simple and character not in groups.setdefault(simple, [simple]):
            groups[simple].append(character)
    same = [
        [character, *others]
        for name in ("TWVariants.txt", "HKVariants.txt")
        for character, others in _read(Path(folder, name))
        if [character] != others
    ]
    lines = [*_filled(simple + "".join(others) for simple, others in sorted(groups.items()) if others != [simple])]
    lines += ["= " + line for line in _filled("".join(one) for one in _united(same))]
    Path(__file__).with_name("variants.txt").write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _read(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each character of the basic plane with those that stand for it: search knows pairs of 16 bits."""
    for line in path.read_text(encoding="utf-8").splitlines():
        character, _, others = line.partition("\t")
        kept = [other for other in others.split() if len(other) == 1 and other <= "\uffff"]
        if len(character) == 1 and character <= "\uffff" and kept and not line.startswith("#"):
            yield character, kept


def _usual(simple: list[str]) -> str:
    """Of several simplified ones the first that everybody has: 划 and not 㓰."""
    return next((one for one in simple if _is_common(one)), simple[0])


def _is_common(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _united(sets: Iterable[list[str]]) -> list[list[str]]:
    """Sets that share a character become one."""
    united: list[list[str]] = []
    for one in sets:
        touching = [other for other in united if set(one) & set(other)]
        united = [other for other in united if other not in touching]
        united.append(list(dict.fromkeys([*(character for other in touching for character in other), *one])))
    return united


def _filled(words: Iterable[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if len(line) + len(word) >= _WIDTH:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line


if __name__ == "__main__":
    main(sys.argv[1])
