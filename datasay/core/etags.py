"""What the ETag of a row says that counts its revisions, and which of them an If-Match asks for."""

import re
from typing import Annotated

from fastapi import Header

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=200, description="The ETag you read: only that revision is changed."),
]
_NO_REVISION = 0  # they begin with 1


def etag_of(revision: int) -> dict[str, str]:
    """The header that names the revision of a row."""
    return {"ETag": f'"{revision}"'}


def revision_of(if_match: str | None) -> int | None:
    """The revision asked for; None when any will do. What is no ETag of ours is a revision no row has."""
    if if_match is None or if_match.strip() == "*":
        return None
    etag = re.fullmatch(r'"([0-9]{1,9})"', if_match.strip())
    return int(etag[1]) if etag is not None else _NO_REVISION
