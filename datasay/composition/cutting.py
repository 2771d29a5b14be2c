"""Which soft sound goes with the way from one scene to the next. Pure."""

from collections.abc import Sequence

from datasay.composition.timeline import Clip, Effect, EffectKind
from datasay.composition.transition import Transition

_APART = 5.0  # seconds between two sounds: more would be a habit
_AFTER_SPEECH = 0.25  # seconds
_HEARD = {  # a fade is the same thought going on, and silent
    Transition.CUT: EffectKind.TICK,
    Transition.WALK: EffectKind.SWEEP,
    Transition.WIPE: EffectKind.PAGE,
    Transition.COVER: EffectKind.SWEEP,
}


def transition_sounds(clips: Sequence[Clip], spoken: float, duration: float) -> tuple[Effect, ...]:
    """A tick for the next item, a page for a contrast, a sweep for a new part, a chime when all has been said.

    `spoken` of `duration` seconds. Sounds are at least five seconds apart; items of a list may follow sooner.
    """
    effects: list[Effect] = []
    before = 0.0
    for clip in clips[1:]:
        kind = _HEARD.get(clip.transition)
        if kind is not None and clip.start - before >= (_APART if kind is not EffectKind.TICK else _APART / 2):
            effects.append(Effect(clip.start, kind))
            before = clip.start
    if spoken + _AFTER_SPEECH < duration:
        effects.append(Effect(spoken + _AFTER_SPEECH, EffectKind.CHIME))
    return tuple(effects)
