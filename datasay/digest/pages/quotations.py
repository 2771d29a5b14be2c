"""What somebody said: the words between marks, who said them, and what that person is."""

import re

from datasay.digest.pages.page import ScenePage
from datasay.language.words import Kind, read_words

_CHINESE_QUOTE = re.compile(r"[“「](?P<said>[^“”「」]{6,60})[”」]")
_ENGLISH_QUOTE = re.compile(r"[“\"](?P<said>[^“”\"]{12,160})[”\"]")
_CHINESE_SAYS = re.compile(
    r"(?:^|[，。；！？”」\s])(?P<who>[\u4e00-\u9fff·A-Za-z0-9（）()]{2,22}?)(?:在[^，。]{1,14}(?:上|中|里|时))?"
    r"(?:[眨点摇挠想笑叹抬歪](?:[眨点摇挠了一着]|起)?[^，。：]{0,5})?(?:对[^，。：]{1,8})?(?:补充|介绍|回忆|解释|强调|坦言|感慨|笑着|告诉[^，。：]{1,6})?(?:说道|说|表示|介绍|道|写道|坦言|认为|回忆|告诉我们)"
    r"(?=[，：:。]|$)"
)
_ENGLISH_SAYS = re.compile(
    r"(?:(?:said|says|wrote|added|recalled|explained|told [a-z ]{2,16})\s+"
    r"(?P<after>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})"
    r"(?:, (?P<post>(?:an? |the )?[a-z][\w' -]{3,40}?))?(?=[,.;]|$)"
    r"|(?P<before>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?:, (?P<role>[a-z][\w' -]{3,40}?),)?"
    r"\s+(?:said|says|wrote|added|recalled|explained)\b)"
)
_PROVERB = re.compile(r"俗话说|常言道|老话|古人(?:说|云)|谚语|有句话|as the saying goes|they say", re.IGNORECASE)
_TITLES = (
    "工程师|总工程师|老师|教授|院长|校长|所长|主任|经理|总经理|负责人|医生|师傅|局长|市长|镇长|村长|队长|站长|记者|店主|老板|创始人|"
    "研究员|馆长|会长|秘书长|董事长|护士|司机|船长|居民|村民|市民|志愿者|教练|厂长|书记|专家|学者|作家|诗人|导演|演员|总裁|主席|部长"
)
_TITLED = re.compile(rf"^(?P<post>.{{0,14}}?(?:{_TITLES}))(?P<name>[\u4e00-\u9fff·]{{2,4}})$")
_NOBODY = frozenset((
    "他", "她", "它", "他们", "她们", "我", "我们", "你", "人们", "大家", "有人", "自己", "据", "报道", "通报", "公告",
    "研究", "数据",
))  # fmt: skip
_LEAST_SHARE = 0.42  # of the narration that the quoted words must be


def find_quotation(narration: str, *, chinese: bool) -> ScenePage | None:
    """A page for words that somebody said, when the scene is mostly they; None otherwise."""
    pattern = _CHINESE_QUOTE if chinese else _ENGLISH_QUOTE
    found = max(pattern.finditer(narration), key=lambda match: len(match["said"]), default=None)
    if found is None or len(found["said"]) < _LEAST_SHARE * len(narration):
        return None
    said = found["said"].strip().rstrip("，,；;")
    rest = narration[: found.start()] + " " + narration[found.end() :]
    speaker, post = speaker_of(rest.strip(), chinese=chinese)
    if not speaker and not _PROVERB.search(rest) and len(rest.strip(" ，。,.")) > (2 if chinese else 4):
        return None  # a title or a word of somebody's own, not a saying
    return ScenePage("quotation", headline=said, speaker=speaker, post=post)


def speaker_of(narration: str, *, chinese: bool) -> tuple[str, str]:
    """Who says what is told in a scene, and what that person is; both empty where it is nobody with a name."""
    return (_chinese_speaker if chinese else _english_speaker)(narration)


def _chinese_speaker(rest: str) -> tuple[str, str]:
    match = _CHINESE_SAYS.search(rest)
    if match is None:
        return "", ""
    who = re.sub(r"[（(].*?[）)]", "", match["who"]).strip()
    who = re.sub(r"^(?:而|但|可|只有|连|据|昨天|今天|后来|当时|于是|随后|一位|一名)", "", who)
    titled = _TITLED.match(who)
    if titled is not None:
        return titled["name"], titled["post"]
    if who in _NOBODY or len(who) > 10:
        return "", ""
    words = [word for word in read_words(who) if word.kind is not Kind.SPACE]
    if any(word.kind in {Kind.VERB, Kind.PRONOUN, Kind.ADVERB, Kind.PREPOSITION} for word in words):
        return "", ""
    return who, ""


def _english_speaker(rest: str) -> tuple[str, str]:
    match = _ENGLISH_SAYS.search(rest)
    if match is None:
        return "", ""
    name = match["after"] or match["before"] or ""
    post = re.sub(r"^(?:an?|the) ", "", match["post"] or match["role"] or "").strip()
    if name in {"He", "She", "They", "It", "We", "I", "You", "One", "The", "This", "That", "But", "And", "So"}:
        return "", ""
    return name, post[:1].upper() + post[1:]
