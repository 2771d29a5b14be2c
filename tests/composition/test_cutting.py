"""Soft sounds where the text turns, and not at every cut."""

from datasay.composition.cutting import transition_sounds
from datasay.composition.timeline import Effect, EffectKind


def test_what_the_text_does_decides_the_sound() -> None:
    said = ["海很大。", "第一，看风。", "However, the wind was cold.", "回家。", "最后，大家都睡了。"]
    sounds = transition_sounds(said, [0.0, 6.0, 12.5, 18.0, 24.0], spoken=28.0, duration=30.0)
    assert sounds == (
        Effect(6.0, EffectKind.TICK),
        Effect(12.5, EffectKind.PAGE),
        Effect(18.0, EffectKind.SWEEP),
        Effect(24.0, EffectKind.TICK),
        Effect(28.25, EffectKind.CHIME),
    )


def test_cuts_in_quick_succession_make_one_sound_and_a_list_one_for_each_item() -> None:
    plain = transition_sounds(["一。", "二。", "三。", "四。"], [0.0, 5.0, 8.0, 10.0], spoken=13.9, duration=14.0)
    assert [effect.at for effect in plain] == [5.0, 10.0]
    listed = transition_sounds(["There are two.", "First, salt.", "Second, oil."], [0.0, 3.0, 6.0], 9.0, 9.1)
    assert [(effect.at, effect.kind) for effect in listed] == [(3.0, "tick"), (6.0, "tick")]
