"""The pages of a work: what each scene's words ask for, no two neighbours alike and none too often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from datasay.digest.mood import find_mood
from datasay.digest.moods import Mood
from datasay.digest.pages.comparisons import find_comparison, single_figure
from datasay.digest.pages.enumerations import find_list, find_timeline, step_number, without_step
from datasay.digest.pages.figures import clause_round, figures_of, worth
from datasay.digest.pages.maps import find_map
from datasay.digest.pages.page import Figure, ScenePage
from datasay.digest.pages.quotations import find_quotation
from datasay.digest.pages.statements import find_date, find_person, find_sentence

PICTURED = ("wide", "close", "shelf")  # pages that live of their picture
_FREE = frozenset({"steps", "list"})  # as often as their list goes on
_PART_OF = re.compile(  # how much more or less is no part of a whole
    r"降|增|升|跌|涨|减|快|慢|高出|超过|提前|\b(?:r[io]se|rises|fell|falls?|fallen|dropp?\w*|grew|grown|more|less|fewer|higher|lower|up|down"
    r"|faster|slower|cheaper|increas\w+|decreas\w+|cut)\b"
)
_WINDOW, _MOST = 8, 2  # a layout comes at most so often among so many scenes
_MOST_MAPS = 3  # of a work
_LEAST_WORTH = 0.95
_LONGEST_LABEL = {True: 18, False: 44}
_LONGEST_CLAUSE = 12
_LONGEST_NOTE = {True: 26, False: 64}
_LONGEST_TITLE = {True: 30, False: 80}
_BRACKETED = re.compile(r"^[【\[][^】\]]{1,8}[】\]]\s*")
_LABELS = re.compile(
    r"^(?:访谈|专访|对话|公告|通知|提醒|Transcript|Notice|Announcement|Interview|Review|Guide|How-to)$", re.IGNORECASE
)
_CONTRAST = re.compile(r"不是(?P<no>[^，。]{1,10})，?而是(?P<yes>[^，。；！？]{1,10})")
_ENGLISH_CONTRAST = re.compile(r"\bnot (?P<no>[^,.;]{2,26}),? but (?P<yes>[^,.;!?]{2,26})")
_LABEL_HEAD = re.compile(
    r"^(?:而|但是?|不过|所以|因此|由于|因为|其中|据悉?|却|则|就|也|还|and|but|so|because|while|in fact)[，,]?\s*",
    re.IGNORECASE,
)
_POINTED = re.compile(r"(?P<this>[这那][座个条家种件位只台辆间栋本所])(?P<has>只有|仅有|共?有|)")
_STOP = re.compile(r"[。！？；!?;]|\.(?=\s|$)")
_LABEL_TAIL = re.compile(
    r"(?:的|、|，|,|约|大约|大概|近|将近"
    r"|\s(?:about|nearly|some|over|around|roughly|almost|more than|at least|up to|only|is|are))$"
)
_BAD_START = re.compile(
    r"^(?:的|地|得|了|着|过|和|与|及|并|而且|从而|以及|就|才|又|也|里|中|上|下|来|去|后|(?:and|or|which|that|who|whose|to|of|in|on|at|by"
    r"|for|from|than|as|with|be|their|its|his|her|if|when|while|because)\b)",
    re.IGNORECASE,
)
_STUMP = re.compile(
    r"(?:\b(?:and|or|but|of|the|a|an|by|to|with|in|on|at|for|that|which|who|these|those|this|its|their|his|her|as|than|least|most"
    r"|more|every|between|from|during|after|before|within|minus|was|were)|[每这那在从向被由把将给对与和是至或请让叫使]|未来|过去|第)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SceneWords:
    """What a page is read from."""

    narration: str
    headline: str
    keywords: tuple[str, ...] = ()


def plan_pages(scenes: Sequence[SceneWords], title: str, *, chinese: bool) -> list[ScenePage]:
    """A page for each scene. The first is the work's title, the last its ending, when there are more than two."""
    steps = _steps([scene.narration for scene in scenes])
    pages: list[ScenePage] = []
    people: set[str] = set()
    for number, scene in enumerate(scenes):
        last = number == len(scenes) - 1 and number > 1
        wishes = _wishes(scene, chinese=chinese)
        if number in steps:
            wishes = [_step(scene, steps[number], title, chinese=chinese), *wishes]
        if number == 0:
            wishes = [_opening(scene, title, chinese=chinese)]
        elif last:
            quoted = [page for page in wishes if page.layout == "quotation"]
            wishes = quoted or [_ending(scene, title, chinese=chinese)]
        wishes = [page for page in wishes if not (page.form == "name" and page.headline in people)]
        wishes = [page for page in wishes if page.layout != "map" or _is_news(page, pages)]
        wishes += _pictured(scene, number, chinese=chinese)
        pages.append(_first_that_fits(wishes, [page.layout for page in pages]))
        if pages[-1].layout == "map":
            pages[-1] = replace(pages[-1], instead=_pictured(scene, number, chinese=chinese)[0].instead)
        people.update(name for name in (pages[-1].speaker, pages[-1].headline) if pages[-1].form == "name" or name)
    if chinese and find_mood(title, "\n".join(scene.narration for scene in scenes)) is Mood.LULLABY:
        return [_tender(page) for page in pages]
    return pages


