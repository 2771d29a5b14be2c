"""Which of the user's own photos goes with which scene: by tags that are its keywords or are said in it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the user and its tags."""

    file_id: int
    sha256: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneWords:
    """What a scene is about, best first, and what is said in it."""

    keywords: tuple[str, ...]
    narration: str = ""


def choose_photos(scenes: Sequence[SceneWords], photos: Sequence[Photo]) -> list[Photo | None]:
    """For each scene the best matching photo that no earlier scene took, or None."""
    free = list(photos)
    chosen: list[Photo | None] = []
    for scene in scenes:
        said = _said(scene.narration) if free else ""
        likeness = {photo.file_id: _likeness(scene.keywords, said, photo.tags) for photo in free}
        best = max(free, key=lambda photo: (likeness[photo.file_id], -photo.file_id), default=None)
        if best is None or likeness[best.file_id] == 0:
            chosen.append(None)
            continue
        free.remove(best)
        chosen.append(best)
    return chosen


def _said(narration: str) -> str:
    """The words of the narration, a space round each."""
    import rjieba  # noqa: PLC0415  its dictionary takes a moment; most users have no tagged photos

    cut = " ".join(str(word) for word in rjieba.cut(narration.casefold()))
    return f" {' '.join(cut.split())} "


def _likeness(keywords: Sequence[str], said: str, tags: Sequence[str]) -> int:
    """The earlier a keyword stands, the more a matching tag counts; a tag matches inside a longer keyword too.

    A tag that is only said counts least; a short one, such as 猫, has to be a word of its own there.
    """
    wanted = [keyword.casefold() for keyword in keywords]
    score = 0
    for tag in {tag.casefold() for tag in tags}:
        for rank, keyword in enumerate(wanted):
            if tag == keyword or (len(tag) > 1 and tag in keyword) or (len(keyword) > 1 and keyword in tag):
                score += len(wanted) - rank + 1
                break
        else:
            whole = len(tag) == 1 or tag.isascii()
            score += bool(re.search(rf" {re.escape(tag)}(?:s|es)? ", said)) if whole else tag in said.replace(" ", "")
    return score
