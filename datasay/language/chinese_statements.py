"""Statements of a Chinese passage that read as a title: whole clauses, shortened only by what is said by the way."""

import re
from collections.abc import Iterator, Sequence

from datasay.language.chinese_predicates import FIGURE, find_predicate, is_amount
from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, Candidate, between
from datasay.language.words import Kind, Word

MOST_CHARACTERS = 18  # two lines of a title
LEAST_CHARACTERS = 4
LEAST_WHOLE = 3  # 我怕水: one who does something to something
WHOLE, WITHOUT_SUBJECT, POINTING, PART, LABEL, AMOUNT = 1.0, 0.72, 0.55, 0.85, 0.2, 0.8

_SPLIT = frozenset("，,；;：:。！？!?…—～~·|")
_LEAD = CLASSES["zh-lead"]
_JOINING = frozenset({"和", "与", "或", "及", "以及"})
_ADDING = frozenset({"或者", "以及", "并", "并且"})
_TAIL = CLASSES["zh-tail"]
_NEGATIONS = CLASSES["zh-negation"]
_MODALS = CLASSES["zh-modal"]
_SAYING = re.compile(
    r"(?:说|道|问|喊|答|说道|写道|表示|认为|指出|称|介绍|通报|预计|测算|显示|透露|证实|回忆|估计|告诉\w{1,4}|提醒|觉得|(?:我|他|她)?[就也才]?(?:想|以为|知道|记得|听说|问起)|[局部委院厅府司会者人]\w{0,5}公布"
    r"|(?:实验|研究|调查|观察|结果|团队|人员|学者)发现)$"
)
_SUPPOSED = re.compile(  # what is only supposed, aimed at or a circumstance is no statement
    r"^(?:如果|若|要是|假如|倘若|只要|只有|除非|一旦|无论|不管|不论|即使|哪怕|就算|当(?![天时年地])|每当|为了?(?![什何人])|随着|自(?:从|\d|[今去上当])|直到"
    r"|等到?|除了?|至于|关于|对于|根据|按照?|据|作为|以便|以免|免得|省得|如[遇需有]|遇到?|比如|例如|像|包括|尤其|特别是|其中|分别"
    r"|不仅|不但|不只|与其|宁可|既然?|凡|因(?!为)|待(?=.{1,8}[后了])|经(?![济验理常典营过])|距(?!离)|近(?=\d)|宛如|犹如|仿佛|好像|以(?=[\w]{1,14}为))"
)
_CONDITION = re.compile(
    r"^(?:结果|但|可|而)?(?:如果?|若|要是|假如|倘若|只要|只有|除非|一旦|无论|不管|哪怕|即使|就算|遇到?|每(?:升高|隔|增加|当|过|多|逢)|越|满\d|一(?:松|摸|碰|按|动|开|停|断|下|关|拉|推|出|到|进|走|放|紧张|害怕|着急)\w{0,2}$)|(?:的话|如有|如遇)$"
)
_CONDITIONED = re.compile(
    r"(?<=.)(?:因为|由于|如果|虽然|尽管|只要|除非|一旦)|更?是?如此|也是这样$|^[^越]*越\w{1,2}$|晚上好|早上好|大家好|(?:好不好|是不是|能不能|会不会|有没有|行不行)$|它"
)
_CONSEQUENCE = re.compile(r"[就便才](?:会|能|要|不|可以|到)")
_DOUBTED = re.compile(r"担心|以为|误认为|传言|谣传|据说|号称")
_CIRCUMSTANCE = re.compile(
    r"(?:[以之]?[后前]|时候?|的话|之际|期间|以来|同时|为止|(?<![引发掀兴升举提])起|以内|之间|左右|以上|以下|当天|当时|那[天年时]|的(?:一?[天年]|日子)"
    r"|(?<!\d)[年月日]|不久|之初|上午|下午|清晨|晚上)$"
)
_LEANS_BACK = re.compile(  # its subject, or what it goes on with, was said before
    r"^(?:比(?!\w{0,3}[例赛])|从而|以致|致使|使得?|让(?!我)|占|属于|等于|相当于?|约合|折合|合计|达到?|叫[作做]|称为|成为|供(?![应水电暖])"
    r"|总共|一共|不是|明显|几乎|比较|大多|往往|[低高多少]于|超过|不[到足]|接近|一半|足够|至[少多]|最多|不然|否则|反而|甚至|或者|所以|并(?![不非])|来自|名[叫为]|取名|打算|实测|有时|一段一段|[一二三四五六七八九]成是|\w{1,3}的只有[一二三四五六七八九十\d]+个?$|每[张件份页]不|人家|哪|[读看听走发送写坐][到给]|穿着|分成|主要[为是在]|省略|其他人|心里|坐到|送给|[\u3400-\u9fff]{2,4}地[走跑说看坐站]|导致|造成|来回|就(?![业餐读医职]))"
)
_LEANING_WORDS = CLASSES["zh-leaning"]
_DANGLING = re.compile(
    r"^(?:[他她它]们?|这(?=[是就也才些样么]|[\u3400-\u9fff]?(?:让|使|意味))|那(?=[是就也才些样么])|此|该|这里|那里|届时|这件事|全部(?=在|都)|[上下里外]面(?!的)|有的(?![\u3400-\u9fff]{1,3}(?:滑|会|是|在|不|要))|有人|对方|前者|后者|另)"
)
_POINTS = re.compile(r"^(?:这|那|两者|二者|后来|当中|彼此)")
_HANGS = re.compile(
    r"(?:的|地|得|和|与|及|或|把|被|将|从|向|在|于|由|对|跟|给|是|有|叫|为|到|让|使|请|除|至|这|那|每|各|第|都|就|也|又|才|还|会|要|能|可|可以|应该?|必须"
    r"|并|而|且|因|一个|一种|一些|多少|直到|全部|几乎|为例|例如|不超过|超过)$"
)
_CLOSED_DE = re.compile(r"(?:是|有|最|挺|怪|够|会|要|能|可以|不|没|该|应)[^，]{1,14}的$")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_QUOTES = {"“": "”", "「": "」", "《": "》", "‘": "’", "『": "』"}
_WHEN = re.compile(r"(?:时候?|的时候|之[后前]|以[后前]|[^前今]后|的话)$")
_OBJECTS = frozenset({*HEADS, Kind.IDIOM})
_MOVING = frozenset({"回到", "来到", "留在", "去", "到", "到达", "走到", "回", "回家"})
_BUT = frozenset({"但", "但是", "可是", "而", "不过", "然而"})
_SUBJECTS = frozenset({*HEADS, Kind.PRONOUN, Kind.NUMBER, Kind.IDIOM, Kind.TIME})
_SPEAKER = re.compile(r"\d|主持人|记者|嘉宾|^[小老阿]|先生|女士|老师|阿姨|师傅|主任|医生|经理|^第|^[答问]$")
_CORRELATIVE = re.compile(r"^(?:一[种手边面头会端方]|一会儿|一方面|另)(?!的|多|共|对)")  # 一手抓车座: half of a pair
_WEAK = re.compile(
    r"(?:[算数看想试摸]了(?:一下|一?[算数看想试摸])|我[停试测]过了?|记得清楚|[他她者人]花了[一二三四五六七八九十几半两\d]+个?[年天月])$"
)  # says nothing yet
_LIMIT = re.compile(r"(?:超过|低于|高于|达到)[约大]?[\d.]+\S{0,3}$")
_RESULT = re.compile(r"^\S{0,8}(?:就|便|会)")
_NAMING = re.compile(r"的[“「《][^”」》]*[”」》]$")  # 我们从小背的“……”: a thing that is named
_SOON = re.compile(r"(?<=[\u3400-\u9fff])一(?:[\u3400-\u9fff]着|[睡醒停松])$")
_WHY = re.compile(r"(?:多半|往往|常常|大多)?是?因为")
_STEP = re.compile(r"^第[一二三四五六七八九十\d]+[步条点件]$|^步骤[一二三四五六七八九十\d]+$")
_LIKENED = frozenset({"和", "与", "跟"})
_WHERE = frozenset({"在", "从", "对", "向", "把", "将", "被", "由", "给", "用", "为", "跟"})
_OTHERS = re.compile(r"(?<=[\u3400-\u9fff])[这那](?:些|一[行点次])|(?<!其)他(?!人|乡|国)|她")
_THEY = frozenset({"他", "她", "它", "他们", "她们"})
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千两几]")
_OVER = re.compile(r"^(?:超过|至少|最多|接近|近|约)$")
_COUNTING = re.compile(r"^第[一二三四五六七八九十](?:件事|步|点|条|个)?$|^[一二三四五六](?=是)")


