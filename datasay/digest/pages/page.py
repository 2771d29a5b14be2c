"""A page: what stands on it beside the picture, and where in the narration each part of it is said."""

from dataclasses import dataclass

TYPE_FORMS = ("", "sentence", "name", "date")  # a headline, what is said as a whole, a person, when something happened


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as they are shown, its value, and what it counts. `at`: where it stands in the text."""

    shown: str  # "9", "2.1万", "$4.1 million" is "4.1" before "million" behind "$"
    unit: str
    value: float
    at: int
    end: int
    before: str = ""  # a currency sign


@dataclass(frozen=True, slots=True)
class PageItem:
    """One entry of a list, a comparison, a chart or a timeline."""

    text: str
    at: int
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class ScenePage:
    """What a scene shows beside its picture. `layout` is one of the image engines' `LAYOUTS`.

    `lit` are the words of the headline that tell most; `instead` is shown where no picture is found for the page;
    `tender` are the pages of a Chinese tale at bedtime, set as by hand.
    """

    layout: str
    headline: str = ""
    kicker: str = ""
    note: str = ""
    figure: Figure | None = None
    items: tuple[PageItem, ...] = ()
    form: str = ""  # of a chart: "bar", "line", "share", "ring"; of a title: "opening", "ending"; of type: `TYPE_FORMS`
    number: int = 0  # of a step, from 1, and how many there are
    count: int = 0
    speaker: str = ""
    post: str = ""
    lit: str = ""
    tender: bool = False
    instead: "ScenePage | None" = None
