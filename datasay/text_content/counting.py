"""How long a text is, as its writers count: characters in Chinese, words elsewhere, both added in mixed text."""

import re

_IDEOGRAPH = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3040-\u30ff"
_COUNTED = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+(?:['’.\-][^\W_{_IDEOGRAPH}]+)*")


def count_words(text: str) -> int:
    """Ideographs and kana one by one, other runs of letters and digits as one word; punctuation does not count."""
    return sum(1 for _ in _COUNTED.finditer(text))