def chinese_statements(words: Sequence[Word]) -> Iterator[Candidate]:
    """Clauses that say something by themselves, and what an author wrote as a label."""
    clauses = list(_clauses(words))
    if clauses and words[-1].kind not in {Kind.MARK, Kind.SPACE} and not _is_named(clauses[-1]):
        clauses.pop()  # the scene ends inside of it
    for place, clause in enumerate(clauses):
        before = clauses[place - 1] if place and _goes_on(clauses[place - 1], clause, words) else []
        after = clauses[place + 1] if place + 1 < len(clauses) else []
        doubted = _DOUBTED.search(between(before) + between(clause) if before else between(clause))
        why = after and _goes_on(clause, after, words) and _WHY.match(between(after))
        if doubted or why or (after and after[0].text == "而是"):
            continue  # nobody says so; half of 不是…，而是…
        if before and _LIMIT.search(between(before)) and _RESULT.match(between(clause)):
            yield from _with_its_condition(before, clause, words)
            continue
        if before and (_CONDITION.search(between(before)) or (_follows(clause) and find_predicate(before) is not None)):
            yield from _with_its_condition(before, clause, words)
            continue
        limited = bool(after) and _LIMIT.search(between(clause)) and _RESULT.match(between(after))
        if limited and _goes_on(clause, after, words):
            continue  # 电池温度超过35℃，老化速度会加快
        if after and _follows(after) and _goes_on(clause, after, words):
            continue  # the condition of what comes next
        if place + 1 < len(clauses) and _STEP.match(between(clause)) and _goes_on(clause, after, words):
            yield from _step(clause, after, words)
        if not place and _follows(clause) and _CONSEQUENCE.search(between(clause)):
            continue  # what it needs was said in the scene before
        yield from _of_a_clause(clause)
        if place + 1 < len(clauses):
            yield from _theme_and_clause(clause, clauses[place + 1], words)
    yield from _labels(words)


