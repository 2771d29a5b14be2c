"""What another normaliser reads otherwise is explained, one by one, and the explanations hold."""

from benchmarks.text.speech import strings
from benchmarks.text.wetext import KINDS, differences, why_not


def test_every_difference_still_holds() -> None:
    rows = {(language, row.text): row for language in ("zh", "en") for row in strings(language)}
    found = differences()
    assert len(found) > 250
    assert len({(each.language, each.text) for each in found}) == len(found)
    for each in found:
        assert each.kind in KINDS, each
        assert len(each.reason) > 10, each
        assert why_not(each, rows[each.language, each.text]) is None, each
