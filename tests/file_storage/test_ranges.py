"""Conditions and ranges mean what RFC 9110 says they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.core.errors import PreconditionFailed
from datasay.file_storage.errors import RangeNotSatisfiable
from datasay.file_storage.ranges import Conditions, Part, decide

TAG = '"abc"'


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(206, 0, 1)),
        ("bytes=0-99", Part(206, 0, 100)),
        ("bytes=10-", Part(206, 10, 100)),
        ("bytes=-10", Part(206, 90, 100)),
        ("bytes=-1000", Part(206, 0, 100)),
        ("bytes=50-1000", Part(206, 50, 100)),
        ("BYTES=5-6", Part(206, 5, 7)),
        ("bytes=6-5", Part(200, 0, 100)),
        ("bytes=0-1,5-6", Part(200, 0, 100)),
        ("bytes=a-b", Part(200, 0, 100)),
        ("bytes=-", Part(200, 0, 100)),
        ("bytes=１-２", Part(200, 0, 100)),
        ("items=0-1", Part(200, 0, 100)),
        ("", Part(200, 0, 100)),
    ],
)
def test_a_range(header: str, part: Part) -> None:
    assert decide(Conditions(range=header), etag=TAG, size=100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={10**18}-"])
def test_a_range_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        decide(Conditions(range=header), etag=TAG, size=100)
    assert refused.value.headers == {"Content-Range": "bytes */100"}


def test_if_range_wants_the_strong_tag() -> None:
    def status(if_range: str) -> int:
        return decide(Conditions(range="bytes=0-1", if_range=if_range), etag=TAG, size=9).status

    assert status(TAG) == 206
    assert status('W/"abc"') == 200
    assert status('"other"') == 200
    assert status("Tue, 15 Nov 1994 12:45:26 GMT") == 200


@pytest.mark.parametrize(
    ("header", "status"), [(TAG, 304), ('W/"abc"', 304), ('"x", "abc"', 304), ("*", 304), ('"x"', 200), ("abc", 200)]
)
def test_if_none_match(header: str, status: int) -> None:
    assert decide(Conditions(if_none_match=header, range="bytes=0-1"), etag=TAG, size=9).status in (status, 206)
    assert decide(Conditions(if_none_match=header), etag=TAG, size=9).status == status


def test_if_match() -> None:
    assert decide(Conditions(if_match=TAG), etag=TAG, size=9).status == 200
    for header in ('"x"', 'W/"abc"'):
        with pytest.raises(PreconditionFailed):
            decide(Conditions(if_match=header), etag=TAG, size=9)


def test_head_knows_no_ranges() -> None:
    assert decide(Conditions(range="bytes=0-1"), etag=TAG, size=9, ranges=False) == Part(200, 0, 9)


@given(st.text(max_size=40), st.integers(1, 1000))
def test_no_header_breaks_it(header: str, size: int) -> None:
    conditions = Conditions(range=f"bytes={header}", if_none_match=header)
    try:
        part = decide(conditions, etag=TAG, size=size)
    except RangeNotSatisfiable:
        return
    assert part.status == 304 or 0 <= part.start < part.end <= size