def width(text: str) -> float:
    """Length in Chinese characters; Latin letters and digits are about half as wide."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)


def _fits(words: Sequence[Word]) -> bool:
    whole = len(words) > 2 and words[0].kind in HEADS | {Kind.PRONOUN} and words[-1].kind in HEADS
    return bool(words) and (LEAST_WHOLE if whole else LEAST_CHARACTERS) <= width(between(words)) <= MOST_CHARACTERS


def _step(named: Sequence[Word], done: Sequence[Word], words: Sequence[Word]) -> Iterator[Candidate]:
    """A step that the author counts, with what is done in it: 第三步，练刹车."""
    both = [word for word in words if named[0].start <= word.start < done[-1].end]
    acts = done[0].kind is Kind.VERB or done[0].text in {"让", "把", "将", "先", "再", "用", "改成"}
    object_ = any(word.kind in _OBJECTS for word in done[1:])
    if acts and object_ and _fits(both) and not _hangs(both, between(both)):
        yield Candidate(tuple(both), WHOLE)


def _clauses(words: Sequence[Word]) -> Iterator[list[Word]]:
    """What stands between two marks, quotations kept whole and what is in brackets left out."""
    clause: list[Word] = []
    closing = ""
    quoted: list[str] = []
    for place, word in enumerate(words):
        if closing:
            closing = "" if word.text == closing else closing
            continue
        if word.text in _BRACKETS and any(one.text == _BRACKETS[word.text] for one in words[place:]):
            closing = _BRACKETS[word.text]
        elif word.text in _QUOTES and word.kind is Kind.MARK:
            quoted.append(_QUOTES[word.text])
            clause.append(word)
        elif quoted and word.text == quoted[-1]:
            quoted.pop()
            clause.append(word)
        elif word.kind is Kind.MARK and word.text in _SPLIT and not _inside_a_name(words, place):
            if clause:
                yield clause
            clause = []
            quoted.clear()
        elif clause or word.kind is not Kind.SPACE:
            clause.append(word)
    if clause:
        yield clause


def _inside_a_name(words: Sequence[Word], place: int) -> bool:
    """Whether a point or dash joins what stands on both sides: 马克·吐温, 1:2."""
    sides = [*words[max(place - 1, 0) : place], *words[place + 1 : place + 2]]
    joined = len(sides) == 2 and all(side.kind not in {Kind.SPACE, Kind.MARK} for side in sides)
    return joined and words[place].text in "·—:" and (words[place].text != ":" or sides[0].text[-1:].isdigit())


def _of_a_clause(clause: Sequence[Word]) -> Iterator[Candidate]:
    if _SUPPOSED.match(between(clause)) or re.search(r"(?:[^小临按准及实]时|时候|之[前后])$", between(clause)):
        return
    whole = _trimmed(clause)
    forms = [(whole, WHOLE)]
    plain = _without_circumstances(whole)
    if len(plain) < len(whole):
        forms.append((plain, WHOLE if not _fits(whole) else PART))
    if (
        plain
        and plain[0].text in _THEY
        and len(plain) > 3
        and plain[1].text in {"把", "将"}
        and FIGURE.search(between(plain))
    ):
        forms.append((plain[1:], PART))  # (她)把三万元积蓄捐给了医院: what was given is told
    if not _fits(plain):
        forms += [(part, PART) for part in _without_modifiers(plain)]
        forms += [(plain[:at], PART) for at, word in enumerate(plain) if word.text in _ADDING]
    for words, form in forms:
        worth = _standing(words) if _fits(words) else 0.0
        if worth:
            yield Candidate(tuple(words), form * worth)


def _trimmed(clause: Sequence[Word]) -> list[Word]:
    """The clause without what ties it to its neighbours."""
    words = list(clause)
    loose = {Kind.SPACE, Kind.CONJUNCTION, Kind.MARK}
    while words and (
        (words[0].text in _LEAD and words[0].text not in _JOINING)
        or (
            words[0].kind in loose
            and words[0].text != "不是"
            and words[0].text not in _QUOTES
            and words[0].text not in _JOINING
        )
        or _COUNTING.match(words[0].text)
    ):
        if (
            words[0].text in {"可", "又", "也", "就", "才", "还", "都"}
            and len(words) > 1
            and words[1].kind is not Kind.PRONOUN
        ):
            break  # its subject stands before
        words.pop(0)
    while words and (words[-1].text in _TAIL or words[-1].kind is Kind.SPACE):
        words.pop()
    text = between(words) if words else ""
    for opening, ending in _QUOTES.items():
        if text.count(opening) != text.count(ending):
            words = [word for word in words if word.text not in {opening, ending}] if _at_an_end(words) else []
    return words


def _at_an_end(words: Sequence[Word]) -> bool:
    """Whether a mark of quotation that has no partner stands at the beginning or the end."""
    marks = [place for place, word in enumerate(words) if word.text in _QUOTES or word.text in _QUOTES.values()]
    return bool(marks) and marks[0] in {0, len(words) - 1}


def _without_circumstances(words: Sequence[Word]) -> list[Word]:
    """Without when and where at the beginning and, before the verb, in the middle: 工人(在地上)打出了一口井."""
    rest = list(words)
    while rest:
        skipped = _circumstance(rest)
        after = rest[skipped:]
        if not skipped or not after or after[0].kind not in HEADS | MODIFIERS | {Kind.PRONOUN, Kind.NUMBER}:
            break
        rest = after
    if rest and not _fits(rest):
        at = next((place for place, word in enumerate(rest) if word.text == "在" and place), 0)
        skipped = _circumstance(rest[at:]) if at and rest[at - 1].kind in HEADS | {Kind.IDIOM} else 0
        if skipped and at + skipped < len(rest) and rest[at + skipped].kind is Kind.VERB:
            rest = rest[:at] + rest[at + skipped :]
    return rest


def _circumstance(words: Sequence[Word]) -> int:
    """How many words at the beginning say only when or where."""
    end = 0
    while end < len(words) and (
        words[end].kind is Kind.TIME
        or (words[end].text[-1:] in "年月日号" and words[end].kind in {Kind.NUMBER, Kind.NOUN} and end > 0)
        or (words[end].kind is Kind.NUMBER and end + 1 < len(words) and words[end + 1].text[:1] in set("年月日号"))
    ):
        end += 1
    if end:
        return end + (end < len(words) and words[end].text in {"的", "起"} and words[end].text == "起")
    if words[0].text in {"在", "从", "到"}:
        for at in range(1, min(len(words), 10)):
            if words[at].kind is Kind.VERB and words[at].weight > 0.2:
                return 0
            if words[at].kind is Kind.PLACE or (at == 1 and words[at].text[-1] in "上里中下内外旁边"):
                return at + 1
    return 0


def _without_modifiers(words: Sequence[Word]) -> Iterator[list[Word]]:
    """A clause too long for a title without what describes its subject: (每度电的)成本从1.9元降到0.62元."""
    for at, word in enumerate(words[:-2]):
        if word.kind in {Kind.VERB, Kind.PREPOSITION, Kind.ADVERB} or word.text in _NEGATIONS:
            return
        if at and words[at - 1].text == "的" and word.kind in HEADS | {Kind.ADJECTIVE} and len(word.text) > 1:
            yield list(words[at:])


def _theme_and_clause(first: Sequence[Word], second: Sequence[Word], words: Sequence[Word]) -> Iterator[Candidate]:
    """A theme with what is said of it behind a comma: 学水利的人，是不怕水的."""
    theme = _trimmed(first)
    said = [word for word in second if word.kind is not Kind.SPACE]
    if not theme or not said or _SUPPOSED.match(between(first)) or _CIRCUMSTANCE.search(between(theme)):
        return
    if (
        not _goes_on(theme, said, words)
        or find_predicate(theme) is not None
        or theme[-1].kind not in HEADS
        or not (said[0].text == "是" or said[0].kind is Kind.ADVERB or _acts_on(theme, said))
    ):
        return
    likened = said[0].text in _LIKENED and find_predicate(said) is not None
    if (said[0].kind is Kind.PREPOSITION and not likened) or said[0].text in _NEGATIONS:
        return
    both = [word for word in words if theme[0].start <= word.start < said[-1].end]
    closed = _CLOSED_DE.search(between(said)) or not _HANGS.search(between(said))
    if (
        _fits(both)
        and closed
        and not _LEANS_BACK.match(between(theme))
        and theme[0].text not in _LEANING_WORDS
        and _standing(both)
    ):
        yield Candidate(tuple(both), 0.9 * PART)


def _acts_on(theme: Sequence[Word], said: Sequence[Word]) -> bool:
    """Whether what is said of a described thing is done by it or with it: 长期不用的手机，充到一半再收起来."""
    described = any(word.text == "的" or word.text.endswith("届") for word in theme[1:])
    return described and (said[0].kind is Kind.VERB or said[0].text in _LIKENED) and find_predicate(said) is not None


def _follows(clause: Sequence[Word]) -> bool:
    """Whether it holds only if what was said before it does: 老化速度会加快, 窗户就黑了."""
    at = next((place for place, word in enumerate(clause) if word.text in {"就", "便", "才", "就会", "就能"}), 0)
    if at and at + 1 < len(clause) and clause[at + 1].text in {"在", "是", "像", "这样"}:
        return False
    if at and clause[at - 1].kind is Kind.VERB and re.match(r"一\w", clause[at - 1].text):
        return False  # 孩子一摸就发烧: the condition stands in it
    subject = any(word.kind in HEADS | {Kind.PRONOUN} for word in clause[:at])
    timed = any(word.kind is Kind.TIME or FIGURE.match(word.text) for word in clause[:at])
    return at > 0 and subject and not timed


def _goes_on(first: Sequence[Word], second: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether only a comma stands between two clauses."""
    return "".join(word.text for word in words if first[-1].end <= word.start < second[0].start).strip() == "，"


