"""Searches made up at random against plain Python: the same texts, nobody else's, each once, in every order."""

import random
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.search.indexing import index_pending
from datasay.text.content.queries import SEARCHED
from tests.conftest import Login, MakeUser

Json = dict[str, Any]
Items = dict[int, Json]
Index = Callable[[], Awaitable[int]]
# What is likely to be taken for something else.
_PIECES = re.findall(
    r"\S+",
    """车站 背影 月台 我 的 𠮷野家 한국 カメラ ｶﾒﾗ ｶﾞ 々 〇 learn Learned LEARNING cat cats Ｃａｔ the of
    100% a_b c\\d é É café naïve Zürich й ё ά
    👍 👨‍👩‍👧 ❤ ☕ ＧＰＴ－４ ﬁne ﷺ ½ “好” 「站」 ( ] ' , ， 。 ！ … — 1,000 don't ΛΟΓΟΣ straße ㎏ 令 令""",
)
_RUNS = [
    "车",
    "站",
    "背影",
    "影月",
    "月台",
    "台车站",
    "车站背影",
    "我",
    "𠮷",
    "𠮷野",
    "한",
    "カメ",
    "👍",
    "❤",
    "☕",
    "々",
]
_WORDS = [
    "learn",
    "learns",
    "LEARNED",
    "cat",
    "ｃａｔｓ",
    "the",
    "of",
    "gpt",
    "100",
    "fine",
    "É",
    "cafe",
    "Café",
    "naive",
    "zurich",
    "й",
    "ά",
    "λογοσ",
    "kg",
    "t",
]
_SORTS = ["-rank", "-text_created_time", "text_title", "-text_updated_time"]
_QUOTES = ['""', "“”", "「」", "«»"]


@dataclass(frozen=True)
class _Wish:
    """One thing that must (not) be there."""

    said: str
    is_phrase: bool
    is_negated: bool

    @property
    def plain(self) -> str:
        return " ".join(_fold(self.said).split())

    def written(self, rng: random.Random) -> str:
        said = "".join(rng.choice([one, one.upper(), _wide(one)]) if one.isascii() else one for one in self.said)
        minus = rng.choice("-－") if self.is_negated else ""
        quotes = rng.choice(_QUOTES)
        return f"{minus}{quotes[0]}{said}{quotes[1]}" if self.is_phrase else minus + said

    def holds(self, whole: str, stems: dict[str, str]) -> bool:
        words = {stems[word] for word in _words(whole)}
        if self.is_phrase or not _words(self.plain):
            return self.plain in whole and all(stems[word] in words for word in _words(self.plain))
        return stems[self.plain] in words


def _fold(said: str) -> str:
    plain = re.sub("([A-Za-zΑ-Ωα-ωͰ-Ͽ])[\u0300-\u036f]+", r"\1", unicodedata.normalize("NFKD", said))
    return "".join(one.lower() for one in unicodedata.normalize("NFKC", plain))


def _wide(one: str) -> str:
    return chr(ord(one) + 0xFEE0) if one.isalnum() else one


def _words(folded: str) -> list[str]:
    return re.findall("[0-9a-z\u00c0-\u1fff]+", folded)


def _whole(item: Json) -> str:
    return _fold("\n".join([item["text_title"], *(item["text_tags"] or []), item["text_content"]]))


def _made_up(rng: random.Random) -> Json:
    def prose(count: int) -> str:
        return "".join(rng.choice(_PIECES) + rng.choice(["", "", " ", "　", "\n"]) for _ in range(count))

    return {
        "text_title": prose(3).strip() or "月台",
        "text_content": "车" + prose(rng.randint(1, 25)),
        "text_tags": [prose(1).strip() for _ in range(rng.randint(0, 2))],
        "text_content_type": rng.choice(["article", "script"]),
    }


def _wishes(rng: random.Random, items: list[Json]) -> list[_Wish]:
    def phrase() -> str:
        content = rng.choice(items)["text_content"]
        start = rng.randrange(len(content))
        return re.sub('["“”„«»「」『』\n]', "", content[start : start + rng.randint(1, 9)])

    made = []
    for number in range(rng.choice([1, 1, 2, 3])):
        kind = rng.choice(["run", "run", "word", "phrase"])
        said = phrase() if kind == "phrase" else rng.choice(_RUNS if kind == "run" else _WORDS)
        if _words(_fold(said)) or re.search("[\u3040-\uffff\U00010000-\U0010ffff]", re.sub("\\W", "", said)):
            made.append(_Wish(said, kind == "phrase", number > 0 and rng.random() < 0.4))
    return made


