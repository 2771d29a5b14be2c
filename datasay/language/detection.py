"""In which language a text is written: by its letters, and where several languages share them, by its small words."""

import re
from collections import Counter

from datasay.language.small_words import EVERYDAY, OWN_LETTERS, SMALL_WORDS, TELLING, UKRAINIAN

FALLBACK = "zh-CN"  # of a text without letters; the design's default
_SAMPLE = 20_000  # characters; the beginning tells as much as the whole
_IDEOGRAPHS_A_WORD = 1.5  # what is said with one word takes this many ideographs
_SYLLABLES_A_WORD = 2.5  # of Korean: its nouns carry their particles
_LATIN_ELSEWHERE = 1.5  # Latin names are common in texts of other scripts, and theirs hardly ever in Latin ones
_CLEARLY = 1.25  # so many times more of its small words than of English ones must another language have
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ADDRESS_SIGNS = ("://", "www.", "@")
_QUOTE_SIGNS = ("《", "“", "「", "『", '"', "'")
_QUOTED = re.compile(r"《[^《》\n]{1,80}》|“[^“”\n]{1,80}”|「[^「」\n]{1,80}」|『[^『』\n]{1,80}』"
                     r"|(?<!\w)\"[^\"\n]{1,80}\"(?!\w)|(?<!\w)'[^'\n]{1,80}'(?!\w)")  # fmt: skip

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d"
_HAN_RUNS = re.compile(f"([{_HAN}]+)")
_KANA_RUNS = re.compile(f"[{_HAN}{_KANA}ー]+")
_LINE = 120  # characters; the build of a longer text tells less than its words
_PHRASE = 8  # characters of a foreign phrase within a line
_SURELY = 1e9
_SHORT_WORDS = 6
_FUNCTION = re.compile("[的了是和与在吗把被怎么用写及或换]")
_ENGLISH = SMALL_WORDS["en"] | {"please", "means", "mean", "called", "word", "near", "like"}
_WIDE_BETWEEN = re.compile(f"[{_HAN}][，。：；！？、][A-Za-z]|[A-Za-z][，。；！？][{_HAN}]")
_MEANS = re.compile(f"^[{_HAN}]{{1,8}} (?:means|is|was|are|were) [A-Za-z]")
_GLOSS = re.compile(r"\([^()]{1,60}\)")  # of ASCII: who writes wide marks writes Chinese
_ERA = re.compile("(?:明治|大正|昭和|平成|令和)(?:元|[0-9０-９]{1,2})年")
_PARTICLE = re.compile(f"[{_HAN}][がをはにでへ][{_HAN}]")
_scripts: dict[str, re.Pattern[str]] = {
    "kana": re.compile(f"[{_KANA}]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "cyrillic": re.compile("[\u0400-\u052f]+"),
    "ko": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+"),
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3]+"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"),
    "he": re.compile("[\u05d0-\u05ea]+"),
    "hi": re.compile("[\u0904-\u0963]+"),
    "th": re.compile("[\u0e01-\u0e4e]{1,4}"),  # written without spaces
}
# In everyday Chinese, hardly ever in Japanese.
_CHINESE_ONLY = re.compile("[这這们們吗嗎你妳她它您说呢吧很还還没么麼]")
_TOUCHING = re.compile(f"[{_HAN}][{_KANA}]|[{_KANA}ー][{_HAN}]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:'[A-Za-z\u00c0-\u024f]+)*")
_BEGINS = re.compile(r"[.!?…:¿¡\n][^\w]*$|^\W{0,3}$")  # what stands before the first word of a sentence
_spoken_here = {"en": "en-US"}