def _with_its_condition(first: Sequence[Word], second: Sequence[Word], words: Sequence[Word]) -> Iterator[Candidate]:
    """What holds only if something else does is said with it, or not at all: 如遇大雨，施工顺延."""
    first = first[1:] if first[0].text in _BUT and len(first) > 1 else first
    both = [word for word in words if first[0].start <= word.start < second[-1].end]
    if _fits(both) and find_predicate(second) is not None and not _HANGS.search(between(both)):
        yield Candidate(tuple(both), 0.9 * PART)


def _labels(words: Sequence[Word]) -> Iterator[Candidate]:
    """What the author named (停水时间：…), with what stands behind it where there is room."""
    text = between(words) if words else ""
    label = re.match(r"([^，。：:！？、（“]{2,6})[：:]", text)
    if not label or _SAYING.search(label.group(1)) or _SPEAKER.search(label.group(1)):
        return
    named = [word for word in words if word.end - words[0].start <= label.end(1)]
    if not named or named[-1].kind not in HEADS | {Kind.PLACE}:
        return
    stop = re.search(r"[，。；！？]", text)
    behind = [word for word in words if word.end - words[0].start <= (stop.start() if stop else len(text))]
    if len(behind) > len(named) + 1 and width(between(behind)) <= MOST_CHARACTERS and stop and stop.group() == "。":
        yield Candidate(tuple(behind), 4 * LABEL)
    yield Candidate(tuple(named), LABEL)


