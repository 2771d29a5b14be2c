"""What is said where a user's storage is full."""

import pytest

from datasay.file_storage.errors import StorageQuotaReached
from datasay.file_storage.service import _check_quota
from datasay.wording.languages import Language


@pytest.mark.parametrize(("more", "named"), [(0, False), (12_000, True)])
def test_how_much_more_is_needed_is_named_only_where_it_is_known(more: int, named: bool) -> None:
    with pytest.raises(StorageQuotaReached) as caught:
        _check_quota(300_000, 12_157_923, 12_157_923, more)
    for language, words in ((Language.EN, "this needs"), (Language.ZH, "这次还要")):
        said = caught.value.detail.told(language)
        assert (words in said) == named
        assert ("12,000" in said) == named
        assert "您" not in said
