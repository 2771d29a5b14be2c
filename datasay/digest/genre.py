"""What sort of text an article is, since a list is told otherwise than a story; what advertisements need not say."""

import re
from enum import StrEnum

from datasay.digest.article import Article
from datasay.language.sentences import split_sentences
from datasay.language.words import CJK


class Genre(StrEnum):
    """Sorts of text that are condensed in different ways."""

    NEWS = "news"
    LIST = "list"
    TALK = "talk"
    NOTICE = "notice"
    PRODUCT = "product"
    OPINION = "opinion"
    STORY = "story"
    ESSAY = "essay"


LEAST_ITEMS = 3
_ITEMS_SHARE = 0.4
_STORY_SHARE = 0.45
_REPORTED = re.compile(
    r"记者|据(?:了解|介绍|悉|通报)|截至|通报|发布会|新华社|本报"
    r"|\b(?:told reporters|according to|spokes(?:man|woman|person)|officials|announced)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"公告|通知如下|公示|启事|通告|敬请谅解|特此|届时"
    r"|\b(?:notice|announcement|will (?:be )?clos\w+|closed to the public|refunded|by appointment"
    r"|until further notice)\b",
    re.IGNORECASE,
)
_SELLING = re.compile(
    r"新品|首发|开售|售价|首发价|质保|限购|优惠|立减|下单|购买|包邮|无理由|同价位|升级|元起"
    r"|\b(?:guarantee|warranty|shipping|order (?:now|before|today)|pre-?order|costs? [$€£]\d+"
    r"|free trial|send it back|discount)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"[他她它我](?!们的?(?:国|省|市|公司))|说道?[，：]|那天|那年|后来|从前"
    r"|\b(?:he|she|him|her|his|i|my|me|said|asked)\b",
    re.IGNORECASE,
)
_ARGUING = re.compile(
    r"有人(?:会)?说|我(?:不同意|认为|相信|主张|觉得)|不该|应该|凭什么|与其|不是[^，。]{1,16}，?而是|不等于|何必|难道"
    r"|\b(?:i (?:believe|think|am (?:not )?arguing|doubt|have come to)|should|ought to|objections?"
    r"|it is (?:often|sometimes) said|some (?:people )?(?:say|argue|worry)|others (?:say|argue|worry)|critics"
    r"|the case for|we need)\b",
    re.IGNORECASE,
)
_RIVAL = re.compile(
    r"某[\u3400-\u9fff](?!些|种|个|天|年|人|处|地)|同价位|竞品|友商|其他品牌|别家|普通[^，。]{1,8}(?:也|就)?(?:完全)?(?:够用|可以)"
    r"|\b(?:unlike|compared (?:to|with)|versus|instead of) (?:the )?[A-Z]|\bif you (?:only|rarely|just|never)\b"
    r"|\b(?:cheap|cheaper|basic|ordinary)\b[^.]{0,40}\b(?:will do|is enough|is fine|works too)\b"
    r"|\b(?:similar|comparable|competing|rival) [a-z]+s\b|\bsuch as the popular\b"
    r"|如果你?(?:只是|很少|偶尔|习惯)",
)
_AGAINST = re.compile(  # "Unlike the X, which costs $95, the Y costs $59": the second half is about the product
    r"^(?:unlike|compared (?:to|with))\b[^.]*, (?=(?:the|our|this|it)\s)"
    r"|^(?:不像|与|和|相比)[^。]{2,20}(?:不同|相比|那样)，",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"^(?:温馨提示|注意?[：:]|声明|免责|\*|※|活动(?:时间|规则))|最终解释权|仅供参考|以实物为准|实验室(?:数据|条件|环境)|每个?ID限购"
    r"|\b(?:while (?:stocks|supplies) last|terms (?:and conditions )?apply|registered trademark|laboratory conditions"
    r"|offer (?:not )?valid|results may vary|colou?rs may vary|limit of \w+ per)\b",
    re.IGNORECASE,
)


def find_genre(article: Article) -> Genre:
    """The sort of text by its form first (a list, a dialogue, a dateline), then by its words."""
    text = "\n".join(article.paragraphs)
    listed = sum(len(article.paragraphs[number]) for number in article.items)
    if article.dialogue:
        return Genre.TALK
    if len(article.items) >= LEAST_ITEMS and listed >= _ITEMS_SHARE * len(text):
        return Genre.LIST
    if article.report:
        return Genre.NEWS
    return _by_words(article.title, text)


def _by_words(title: str, text: str) -> Genre:
    if len(_SELLING.findall(text)) >= 3:
        return Genre.PRODUCT
    if _NOTICE.search(title) or len(_NOTICE.findall(text)) >= 2:
        return Genre.NOTICE
    if len(_REPORTED.findall(text)) >= 2:
        return Genre.NEWS
    sentences = [sentence.text for sentence in split_sentences(text[:20_000])]
    if len(_ARGUING.findall(text)) >= max(3, len(sentences) / 12):
        return Genre.OPINION
    told = sum(bool(_TELLING.search(sentence)) for sentence in sentences)
    return Genre.STORY if told >= _STORY_SHARE * len(sentences) else Genre.ESSAY


def without_small_print(paragraph: str) -> str:
    """An advertisement's paragraph without its conditions and without what it says of other products."""
    if _SMALL_PRINT.match(paragraph):
        return ""
    said = [sentence.text for sentence in split_sentences(paragraph)]
    against = [_AGAINST.sub("", sentence) for sentence in said]
    kept = [one for one in against if not _RIVAL.search(one) and not _SMALL_PRINT.search(one)]
    kept = [one[:1].upper() + one[1:] for one in kept]
    return paragraph if kept == said else ("" if CJK.search(paragraph) else " ").join(kept)