def detect_language(text: str, title: str = "") -> str:
    """A language tag: `zh-CN`, `zh-TW`, `en-US`, or the bare language (`ja`, `fr`) of any other.

    The script decides (ideographs without kana are Chinese, traditional or simplified by which of the two old national
    character sets holds more of them); Latin terms, titles and what is quoted leave Chinese Chinese. Within Latin a
    text is English unless another language has at least two different function words or letters of its own and clearly
    more of them. A text without letters is judged by its title, and without one is FALLBACK. Source of the method:
    G. Grefenstette, "Comparing two language identification schemes", JADT 1995, with its small-word technique.
    """
    sample = _without(_ADDRESS, _ADDRESS_SIGNS, text[:_SAMPLE])
    running = _without(_QUOTED, _QUOTE_SIGNS, sample)  # what a text quotes tells little of its own language
    if any(character.isalpha() for character in running):
        sample = running
    parts = _HAN_RUNS.split(sample)  # ideographs at every second place
    ideographs, other = "".join(parts[1::2]), " ".join(parts[::2])
    letters = "".join(set(other))  # most scripts are not there at all, which the few different letters tell faster
    runs = {script: pattern.findall(other) if pattern.search(letters) else [] for script, pattern in _scripts.items()}
    if not ideographs and not any(runs.values()):
        return detect_language(title) if title else FALLBACK
    han, kana = len(ideographs), sum(map(len, runs.pop("kana")))
    found: dict[str, float] = {script: len(words) for script, words in runs.items()}
    found["ko"] = max(found["ko"], sum(map(len, runs["ko"])) / _SYLLABLES_A_WORD)
    eastern = "ja" if _japanese(sample, han, kana) else "zh"
    weights: dict[str, float] = {**found, eastern: (han + kana) / _IDEOGRAPHS_A_WORD}
    if eastern == "zh" and han and found["latin"]:
        latin, weights["zh"] = _latin_in_chinese(sample, han)
        weights["latin"] = latin * _LATIN_ELSEWHERE
    weights["latin"] /= _LATIN_ELSEWHERE
    if found["latin"] and ideographs and eastern == "zh" and len(sample) <= _LINE:
        if told := _of_mixed_line(sample.strip()):
            weights[told] = _SURELY
    elif found["latin"] and kana and _english_around(sample.strip(), _KANA_RUNS):
        weights["latin"] = _SURELY
    script = max(weights, key=lambda name: weights[name])
    if script == "zh":
        return _of_ideographs(sample, ideographs)
    if script == "latin":
        language = _latin(sample)
        return _spoken_here.get(language, language)
    if script == "cyrillic":
        return _cyrillic(sample)
    if script == "arabic":
        return "fa" if re.search("[\u067e\u0686\u0698\u06af]", sample) else "ar"
    return script


def _without(pattern: re.Pattern[str], signs: tuple[str, ...], text: str) -> str:
    """The text without what the pattern finds, which holds one of these signs: most texts have none."""
    return pattern.sub(" ", text) if any(sign in text for sign in signs) else text


def reading_language(text: str) -> str:
    """By whose rules a text is read, cut and spoken here: `zh-CN` for Chinese, `en-US` for all else."""
    return "zh-CN" if detect_language(text).startswith("zh") else "en-US"


def _of_mixed_line(line: str) -> str | None:
    """`latin` or `zh` where the build of a short line tells which of them it is; None where only counting can."""
    if _english_around(line, _HAN_RUNS):
        return "latin"
    if glossed := _of_glossed(line):
        return glossed
    words = _WORD.findall(line)
    if _WIDE_BETWEEN.search(line):  # 转发：Breaking news: who writes wide marks writes Chinese
        return "zh"
    small = any(word.lower() in SMALL_WORDS["en"] for word in words)
    if not small and len(words) < 4 and _HAN_RUNS.match(line[-1]) and not any(word.islower() for word in words):
        return "zh"  # a name, and what it is: Steve Jobs 传
    behind = _MEANS.search(line)
    return "latin" if behind else None


def _of_glossed(line: str) -> str | None:
    """The script of what has a word for it in brackets behind it: The Summer Palace (颐和园), 智能 (AI for short)."""
    plain, found = _GLOSS.subn(" ", line)
    if not found:
        return None
    words, han = _WORD.findall(plain), _HAN_RUNS.search(plain)
    if len(words) > 1 and not han:
        return "latin"
    return "zh" if han and not words else None


def _english_around(line: str, runs: re.Pattern[str]) -> bool:
    """Whether one foreign word or phrase stands within an English line, which has words before and behind it."""
    found = list(runs.finditer(line))
    if len(found) != 1 or found[0].start() == 0 or len(found[0].group()) > _PHRASE:
        return False
    before, behind = _WORD.findall(line[: found[0].start()]), _WORD.findall(line[found[0].end() :])
    if not before or not behind or _FUNCTION.search(found[0].group()):
        return False
    plain = [word for word in [before[0].lower(), *before[1:], *behind] if word.islower()]
    return len(plain) > 1 and (len(plain) * 2 > len(before) + len(behind)) and bool(_ENGLISH & set(plain))


def _of_ideographs(sample: str, ideographs: str) -> str:
    """Chinese, unless the line has characters, or an era, that only Japanese has, and none that only Chinese has."""
    own = sum(map(_only_japanese, ideographs)) if len(ideographs) <= _LINE else 0
    ours = own > 0 and own * 8 >= len(ideographs) and not _CHINESE_ONLY.search(ideographs)
    if (ours or _ERA.search(sample)) and not any(map(_only_simplified, ideographs)):
        return "ja"
    return _chinese(ideographs)


def _only_japanese(character: str) -> bool:
    return _has(character, "shift_jis") and not _has(character, "gb2312") and not _has(character, "big5")


def _only_simplified(character: str) -> bool:
    return _has(character, "gb2312") and not _has(character, "big5") and not _has(character, "shift_jis")


