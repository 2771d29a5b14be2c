"""Which mood a text is in, told by its words and by what sort of text it is: what music goes with it."""

import re

from datasay.digest.article import read_article
from datasay.digest.errors import NothingToRead
from datasay.digest.genre import Genre, find_genre
from datasay.digest.moods import Mood

_OF_GENRE = {
    Genre.NEWS: Mood.SERIOUS, Genre.NOTICE: Mood.SERIOUS, Genre.PRODUCT: Mood.BRIGHT, Genre.LIST: Mood.WARM,
    Genre.TALK: Mood.WARM, Genre.STORY: Mood.TENDER, Genre.ESSAY: Mood.CALM,
}  # fmt: skip
_GENRE_SPEAKS = 2.0  # as loud as so many words
_TITLE_SPEAKS = 3.0
_MOST_OF_A_WORD = 2  # how often one word counts
_WORDS = {
    Mood.LULLABY: r"晚安|睡前|摇篮|入睡|睡着|做梦|梦乡|童话|从前有|从前，|被窝|森林里|甜甜的梦"
    r"|小(?:熊|兔|刺猬|松鼠|狐狸|象|鹿|老鼠|鸭子|猪|羊|狼|蜗牛|蚂蚁|星星|月亮)"
    r"|\b(?:bedtime|lullaby|good ?night|once upon a time|fell asleep|fast asleep|sleepy|yawn\w*)\b",
    Mood.EASTERN: r"茶叶|普洱|龙井|泡茶|喝茶|书法|水墨|古诗|诗词|江南|园林|昆曲|京剧|国画|禅|节气|中秋|端午|重阳|瓷器"
    r"|青花|丝绸|非遗|篆刻|古琴|荷塘|唐代|宋代|\b(?:calligraphy|tea ceremony|ink painting|dynasty|zen|bamboo)\b",
    Mood.PLAYFUL: r"番茄|鸡蛋|炒|食谱|调料|酱油|好吃|下饭|开胃|面团|烤箱|猫咪|小狗|宠物|搞笑|趣味"
    r"|\b(?:recipe|tablespoons?|teaspoons?|oven|bake[ds]?|dough|cookies?|pupp(?:y|ies)|kittens?|delicious)\b",
    Mood.WONDER: r"宇宙|星系|恒星|量子|黑洞|望远镜|细胞|基因|深海|科学家|研究人员|火星|月球|恐龙|化石|人工智能"
    r"|物理|潮汐|引力|\b(?:galax(?:y|ies)|universe|quantum|telescopes?|species|planets?|cells?|fossils?|scientists?|tides?|gravity"
    r"|researchers?|orbit\w*)\b",
    Mood.SERIOUS: r"事故|地震|遇难|战争|疫情|法院|警方|通胀|财政|预算|议会|统计局"
    r"|\b(?:earthquake|killed|war|court|police|inflation|budget|parliament|government|verdict)\b",
    Mood.TENDER: r"父亲|母亲|妈妈|爸爸|外婆|奶奶|祖母|故乡|童年|离别|告别|思念|背影|眼泪|泪|回忆"
    r"|\b(?:mother|father|grandmother|grandfather|childhood|farewell|grief|tears?|missed)\b",
    Mood.HOPEFUL: r"梦想|奋斗|坚持|希望|未来|加油|毕业|自由|人民|胜利|合龙|通车|建成|勇气|奉献"
    r"|\b(?:dreams?|hope|future|liberty|freedom|nation|graduat\w+|courage|people|dedicated?)\b",
    Mood.BRIGHT: r"新品|首发|开售|优惠|升级|续航|降噪|下单|限时"
    r"|\b(?:launch\w*|brand.new|battery|discount|order now|upgrade[ds]?)\b",
    Mood.WARM: r"咖啡|手冲|书店|旅行|散步|小店|阳台|花园|早餐|周末|家人|朋友"
    r"|\b(?:coffee|home|bookshop|walks?|journey|garden|breakfast|weekend|friends?|neighbou?rs?)\b",
}
_FOUND_BY = {mood: re.compile(words, re.IGNORECASE) for mood, words in _WORDS.items()}


def find_mood(title: str, text: str) -> Mood:
    """The mood that most words speak for; without any, the one its sort of text is usually in."""
    votes = dict.fromkeys(Mood, 0.0)
    try:
        votes[_OF_GENRE[find_genre(read_article(text, title))]] += _GENRE_SPEAKS
    except NothingToRead:
        return Mood.CALM
    for mood, words in _FOUND_BY.items():
        said = [found.lower() for found in words.findall(text)]
        votes[mood] += sum(min(said.count(word), _MOST_OF_A_WORD) for word in set(said))
        votes[mood] += _TITLE_SPEAKS * bool(words.search(title))
    return max(votes, key=lambda mood: votes[mood])
