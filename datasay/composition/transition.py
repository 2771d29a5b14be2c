"""How one scene gives way to the next: five ways, chosen by what the text does. Type is never part of it."""

from collections.abc import Sequence
from enum import StrEnum


class Transition(StrEnum):
    """The ways to the next scene; each takes its frames at the head of the incoming clip."""

    CUT = "cut"  # the next item of a list: only the content changes
    FADE = "fade"  # the same thought goes on
    WALK = "walk"  # the camera walks on to the next picture
    WIPE = "wipe"  # contrast: the other side comes up from below
    COVER = "cover"  # a new part: its colour covers the old one from the foot


FRAMES = {Transition.CUT: 0, Transition.FADE: 15, Transition.WALK: 22, Transition.WIPE: 11, Transition.COVER: 16}
LONGEST = max(FRAMES.values())


def choose(layouts: Sequence[str], turns: Sequence[bool], pictured: Sequence[bool]) -> list[Transition]:
    """The way to each scene from the one before.

    By its layout, whether a new part of the text begins with it, and whether both have a picture to walk to.
    """
    chosen = [Transition.CUT]
    for number in range(1, len(layouts)):
        before, now = layouts[number - 1], layouts[number]
        recent = chosen[-2:]
        if now == before and now in {"steps", "list"}:
            kind = Transition.CUT
        elif now in {"split", "compare"}:
            kind = Transition.WIPE
        elif turns[number] and Transition.COVER not in recent:
            kind = Transition.COVER
        elif pictured[number - 1] and pictured[number] and Transition.WALK not in recent[-1:]:
            kind = Transition.WALK
        else:
            kind = Transition.FADE
        chosen.append(kind)
    return chosen
