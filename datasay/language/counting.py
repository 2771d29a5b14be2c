"""How long a text is, as its writers count: characters in Chinese and Japanese, words elsewhere, or both added."""

import re

# Ideographs, radicals, numbers in circles, bopomofo and kana, full and half width; not marks such as ・ and ゛.
CHARACTERS = (
    "\u2460-\u249b\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3220-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
# What parts words besides white space: dashes, ellipsis, quotes of Chinese, wide punctuation, invisible separators.
_PARTING = (
    "\u2014\u2015\u2026\u201c\u201d\u3001-\u3004\u3008-\u3020\u3030\u303d\u3099-\u309c\u30fb\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65\uff9e\uff9f\u200b\u2060\ufeff"
)
_KEYCAP = "(?![0-9]\ufe0f?\u20e3)"  # 1️⃣ is a picture, not a number
_RUNS = re.compile(rf"([{CHARACTERS}]+)")
_WORDS = re.compile(rf"{_KEYCAP}[^\W_][^\s{CHARACTERS}{_PARTING}]*")


def count_words(text: str) -> int:
    """Each ideograph and kana is one, and so is each run between spaces that holds a letter or digit (`GPT-4`, `3.14`,
    `don't`, a Korean or Hindi word). Punctuation and emoji by themselves do not count.

    Where word processors differ this follows them for words; their Chinese figure also adds the punctuation, which
    writers leave out of what they call the number of characters.
    """
    parts = _RUNS.split(text)  # runs of characters at every second place, as wholes
    return sum(map(len, parts[1::2])) + len(_WORDS.findall(" ".join(parts[::2])))