def _tender(page: ScenePage) -> ScenePage:
    return replace(page, tender=True, instead=_tender(page.instead) if page.instead else None)


def _first_that_fits(wishes: Sequence[ScenePage], shown: Sequence[str]) -> ScenePage:
    for page in wishes:
        alike = bool(shown) and shown[-1] == page.layout
        often = list(shown[-_WINDOW + 1 :]).count(page.layout) >= _MOST
        if page.layout in _FREE or (page.layout in PICTURED and not alike) or not (alike or often):
            return page
    return next((page for page in wishes[::-1] if not shown or page.layout != shown[-1]), wishes[-1])


def _wishes(scene: SceneWords, *, chinese: bool) -> list[ScenePage]:
    """The pages that the words of a scene ask for, the strongest first."""
    narration, headline = scene.narration, scene.headline
    where = find_map(narration, headline, chinese=chinese)
    comparison = find_comparison(narration, headline, chinese=chinese)
    figure = _figure(narration, headline, chinese=chinese)
    alone = comparison is not None and comparison.layout == "compare" and figure is None
    found = (
        find_quotation(narration, chinese=chinese),
        find_timeline(narration, headline, chinese=chinese),
        where if where and where.form == "route" else None,
        comparison,
        find_list(narration, headline, chinese=chinese),
        _ring(figure, narration),
        figure,
        single_figure(comparison) if comparison and alone else None,
        _split(narration, chinese=chinese),
        find_person(narration, chinese=chinese),
        where if where and where.form == "place" else None,
    )
    return [_led(page, narration, chinese=chinese) for page in found if page is not None]


def _is_news(chart: ScenePage, shown: Sequence[ScenePage]) -> bool:
    """Whether a map shows a place that no map of the work has shown, and maps are not too many."""
    before = {item.text for page in shown if page.layout == "map" for item in page.items}
    return any(item.text not in before for item in chart.items) and (
        sum(page.layout == "map" for page in shown) < _MOST_MAPS
    )


def _led(page: ScenePage, narration: str, *, chinese: bool) -> ScenePage:
    """A list or chart without a headline has what is said before it as one: 这六百米里停着."""
    if page.headline or not page.items or page.layout == "map":
        return page
    lead = re.split(r"[，。；：！？,;:!?]", narration[: page.items[0].at].strip("，：:, "))[-1].strip()
    named = narration[: page.items[0].at].rstrip().endswith("：")  # 准备：
    fits = (2 if named else 3 if chinese else 8) <= len(lead) <= (14 if chinese else 40) and (
        chinese or not _STUMP.search(lead)
    )
    return replace(page, headline=lead if chinese else lead[:1].upper() + lead[1:]) if fits else page


def _ring(figure: ScenePage | None, narration: str) -> ScenePage | None:
    """A ring for a part of a whole."""
    if figure is None or figure.figure is None or _PART_OF.search(narration):
        return None
    whole = {"%": 100.0, "％": 100.0, "成": 10.0}.get(figure.figure.unit, 0.0)
    return replace(figure, layout="chart", form="ring") if 0 < figure.figure.value < whole else None