def _has(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def _chinese(ideographs: str) -> str:
    """GB 2312 holds the simplified characters and Big5 the traditional ones; most are in both."""
    simplified = len(ideographs.encode("gb2312", "ignore"))
    traditional = len(ideographs.encode("big5", "ignore"))  # both take two bytes a character
    return "zh-TW" if traditional > simplified else "zh-CN"


def _japanese(sample: str, han: int, kana: int) -> bool:
    """Kana stand beside ideographs in running Japanese; Chinese names them, apart from its own words."""
    if not kana or not han:
        return kana > 0
    touching = bool(_TOUCHING.search(sample))
    if len(sample) <= _LINE and any(map(_only_simplified, sample)):
        return touching and kana >= 2 * han
    if _CHINESE_ONLY.search(sample):
        return touching and kana * 2 >= han
    if _PARTICLE.search(sample) and kana * 24 >= han:
        return True
    return kana * 12 >= han if touching else kana > 2 * han


def _latin_in_chinese(sample: str, han: int) -> tuple[float, float]:
    """Weights of both: Latin terms and titles are a part of Chinese, English sentences (with small words) are not."""
    words = _WORD.findall(sample)
    first = re.search(r"[^\W\d_]", sample)
    if words and first and first.group() == words[0][0]:
        words[0] = words[0].lower()
    small = sum(word in SMALL_WORDS["en"] or word == "I" for word in words)  # in titles they have capitals
    begins = 3 if first and _HAN_RUNS.match(first.group()) else 0
    return sum(word[1:].islower() or len(word) == 1 or word.isupper() for word in words) + 2 * small, 2 * han + begins


def _latin(sample: str) -> str:
    """English, unless another language has two different signs of its own and clearly more than English has."""
    shouted = sample.isupper()
    words: Counter[str] = Counter()
    for match in _WORD.finditer(sample.replace("’", "'")):
        written, before = match.group(), sample[max(0, match.start() - 4) : match.start()]
        if written[0].isupper() and not shouted and match.start() and not _BEGINS.search(before):
            continue  # a name within a sentence: Las Vegas, Le Mans
        words[written.lower()] += 1
    best, most = "en", 0.0
    for language, small in SMALL_WORDS.items():
        if language == "en":
            continue
        telling, letters = TELLING.get(language, frozenset()), set(OWN_LETTERS.get(language, ""))
        score, signs = 0.0, 0
        for word, times in words.items():
            if word in telling:
                score, signs = score + 2 * times, signs + 2
            elif word in small:
                score, signs = score + times, signs + (word not in SMALL_WORDS["en"])
            elif not letters.isdisjoint(word):
                score, signs = score + 0.5 * times, signs + 1
        if (language == "es" and re.search("[¿¡]", sample)) or (language == "de" and "ß" in sample):
            score, signs = score + 2, signs + 2
        shared = small | telling
        english = sum(times for word, times in words.items() if word in SMALL_WORDS["en"] and word not in shared)
        if signs > 1 and score > max(most, _CLEARLY * english):
            best, most = language, score
    return best if best != "en" or len(sample) > _LINE else _of_short_line(sample.replace("’", "'")) or best


def _of_short_line(line: str) -> str | None:
    """The language whose everyday and small words most of the line's words are; None where it may be English."""
    written = _WORD.findall(line)
    if not written or len(written) > _SHORT_WORDS:
        return None
    words = [word.lower() for word in written]
    shouted = line.isupper()
    names = {word.lower() for word in written[1:] if word[0].isupper() and not shouted}
    best, most = None, 0.0
    for language, everyday in EVERYDAY.items():
        small = SMALL_WORDS[language] | TELLING[language]
        own = set(OWN_LETTERS[language]) if language in OWN_LETTERS else set()
        known = sum(word in everyday or word in small for word in words)
        plain = words if language == "de" else [word for word in words if word not in names]
        certain = sum(word in everyday and word not in SMALL_WORDS["en"] for word in plain)
        known += sum(not own.isdisjoint(word) for word in words if word not in everyday and word not in small)
        if certain and 3 * known >= 2 * len(words) and known + certain > most:
            best, most = language, known + certain
    others = sum(word in _ENGLISH for word in words)
    return best if most > 2 * others else None


def _cyrillic(sample: str) -> str:
    lowered = sample.lower()
    if not re.search("[ыэъё]", lowered) and not UKRAINIAN.isdisjoint(re.findall(r"\w+", lowered)):
        return "uk"
    if re.search("[іїєґ]", lowered) and not re.search("[ыэъ]", lowered):
        return "uk"
    if "ў" in lowered:
        return "be"
    if re.search("[ђћџљњј]", lowered):
        return "sr"
    if not re.search("[ыэё]", lowered) and lowered.count("ъ") * 100 > len(lowered):
        return "bg"
    return "ru"
