"""How long the visible label stands."""

import pytest

from datasay.mixall.content.making import LABEL_SECONDS, label_seconds


@pytest.mark.parametrize(("first_scene_ends", "stands"), [(9.0, LABEL_SECONDS), (3.6, 3.1), (1.5, 2.2)])
def test_the_label_leaves_before_the_second_headline_but_is_always_readable(
    first_scene_ends: float, stands: float
) -> None:
    assert label_seconds(first_scene_ends) == pytest.approx(stands)