def _pictured(scene: SceneWords, number: int, *, chinese: bool) -> list[ScenePage]:
    """Pages that live of the picture, each scene beginning with another; without one they are type alone."""
    words = scene.narration, scene.headline
    spoken = find_date(*words, chinese=chinese) or find_sentence(*words, chinese=chinese)
    plain = spoken or ScenePage("type", headline=_told(scene, chinese=chinese))
    turn = number % len(PICTURED)
    layouts = (*PICTURED[turn:], *PICTURED[:turn])
    return [ScenePage(layout, headline=scene.headline, instead=plain) for layout in layouts]


def _told(scene: SceneWords, *, chinese: bool) -> str:
    """The headline; where none says enough, what the scene says in a sentence, or the word that tells most."""
    said = None if scene.headline else find_sentence(scene.narration, "", chinese=chinese)
    word = "".join(scene.keywords[:1])
    telling = word if chinese else word[:1].isupper() * word  # a word like "longer" tells nothing by itself
    return scene.headline or (said.headline if said else telling)


def _ending(scene: SceneWords, title: str, *, chinese: bool) -> ScenePage:
    """What is said last below the work's title; the title alone where it can be said in no few words."""
    words, name = _told(scene, chinese=chinese), _short(title, chinese=chinese)
    return ScenePage("title", headline=words or name, kicker=name if words else "", form="ending")


def _opening(scene: SceneWords, title: str, *, chinese: bool) -> ScenePage:
    """The title card: the work's title, or the first headline where the title is none or too long to be read.

    What a title says behind its colon stands below it, smaller.
    """
    plain = _BRACKETED.sub("", title).strip()
    plain = max(re.split(r"\s*[|｜]\s*", plain), key=len)
    fits = 2 <= len(plain) <= _LONGEST_TITLE[chinese] and not re.match(r"^https?:", plain)
    if not fits:
        words = scene.headline or _short(title, chinese=chinese) or _told(scene, chinese=chinese)
        return ScenePage("title", headline=words, form="opening")
    head, _, rest = plain.partition("：" if chinese else ": ")
    if rest and 2 <= len(head) <= len(plain):
        label = _LABELS.match(head)
        return ScenePage(
            "title",
            headline=rest if label else head,
            kicker=head if label else "",
            note="" if label else rest.strip(),
            form="opening",
        )
    return ScenePage("title", headline=plain, form="opening")


def _short(title: str, *, chinese: bool) -> str:
    """The title as a kicker, where it is short enough for one."""
    plain = _BRACKETED.sub("", title).strip()
    parts = [part.strip() for part in re.split(r"[：｜|]|: |——", plain) if part.strip()]
    most = 16 if chinese else 40
    return next((part for part in (plain, *parts) if len(part) <= most), "")