def _standing(words: Sequence[Word]) -> float:
    """How surely the words say something by themselves: 0 for a fragment."""
    text = between(words)
    bare = text.lstrip("“「‘")
    if _leans(words, bare) or _hangs(words, text):
        return 0.0
    verb = find_predicate(words)
    if verb is None:
        return AMOUNT if is_amount(words) else 0.0
    counted = any(word.kind is Kind.NUMBER or FIGURE.match(word.text) for word in words[verb + 1 :])
    if _CIRCUMSTANCE.search(text) and not counted:
        return 0.0
    when = between(words[:verb])
    moved = words[verb].text in _MOVING and bool(_CIRCUMSTANCE.search(when) or re.fullmatch(r"\d+[年月日]", when))
    nobody = moved or (words[0].text in _MOVING and not FIGURE.search(text))  # 1940年回到北平: who, is not said
    handled = words[0].text in {"把", "用"} or bool(FIGURE.search(between(words[verb:])))
    if nobody or (_only_where(words, verb) and not handled):  # 在黄河边的一个水文站工作
        return 0.0
    spoken = words[0].text[:1] in "我你咱" and len(words[0].text) > 1  # 我游
    subject = spoken or any(word.kind in _SUBJECTS for word in words[:verb])
    if _only_where(words, verb) or _only_when(words, verb) or not subject:
        return _without_subject(words, verb)
    return 0.0 if _OTHERS.search(text) else POINTING if _POINTS.match(bare) else WHOLE


