"""What a user reads when a vendor says no."""

import pytest

from datasay.engines.protocols.asking import error_of_status


@pytest.mark.parametrize(
    ("status", "told", "shown"),
    [
        (401, "", "The server refuses the account (401). Replace its key: PATCH /api/v1/platforms/{config_id}."),
        (403, "no", "The server refuses the account (403): no Replace its key: PATCH /api/v1/platforms/{config_id}."),
        (402, "", "The account has run dry; top it up."),
        (503, "", "The server is busy (503); try again later."),
        (422, "too long", "The server does not accept the request (422): too long"),
    ],
)
def test_a_refusal_reads_well_with_and_without_a_reason(status: int, told: str, shown: str) -> None:
    assert str(error_of_status(status, told, {})) == shown
