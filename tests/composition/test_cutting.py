"""Soft sounds with the ways from scene to scene, and not at every cut."""

from collections.abc import Sequence
from pathlib import Path

from datasay.composition.cutting import transition_sounds
from datasay.composition.timeline import Clip, Effect, EffectKind
from datasay.composition.transition import Transition


def _clips(*begin: tuple[float, Transition], end: float) -> Sequence[Clip]:
    edges = [start for start, _ in begin] + [end]
    return [
        Clip(Path("a.png"), start, edges[number + 1], number, transition=way)
        for number, (start, way) in enumerate(begin)
    ]


def test_the_way_to_the_next_scene_decides_the_sound() -> None:
    ways = (Transition.CUT, Transition.CUT, Transition.WIPE, Transition.COVER, Transition.FADE, Transition.WALK)
    clips = _clips(*((number * 6.0, way) for number, way in enumerate(ways)), end=38.0)
    assert transition_sounds(clips, 36.0, 38.0) == (
        Effect(6.0, EffectKind.TICK),
        Effect(12.0, EffectKind.PAGE),
        Effect(18.0, EffectKind.SWEEP),
        Effect(30.0, EffectKind.SWEEP),
        Effect(36.25, EffectKind.CHIME),
    )


def test_scenes_in_quick_succession_make_one_sound_and_a_list_one_for_each_item() -> None:
    walks = _clips(*((at, Transition.WALK) for at in (0.0, 5.0, 8.0, 10.0)), end=14.0)
    assert [effect.at for effect in transition_sounds(walks, 13.9, 14.0)] == [5.0, 10.0]
    items = _clips(*((at, Transition.CUT) for at in (0.0, 3.0, 6.0)), end=9.1)
    assert [(each.at, each.kind) for each in transition_sounds(items, 9.0, 9.1)] == [(3.0, "tick"), (6.0, "tick")]
