"""Which of the user's own photos goes with which scene: by tags that are the scene's keywords. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the user and its tags."""

    file_id: int
    sha256: str
    tags: tuple[str, ...]


def choose_photos(scenes: Sequence[tuple[str, ...]], photos: Sequence[Photo]) -> list[Photo | None]:
    """For the keywords of each scene the best matching photo that no earlier scene took, or None."""
    free = list(photos)
    chosen: list[Photo | None] = []
    for keywords in scenes:
        best = max(free, key=lambda photo: (_likeness(keywords, photo.tags), -photo.file_id), default=None)
        if best is None or _likeness(keywords, best.tags) == 0:
            chosen.append(None)
            continue
        free.remove(best)
        chosen.append(best)
    return chosen


def _likeness(keywords: Sequence[str], tags: Sequence[str]) -> int:
    """The earlier a keyword stands, the more a matching tag counts; a tag matches inside a longer keyword too."""
    wanted = [keyword.casefold() for keyword in keywords]
    score = 0
    for tag in {tag.casefold() for tag in tags}:
        for rank, keyword in enumerate(wanted):
            if tag == keyword or (len(tag) > 1 and tag in keyword) or (len(keyword) > 1 and keyword in tag):
                score += len(wanted) - rank
                break
    return score