def _only_when(words: Sequence[Word], verb: int) -> bool:
    """Whether only a time of the day stands before what is done: 五点半以前送到市场."""
    timed = re.match(r"(?:[上下]午|[早晚]上)?[\d一二两三四五六七八九十]+点", between(words[:verb]))
    bare = verb == len(words) - 1 and all(word.kind is Kind.TIME for word in words[:verb])  # 去年清明
    return bare or (bool(timed) and not any(word.kind in HEADS | {Kind.PRONOUN} for word in words[:verb]))


def _only_where(words: Sequence[Word], verb: int) -> bool:
    """Whether what stands before the verb says only where, with what or to whom: 在除夕夜里摸 …"""
    first = next((at for at, word in enumerate(words) if word.kind is not Kind.ADVERB and word.text != "专"), 0)
    if words[first].text not in _WHERE or words[verb].text in {"有", "是", "没有", "需要"}:
        return False
    things = HEADS | {Kind.PRONOUN}
    last = max((at for at in range(first, verb) if words[at].text == "的"), default=first)
    named = [at for at in range(last + 1, verb) if words[at].kind in things and words[at - 1].kind not in things]
    return len(named) <= sum(word.text in _WHERE for word in words[first:verb])


def _leans(words: Sequence[Word], bare: str) -> bool:
    """Whether something that was said before belongs to it, or nothing is stated."""
    counted = words[0].text in {"前", "后"} and len(words) > 1 and bool(_NUMERAL.match(words[1].text))  # 前一千名
    leaning = words[0].text in _LEANING_WORDS and not counted
    over = bool(_OVER.match(words[0].text)) and len(words) > 3 and words[1].kind is Kind.NUMBER
    if over and any(word.kind in HEADS for word in words[2:-1]) and words[-1].kind is Kind.VERB:
        return False  # 超过500万用户参与
    return leaning or any(pattern.match(bare) for pattern in (_LEANS_BACK, _SUPPOSED, _DANGLING, _CORRELATIVE))