def _figure(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """The scene's strongest figure, with what it counts and what else is said of it."""
    figures = figures_of(narration, chinese=chinese)
    best = max(figures, key=lambda one: (worth(one), -one.at), default=None)
    if best is None or worth(best) < _LEAST_WORTH:
        return None
    label = _label(narration, best, chinese=chinese)
    note = _note(narration, best, chinese=chinese)
    own = " ".join(clause_round(narration, best.at, best.end)) if chinese else _sentence_of(narration, best)
    apart = headline.lower() in narration.lower() and headline.lower() not in own.lower()
    if apart and chinese and not label:
        label = _own_clause(narration, best)
    if not label and headline and not apart and best.shown not in headline and headline.lower() not in note.lower():
        counted = best.unit.lower().split()[-1:] or [best.unit]
        label = "" if counted[0] and counted[0] in headline.lower() else headline
    return ScenePage("figure", headline=label, note=note, figure=best) if label or note else None


def _own_clause(narration: str, figure: Figure) -> str:
    """The clause of a figure as a whole, where it says in few words what takes so long or is so much: 煮三分钟捞出."""
    before, after = clause_round(narration, figure.at, figure.end)
    clause = f"{before}{narration[figure.at : figure.end]}{after}"
    return clause if before and len(clause) <= _LONGEST_CLAUSE and not _BAD_START.match(clause) else ""


def _sentence_of(narration: str, figure: Figure) -> str:
    """The sentence that a figure stands in."""
    start = max((match.end() for match in _STOP.finditer(narration, 0, figure.at)), default=0)
    stop = _STOP.search(narration, figure.end)
    return narration[start : stop.start() if stop else len(narration)]


def _label(narration: str, figure: Figure, *, chinese: bool) -> str:
    """What the figure counts, as it is said before it: 老城区到高新区，开车只要."""
    before, after = clause_round(narration, figure.at, figure.end)
    label = _LABEL_HEAD.sub("", before)
    while (shorter := _LABEL_TAIL.sub("", label)) != label:
        label = shorter
    least = 3 if chinese else 8
    if not least <= len(label) <= _LONGEST_LABEL[chinese] or _STUMP.search(label) or _BAD_START.match(label):
        return ""
    if re.search(r"\d", label):  # another figure: the two belong together
        return ""
    pointed = _POINTED.fullmatch(label)
    if pointed:  # 这座只有三万人口的小岛: what is pointed at stands behind
        thing = re.fullmatch(r"的([\u4e00-\u9fff]{1,6})", after)
        return pointed["this"] + thing[1] + pointed["has"] if thing else ""
    return label if chinese else label[:1].upper() + label[1:]


def _note(narration: str, figure: Figure, *, chinese: bool) -> str:
    """What is said behind the figure in its clause or in the next one, whole, where it is short."""
    rest = narration[figure.end :]
    clauses = [part.strip() for part in re.split(r"[，。；！？,;!?—]|\.(?=\s|$)|(?<=[a-z]),", rest)]
    for clause in clauses[:2]:
        note = re.sub(r"^of (?:the )?", "", clause)
        fits = (4 if chinese else 8) <= len(note) <= _LONGEST_NOTE[chinese]
        if fits and not _BAD_START.match(note) and not _STUMP.search(note):
            goes_on = chinese or re.match(r"(?:is|are|was|were|has|have|had)\b", note)  # of the figure itself
            return note if goes_on else note[:1].upper() + note[1:]
        if clause:
            break
    return ""


def _split(narration: str, *, chinese: bool) -> ScenePage | None:
    match = (_CONTRAST if chinese else _ENGLISH_CONTRAST).search(narration)
    if match is None:
        return None
    no, yes = match["no"].strip(), match["yes"].strip()
    if not chinese:
        no, yes = f"Not {no}", f"But {yes}"
    else:
        no, yes = f"不是{no}", f"而是{yes}"
    return ScenePage("split", headline=no, note=yes)


def _steps(narrations: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Which scenes are steps: scene → (its number, how many there are)."""
    marks = [step_number(narration) for narration in narrations]
    numbered = [place for place, mark in enumerate(marks) if mark > 0]
    runs: list[list[int]] = []
    for place in numbered:
        if runs and marks[place] == marks[runs[-1][-1]] + 1:
            runs[-1].append(place)
        elif marks[place] == 1:
            runs.append([place])
    found = {place: (marks[place], len(run)) for run in runs if len(run) >= 2 for place in run}
    if found:
        return found
    ordered: list[int] = []
    for place, mark in enumerate(marks):
        if (mark == -1 and not ordered) or (mark in {-2, -3} and ordered and place - ordered[-1] <= 2):
            ordered.append(place)
    if len(ordered) >= 3:
        return {place: (number + 1, len(ordered)) for number, place in enumerate(ordered)}
    return {}


def _step(scene: SceneWords, step: tuple[int, int], title: str, *, chinese: bool) -> ScenePage:
    number, count = step
    said = without_step(scene.narration)
    first = re.split(r"[，。；：！？,.;:!?]", said)[0].strip()
    short = 2 <= len(first) <= (14 if chinese else 40)
    headline = first if short and not scene.headline else scene.headline or first
    if re.search(r"第.步|[Ss]tep \d", headline) and short:
        headline = first
    return ScenePage("steps", headline=headline, kicker=_short(title, chinese=chinese), number=number, count=count)


def changed(page: ScenePage, layout: str) -> ScenePage:
    """The page when whoever draws has chosen another layout: an object of which none is sure becomes type."""
    if layout in {"", page.layout}:
        return page
    return page.instead if layout == "type" and page.instead is not None else replace(page, layout=layout)
