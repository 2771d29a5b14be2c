"""Where the text turns from one scene to the next, which soft sound goes with that. Pure."""

import re
from collections.abc import Sequence

from datasay.composition.timeline import Effect, EffectKind

_APART = 5.0  # seconds between two sounds: more would be a habit
_AFTER_SPEECH = 0.25  # seconds
_ITEM = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+|[一二三四五六七八九十][是，、]|首先|其次|再次|然后|接着|接下来|最后|另外|此外|步骤"
    r"|\d+[.、)）]|(?:first|second|third|fourth|fifth|next|then|finally|lastly|step \w+|number \w+)\b)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"^(?:但是?|可是?|然而|不过|相反|反而|与此同时|而|(?:but|yet|however|instead|on the other hand|meanwhile|still)\b)",
    re.IGNORECASE,
)


def transition_sounds(
    narrations: Sequence[str], starts: Sequence[float], spoken: float, duration: float
) -> tuple[Effect, ...]:
    """A sound where the picture changes: a tick for the next item, a page for a contrast, else a sweep.

    A chime when all has been said (`spoken` of `duration` seconds). Sounds are at least five seconds apart; items of a
    list may follow sooner.
    """
    effects: list[Effect] = []
    before = 0.0
    for narration, start in zip(narrations[1:], starts[1:], strict=False):
        kind = _kind(narration)
        if start - before >= (_APART if kind is not EffectKind.TICK else _APART / 2):
            effects.append(Effect(start, kind))
            before = start
    if spoken + _AFTER_SPEECH < duration:
        effects.append(Effect(spoken + _AFTER_SPEECH, EffectKind.CHIME))
    return tuple(effects)


def _kind(narration: str) -> EffectKind:
    said = narration.lstrip("“‘「『\"' ")
    if _ITEM.match(said):
        return EffectKind.TICK
    return EffectKind.PAGE if _CONTRAST.match(said) else EffectKind.SWEEP