def _hangs(words: Sequence[Word], text: str) -> bool:
    """Whether the rest of the sentence is missing."""
    measured = words[-1].text == "地" and len(words) > 1 and words[-2].kind is Kind.NUMBER  # 两亩地
    ending = _HANGS.search(text)
    ends = {word.start - words[0].start for word in words}  # 车把, 学会 are words
    loose = ending is not None and (ending.start() in ends or len(text) != words[-1].end - words[0].start)
    open_end = loose and not measured and not _CLOSED_DE.search(text)
    bound = words[-1].kind in {Kind.PREPOSITION, Kind.CONJUNCTION}
    return (
        open_end
        or bound
        or any(pattern.search(text) for pattern in (_SAYING, _CONDITIONED, _WHEN, _WEAK, _SOON, _NAMING))
    )


def _without_subject(words: Sequence[Word], verb: int) -> float:
    """What is to be done, or what the one of whom all is said does; a bare verb says too little."""
    text = between(words)
    happened = any(word.text in {"了", "着", "过"} or word.text.endswith("了") for word in words)
    if words[0].text in {"再", "有时", "一段一段"} or (happened and not FIGURE.search(text)):
        return 0.0  # who did it was said before
    after = [word for word in words[verb + 1 :] if word.kind in _OBJECTS or FIGURE.match(word.text) or _measured(word)]
    if words[0].kind is Kind.ADJECTIVE or not after:
        return 0.0
    counted = bool(after) and after[-1].kind is Kind.NUMBER
    if happened and counted and not any(word.kind in _OBJECTS for word in after) and not re.search(r"[元块]", text):
        return 0.0  # 抢了7500万次: of what, is not said
    return WITHOUT_SUBJECT


def _measured(word: Word) -> bool:
    return word.kind is Kind.NUMBER and len(word.text) > 2


def _is_named(words: Sequence[Word]) -> bool:
    """Whether a thing stands before the verb, or there is none: not so of 一架载着两盒降压药."""
    verb = find_predicate(words)
    return any(word.kind in HEADS | {Kind.PRONOUN} for word in words[:verb])
