"""What of a sentence may be left out, so that it still reads as one and says nothing else."""

import pytest

from datasay.digest.passages import find_passages


def shorter(text: str) -> tuple[str, ...]:
    return find_passages([text], chinese=not text.isascii())[0].shorter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("据了解，洪水共淹没农田4.7万亩，冲毁公路18处。", "洪水共淹没农田4.7万亩，冲毁公路18处。"),
        ("项目工程师陈海生介绍，六台机组总功率为12兆瓦。", "六台机组总功率为12兆瓦。"),
        ("Engineers say the repair will take eleven months.", "The repair will take eleven months."),
        (
            "Sales have fallen by 35 percent, according to the merchants' association, and two cafes have closed.",
            "Sales have fallen by 35 percent, and two cafes have closed.",
        ),
        (
            "Rowland Hill, a schoolmaster's son from Kidderminster, became curious about that money.",
            "Rowland Hill became curious about that money.",
        ),
        ("What remained went to screens, which are very good at curing boredom.", "What remained went to screens."),
    ],
)
def test_who_says_so_and_what_is_said_by_the_way_may_be_left_out(text: str, expected: str) -> None:
    assert expected in shorter(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your weight, the story goes, squeezes the ice and lowers its melting point.",
        "She had seen false teeth, a wedding dress, a live tortoise.",
        "据说，这座桥是鲁班一夜之间修好的。",
        "The Harbor 24, a bag of 890 grams, holds 24 liters.",
    ],
)
def test_doubts_lists_and_figures_stay(text: str) -> None:
    assert shorter(text) == ()


def test_a_bare_figure_needs_the_sentence_that_says_of_what() -> None:
    passages = find_passages(["The old meeting cost nine hours of work. The walks cost six."], chinese=False)
    assert passages[1].leans > 0.7