async def _stems(resources: Resources, words: Iterable[str]) -> dict[str, str]:
    statement = text(
        "SELECT word, coalesce((ts_lexize('english_stem', word))[1], word) AS stem"
        " FROM unnest(CAST(:words AS text[])) AS word"
    )
    async with resources.database.transaction(OPERATOR) as session:
        told = await session.execute(statement, {"words": sorted(set(words))})
        return {row.word: row.stem for row in told}


async def _every(client: httpx.AsyncClient, params: Json) -> list[Json]:
    found: list[Json] = []
    while True:
        answer = await client.get("/api/v1/texts", params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        params = params | {"cursor": answer.json()["next_cursor"]}


async def _written(rng: random.Random, client: httpx.AsyncClient, stranger: httpx.AsyncClient, index: Index) -> Items:
    """Texts kept, edited, published, deleted and restored; some have codes by now, some not."""
    keys: list[int] = []
    for number in range(80):
        body = _made_up(rng)
        answer = await client.post("/api/v1/texts", json=body)
        assert answer.status_code == 201, answer.text
        keys.append(answer.json()["text_id"])
        if number % 3 == 0:
            assert (await stranger.post("/api/v1/texts", json=body)).status_code == 201
        if number == 50:
            await index()
    for text_id in rng.sample(keys, 30):
        where = f"/api/v1/texts/{text_id}"
        kind = rng.choice(["edit", "publish", "delete", "restore"])
        if kind in {"edit", "publish"}:
            changes = {"text_status": "published"} if kind == "publish" else _made_up(rng)
            assert (await client.patch(where, json=changes)).status_code == 200
            continue
        assert (await client.delete(where)).status_code == 204
        if kind == "restore":
            assert (await client.post(f"{where}/restore")).status_code == 200
    return {item["text_id"]: item for item in await _every(client, {"limit": 100})}


def _filters(rng: random.Random, items: Items) -> Json:
    names = ["text_status", "text_content_type", "text_source_text_id"]
    columns = rng.sample(names, rng.choice([0, 0, 1, 1, 2]))
    chosen = rng.choice(list(items.values()))
    return {column: chosen[column] for column in columns if chosen[column] is not None}


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_searches_find_what_plain_python_finds(
    client: httpx.AsyncClient, resources: Resources, make_user: MakeUser, login: Login, seed: int
) -> None:
    async def index() -> int:
        return await index_pending(resources.database, (SEARCHED,), seconds=60)

    rng = random.Random(seed)
    await make_user("stranger")
    items = await _written(rng, client, await login("stranger"), index)
    async with resources.database.transaction(OPERATOR) as session:
        change = "UPDATE text_content_basic SET text_source_text_id = :source WHERE text_id = ANY(:keys)"
        await session.execute(text(change), {"source": min(items), "keys": rng.sample(sorted(items), 20)})
    items = {item["text_id"]: item for item in await _every(client, {"limit": 100})}
    wholes = {text_id: _whole(item) for text_id, item in items.items()}
    asked = [wishes for _ in range(150) if (wishes := _wishes(rng, list(items.values())))]
    spoken = [*wholes.values(), *(wish.plain for wishes in asked for wish in wishes)]
    stems = await _stems(resources, (word for one in spoken for word in _words(one)))
    hits = 0
    for number, wishes in enumerate(asked):
        if number == len(asked) // 2:
            await index()
        filters = _filters(rng, items)
        true = {
            text_id
            for text_id, whole in wholes.items()
            if any(not wish.is_negated for wish in wishes)  # nothing but -words finds nothing
            and all(wish.holds(whole, stems) != wish.is_negated for wish in wishes)
            and all(items[text_id][name] == value for name, value in filters.items())
        }
        q = rng.choice([" ", "　", "  "]).join(wish.written(rng) for wish in wishes)
        sort = rng.choice(_SORTS)
        found = await _every(client, {"q": q, "sort": sort, "limit": rng.choice([3, 20, 100]), **filters})
        keys = [item["text_id"] for item in found]
        assert (len(keys), set(keys)) == (len(true), true), (q, sort, filters)
        if sort == "-text_created_time":
            assert keys == sorted(keys, reverse=True), q
        if sort == "-rank":
            ranks = [item["rank"] for item in found]
            assert ranks == sorted(ranks, reverse=True), q
        hits += len(true)
    assert hits > 500  # it was worth asking
