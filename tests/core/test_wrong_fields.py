"""What is wrong with a request is told by the path of the field as it was sent."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from datasay.core.schemas import Changes, Line
from datasay.core.wrong_fields import wrong_fields
from datasay.wording.languages import Language


class _Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class _Dog(BaseModel):
    kind: Literal["dog"]
    name: Annotated[Line, Field(max_length=3)]


class _Price(BaseModel):
    until: date


class _House(BaseModel):
    pets: list[Annotated[_Cat | _Dog, Field(discriminator="kind")]]
    mixed: list[Annotated[Line, Field(max_length=3)] | int] = []
    priced: dict[str, _Price | list[_Price]] = {}


class _Change(Changes):
    name: str | None = None


@pytest.mark.parametrize(
    ("model", "sent", "wrong"),
    [
        (_House, {}, [("pets", "is missing")]),
        (_House, {"pets": [{"kind": "cat"}]}, [("pets.0.lives", "is missing")]),
        (
            _House,
            {"pets": [{"kind": "dog", "name": "背影背影"}]},
            [("pets.0.name", "may have at most 3 characters; it has 4")],
        ),
        (_House, {"pets": [{"kind": "cow"}]}, [("pets.0.kind", "must be one of cat, dog")]),
        (_House, {"pets": [{}]}, [("pets.0.kind", "is missing")]),
        (_House, {"pets": [], "mixed": ["\x00"]}, [("mixed.0", "NUL characters")]),
        (_House, {"pets": [], "mixed": [[]]}, [("mixed.0", "must be a string of text, or must be a whole number")]),
        (_House, {"pets": [], "priced": {"a": "b"}}, [("priced.a", "must be an object of fields, like {")]),
        (_House, {"pets": [], "priced": {"a": {"until": "x"}}}, [("priced.a.until", "must be a date like")]),
        (_House, {"pets": [], "priced": {"a": [{}]}}, [("priced.a.0.until", "is missing")]),
        (_Change, {"name": None}, [("name", "may be left out, but not be null")]),
        (_Change, {"other": 1}, [("other", "is not known here")]),
        (_Change, [], [("body", "object of fields")]),
    ],
)
def test_the_field_is_named_as_it_was_sent(model: type[BaseModel], sent: Any, wrong: list[tuple[str, str]]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(sent)
    errors = [{**found, "loc": ("body", *found["loc"])} for found in refused.value.errors()]
    told = wrong_fields(errors, sent)
    assert [one.field for one in told] == [field for field, _ in wrong]
    for one, (_, words) in zip(told, wrong, strict=True):
        assert words in str(one.said)


def test_each_of_pydantic_s_errors_is_told_in_both_languages_without_a_word_of_python() -> None:
    python = re.compile(r"None|Input should|valid (?:string|integer|list)|[Dd]ict|_|Foo|__|tuple|bytes|instance|<")
    for kind in list_all_errors():
        found = {"type": kind["type"], "loc": ("query", "x"), "msg": "Input should be None", "input": "value"}
        (wrong,) = wrong_fields([found | {"ctx": kind.get("example_context") or {}}], None)
        chinese = wrong.said.told(Language.ZH)
        if kind["type"] not in {"value_error", "assertion_error"}:  # these say what a validator says
            assert not python.search(str(wrong.said)), kind["type"]
            assert not python.search(chinese), kind["type"]
            assert re.search(r"[\u3400-\u9fff]", chinese), kind["type"]


def test_places_outside_the_body_stay_as_they_are() -> None:
    error = {
        "type": "greater_than_equal",
        "loc": ("path", "text_id"),
        "msg": "too small",
        "input": "0",
        "ctx": {"ge": 1},
    }
    (told,) = wrong_fields([error, error], None)
    assert (told.field, str(told.said)) == ("path.text_id", "must be 1 or more")
