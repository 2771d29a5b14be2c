"""The same words are found in simplified and in traditional characters, with and without accents."""

import httpx
import pytest
from sqlalchemy import func, select

from datasay.core.resources import Resources
from datasay.language.simplified import simplified
from datasay.search.indexing import index_pending
from datasay.search.query import parse
from datasay.search.spellings import spellings
from datasay.text.content.queries import SEARCHED

TEXTS = {
    "simple": "机器学习改变了软件。皇后在后面，头发很长，台湾的里面干净。",
    "traditional": "機器學習改變了軟件。皇后在後面，頭髮很長，臺灣的裡面乾淨。",
    "other": "学习使人进步，习惯成自然。後來的事，发现很多。",
    "simple years": "尽管他十八岁，也有计划。",
    "years": "儘管他十八歲，也有計劃。",
}
FOUND = [
    ("学习", {"simple", "traditional", "other"}),
    ("學習", {"simple", "traditional", "other"}),
    ("机器学习", {"simple", "traditional"}),
    ("機器學習", {"simple", "traditional"}),
    ("機器學習改變軟件", {"simple", "traditional"}),
    ("头发", {"simple", "traditional"}),
    ("頭髮", {"simple", "traditional"}),
    ("皇后", {"simple", "traditional"}),
    ("台湾", {"simple", "traditional"}),
    ("里面", {"simple", "traditional"}),
    ("裡面", {"simple", "traditional"}),
    ("发", {"simple", "traditional", "other"}),
    ("後", {"simple", "traditional", "other"}),
    ("“改变了软件。皇后”", {"simple", "traditional"}),
    ("“改變了軟件。皇后”", {"simple", "traditional"}),
    ("“改变了软件，皇后”", set()),
    ("学习 -机器学习", {"other"}),
    ("學習 -“機器學習改变了”", {"other"}),  # whoever mixes them means both
    ("学习 -軟件", {"other"}),
    ("发展", set()),
    ("髮", {"simple", "traditional", "other"}),
    ("發", {"simple", "other"}),  # and not 髮
    ("發現", {"other"}),
    ("-髮 学习", set()),
    ("学习 -發", {"traditional"}),
    ("十八岁", {"simple years", "years"}),
    ("十八歲", {"simple years", "years"}),
    ("計劃", {"simple years", "years"}),
    ("计划", {"simple years", "years"}),
    ("尽管", {"simple years", "years"}),
    ("台灣", {"simple", "traditional"}),
    ("“臺灣的裏面”", {"simple", "traditional"}),
    ("裏面", {"simple", "traditional"}),
]
ACCENTS = {
    "café": "Un café à Zürich, s'il vous plaît; naïve résumé.",
    "plain": "A cafe in Zurich; a naive resume.",
    "decomposed": "Cafe\u0301 in Zu\u0308rich, nai\u0308ve re\u0301sume\u0301.",
    "Greek": "λόγος και λογος",
    "Russian": "мой мир",
}
LATIN = {"café", "plain", "decomposed"}
FOUND_ACCENTS = [
    ("cafe", LATIN),
    ("CAFÉ", LATIN),
    ("ｃａｆé", LATIN),
    ("zurich", LATIN),
    ("Zürich", LATIN),
    ('"naive resume"', LATIN),
    ('"naïve résumé"', LATIN),
    ("resumes", LATIN),
    ("λογος", {"Greek"}),
    ("λόγος", {"Greek"}),
    ("мой", {"Russian"}),
    ("мои", set()),  # и and й are two letters
    ('cafe -"un café"', {"plain", "decomposed"}),
]


@pytest.mark.parametrize("indexed", [False, True])
async def test_accents_do_not_count(client: httpx.AsyncClient, resources: Resources, indexed: bool) -> None:
    names: dict[int, str] = {}
    for name, content in ACCENTS.items():
        made = await client.post("/api/v1/texts", json={"text_title": "t", "text_content": content})
        names[made.json()["text_id"]] = name
    if indexed:
        assert await index_pending(resources.database, (SEARCHED,), seconds=60)
    for query, wanted in FOUND_ACCENTS:
        for sort in ("-rank", "-text_created_time"):
            answer = await client.get("/api/v1/texts", params={"q": query, "sort": sort})
            items = answer.json()["items"]
            assert {names[item["text_id"]] for item in items} == wanted, (query, sort)
            for item in items:
                marked = any(one["fragments"] for one in item["highlights"])
                assert marked or names[item["text_id"]] == "decomposed", query


@pytest.mark.parametrize("indexed", [False, True])
async def test_simplified_and_traditional_find_each_other(
    client: httpx.AsyncClient, resources: Resources, indexed: bool
) -> None:
    names: dict[int, str] = {}
    for name, content in TEXTS.items():
        made = await client.post("/api/v1/texts", json={"text_title": name, "text_content": content})
        names[made.json()["text_id"]] = name
    if indexed:
        assert await index_pending(resources.database, (SEARCHED,), seconds=60)
    for query, wanted in FOUND:
        for sort in ("-rank", "-text_created_time", "text_title"):
            answer = await client.get("/api/v1/texts", params={"q": query, "sort": sort})
            items = answer.json()["items"]
            assert {names[item["text_id"]] for item in items} == wanted, (query, sort)
            for item in items:
                marks = [mark for one in item["highlights"] for part in one["fragments"] for mark in part["marks"]]
                assert marks, (query, names[item["text_id"]])


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("车站", {"車站"}),
        ("車站", {"车站"}),
        ("头发", {"頭發", "頭髮"}),
        ("皇后", {"皇後"}),
        ("臺灣人", {"台湾人", "台灣人"}),
        ("什么", {"什麼", "什麽"}),
        ("頭發", {"头发"}),
        ("中文", set()),
        ("GPT", set()),
        ("字" * 60, set()),
    ],
)
def test_the_other_ways_to_write_it(written: str, others: set[str]) -> None:
    assert set(spellings(written)) == others
    assert all(len(other) == len(written) for other in others)
    assert simplified("車站頭髮") == "车站头发"


async def test_the_index_simplifies_as_queries_do(resources: Resources) -> None:
    """Every character, alone and among others; and where all that is traditional is one and the same."""
    characters = "".join(map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2A6E0, 7))))
    async with resources.database.transaction() as session:
        for given in (characters, "車車車", "车站", "Zürich", ""):
            assert await session.scalar(select(func.datasay_simplified(given))) == simplified(given)


def test_spellings_are_bounded() -> None:
    for run in ("里面台干后发", "著只松范卷", "后面里面台湾"):
        for term in parse(run).terms:
            assert len(term.spellings) <= 13


SIGNS = {"c": "We write C and C++, never C#.", "file": "Open a_b.txt, not a b.txt.", "web": "Node.js and .NET"}


async def test_signs_within_a_word_are_part_of_it(client: httpx.AsyncClient) -> None:
    made = [await client.post("/api/v1/texts", json={"text_title": "C", "text_content": "only the letter c"})]
    made += [
        await client.post("/api/v1/texts", json={"text_title": "t", "text_content": content})
        for content in SIGNS.values()
    ]
    names = dict(zip([one.json()["text_id"] for one in made], ["letter", *SIGNS], strict=True))
    for query, wanted in {
        "c": {"letter", "c"},
        "c++": {"c"},
        "C#": {"c"},
        "c -c++": {"letter"},
        "a_b": {"file"},
        "a_b.txt": {"file"},
        "a_c": set(),
        "node.js": {"web"},
        ".net": {"web"},
    }.items():
        items = (await client.get("/api/v1/texts", params={"q": query})).json()["items"]
        assert {names[item["text_id"]] for item in items} == wanted, query
