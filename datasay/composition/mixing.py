"""Two frames become one while one scene gives way to the next."""

import cv2
import numpy as np

from datasay.composition.planes import Targets
from datasay.composition.transition import Transition

_COVERED = 0.55  # of a cover's time, after which what it hides comes through


def mix(kind: Transition, share: float, leaving: Targets, coming: Targets, way: int) -> None:
    """Put both frames together in `coming`; `share` goes from 0 to 1, `way` is 1 to the left and -1 to the right."""
    if kind is Transition.WALK:
        _walk(share, leaving, coming, way)
    elif kind is Transition.WIPE:
        rows = _even(coming[0].shape[0] * (1 - _smooth(share)))
        for number, (old, new) in enumerate(zip(leaving, coming, strict=True)):
            upper = rows if number == 0 else rows // 2
            new[:upper] = old[:upper]
    elif kind is Transition.COVER:
        _cover(share, leaving, coming)
    else:
        for old, new in zip(leaving, coming, strict=True):
            cv2.addWeighted(new, share, old, 1 - share, 0, dst=new)


def _walk(share: float, leaving: Targets, coming: Targets, way: int) -> None:
    columns = coming[0].shape[1]
    gone = _even(columns * _smooth(share))
    for number, (old, new) in enumerate(zip(leaving, coming, strict=True)):
        whole = columns if number == 0 else columns // 2
        away = gone if number == 0 else gone // 2
        if way > 0:
            new[:, whole - away :] = new[:, :away].copy()
            new[:, : whole - away] = old[:, away:]
        else:
            new[:, :away] = new[:, whole - away :].copy()
            new[:, away:] = old[:, : whole - away]


def _cover(share: float, leaving: Targets, coming: Targets) -> None:
    """The colour of the new picture's foot comes up over the old one; then the new one shows through it."""
    colour = [int(np.median(plane[-max(2, plane.shape[0] // 12) :: 4, ::8])) for plane in coming]
    if share < _COVERED:
        rows = _even(coming[0].shape[0] * (1 - _smooth(share / _COVERED)))
        for number, (old, new) in enumerate(zip(leaving, coming, strict=True)):
            upper = rows if number == 0 else rows // 2
            new[:upper] = old[:upper]
            new[upper:] = colour[number]
        return
    through = (share - _COVERED) / (1 - _COVERED)
    for number, new in enumerate(coming):
        cv2.convertScaleAbs(new, dst=new, alpha=through, beta=colour[number] * (1 - through))


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def _even(length: float) -> int:
    return 2 * int(length / 2)
