"""What a search adds to each thing found."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from datasay.search.query import QUERY_LENGTH, QUERY_PARTS, QUERY_PATTERN

Q = Annotated[
    str | None,
    Query(
        max_length=QUERY_LENGTH,
        pattern=QUERY_PATTERN,
        description=f'At most {QUERY_PARTS} words: all must be there; `-word` must not, `"an exact phrase"` just so. '
        "Chinese is found by any characters in a row, English by the stem of a word. The best come first, or the "
        "newest with `sort=-text_created_time`.",
        examples=['短视频 配音 -广告 "machine learning"'],
    ),
]


class Fragment(BaseModel):
    """A piece of a field, and what in it was looked for."""

    text: str
    marks: list[tuple[int, int]] = Field(description="Start and end of each mark, in characters (code points).")


class Highlight(BaseModel):
    """Where in one field something was found."""

    field: str = Field(description="The name of the column.")
    fragments: list[Fragment]


class Found(BaseModel):
    """Fields that are there when `q` was given, and only then."""

    rank: float | None = Field(None, description="0 to 1; from 0.5 on, the title or a tag has one of the words.")
    highlights: list[Highlight] | None = None
