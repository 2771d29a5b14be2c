"""Text templates over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from datasay.core.resources import Resources
from tests.conftest import Login, MakeUser

WHERE = "/api/v1/text-templates"
TEMPLATE: dict[str, Any] = {
    "template_name": "新品一句话",
    "template_content": "{{ product_name }}来了！\n{% if price %}\n只要{{ price }}元。\n{% endif %}\n",
    "template_variables": {
        "type": "object",
        "properties": {
            "product_name": {"type": "string", "title": "产品名称", "x-title-en": "Product", "maxLength": 10},
            "price": {"type": "number", "minimum": 0, "default": 99},
            "colour": {"type": "string", "enum": ["红", "蓝"]},
        },
        "required": ["product_name"],
    },
}


async def test_a_template_is_kept_read_changed_and_deleted(client: httpx.AsyncClient) -> None:
    made = await client.post(WHERE, json=TEMPLATE)
    assert made.status_code == 201, made.text
    template = made.json()
    assert template.pop("warnings") == ["The variable 'colour' is declared and not used."]
    assert (template["template_language"], template["template_type"]) == ("zh-CN", "structure")
    where = made.headers["Location"]
    read = (await client.get(where)).json()
    assert read == template
    declared = sorted(read["template_variables"]["properties"].items(), key=lambda entry: entry[1]["x-order"])
    assert [name for name, _ in declared] == ["product_name", "price", "colour"]
    changed = await client.patch(where, json={"template_name": "新名字", "template_description": None})
    assert (changed.status_code, changed.json()["template_name"]) == (200, "新名字")
    assert (await client.delete(where)).status_code == 204
    for gone in (await client.get(where), await client.post(f"{where}/render", json={}), await client.delete(where)):
        assert (gone.status_code, gone.json()["type"]) == (404, "/problems/text-template-not-found")
    mine = await client.get(WHERE, params={"template_visibility": "private"})
    assert mine.json()["items"] == []


async def test_rendering_fills_in_defaults_and_counts(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    answer = await client.post(f"{where}/render", json={"variables": {"product_name": "小暖杯"}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"] == "小暖杯来了！\n只要99元。"
    free = await client.post(f"{where}/render", json={"variables": {"product_name": "小暖杯", "price": 0}})
    assert free.json()["text"] == "小暖杯来了！"
    assert (await client.get(where)).json()["template_usage_count"] == 2


async def test_fifty_renderings_at_once_are_counted_as_fifty(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    names = [f"产品{number}" for number in range(50)]
    answers = await asyncio.gather(
        *(client.post(f"{where}/render", json={"variables": {"product_name": name}}) for name in names)
    )
    assert [answer.json()["text"].split("来了")[0] for answer in answers] == names
    assert (await client.get(where)).json()["template_usage_count"] == 50


@pytest.mark.parametrize(
    ("variables", "field", "message"),
    [
        ({}, "variables.product_name", "is required"),
        ({"product_name": "   "}, "variables.product_name", "is required"),
        ({"product_name": None}, "variables.product_name", "is required"),
        ({"product_name": "一二三四五六七八九十一"}, "variables.product_name", "at most 10 characters; it has 11"),
        ({"product_name": 5}, "variables.product_name", "must be a text"),
        ({"product_name": "杯", "price": -1}, "variables.price", "must be at least 0"),
        ({"product_name": "杯", "price": "99"}, "variables.price", "must be a number"),
        ({"product_name": "杯", "price": True}, "variables.price", "must be a number"),
        ({"product_name": "杯", "colour": "绿"}, "variables.colour", "must be one of 红, 蓝"),
        ({"product_name": "杯", "size": 3}, "variables.size", "has no variable size"),
        ({"product_name": {"a": 1}}, "variables.product_name", "must be a text"),
        ({"product_name": [["a"]]}, "variables.product_name", "must be a text"),
        ({"product_name": "\x00"}, "variables.product_name", "NUL"),
        ({"product_name": "杯", "__class__": "x"}, "variables.__class__", "has no variable"),
        ({"product_name": "杯", "a b": "x"}, "variables.a b", "is no name"),
        ({"product_name": "杯", "price": 10**30}, "variables.price", "too large"),
    ],
)
async def test_a_wrong_value_is_named(
    client: httpx.AsyncClient, variables: dict[str, object], field: str, message: str
) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    answer = await client.post(f"{where}/render", json={"variables": variables})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/text-template-values"
    assert [wrong["field"] for wrong in answer.json()["errors"]] == [field]
    assert message in answer.json()["errors"][0]["message"]
    assert (await client.get(where)).json()["template_usage_count"] == 0


async def test_half_a_character_in_a_value_is_refused(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    for body in (b'{"variables": {"product_name": "\\ud800"}}', b'{"variables": {"\\ud800": "x"}}'):
        answer = await client.post(f"{where}/render", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
    nan = b'{"variables": {"product_name": "x", "price": NaN}}'
    answer = await client.post(f"{where}/render", content=nan, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            {"template_content": "一\n二\n{{ product_nam }}"},
            "template_content",
            "Line 3: 'product_nam' is used and not",
        ),
        ({"template_content": "一\n{% if %}"}, "template_content", "Line 2: "),
        ({"template_content": "{{ product_name | uper }}"}, "template_content", "Did you mean 'upper'?"),
        ({"template_content": "{{ product_name.__class__ }}"}, "template_content", "Line 1: '.__class__' cannot"),
        ({"template_content": "   "}, "template_content", "empty"),
        (
            {"template_variables": {"properties": {"product_name": {"type": "string"}}, "required": ["x"]}},
            "template_variables.required",
            "x is not among",
        ),
        (
            {
                "template_content": "{{ a }}",
                "template_variables": {"properties": {"a": {"type": "string", "maxLength": 2, "default": "abc"}}},
            },
            "template_variables.properties.a.default",
            "at most 2 characters",
        ),
        (
            {
                "template_content": "{{ a }}",
                "template_variables": {"properties": {"a": {"type": "number", "minimum": 5, "maximum": 1}}},
            },
            "template_variables.properties.a.minimum",
            "more than maximum",
        ),
        (
            {
                "template_content": "{{ a }}",
                "template_variables": {"properties": {"a": {"type": "string", "pattern": "("}}},
            },
            "template_variables.properties.a.pattern",
            "regular expression",
        ),
    ],
)
async def test_a_wrong_template_is_refused_with_its_line_and_field(
    client: httpx.AsyncClient, change: dict[str, object], field: str, message: str
) -> None:
    answer = await client.post(WHERE, json=TEMPLATE | change)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert message in answer.json()["errors"][0]["message"]
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    assert (await client.patch(where, json=change)).status_code == 422
    assert (await client.get(where)).json()["template_content"] == TEMPLATE["template_content"].rstrip("\n") + "\n"


@pytest.mark.parametrize(
    "declared",
    [
        {"$ref": "https://example.org/schema.json"},
        {"type": "string", "$ref": "#/$defs/a"},
        {"type": "object", "properties": {}},
        {"type": "string", "format": "regex"},
        {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        {"type": "string", "pattern": "a" * 201},
        {"type": "string", "maxLength": -1},
        {"type": "string", "x-anything": 1},
        {"type": "string", "default": "\x00"},
    ],
)
async def test_declarations_beyond_what_a_form_can_show_are_refused(
    client: httpx.AsyncClient, declared: dict[str, object]
) -> None:
    variables = {"type": "object", "properties": {"a": declared}}
    answer = await client.post(WHERE, json=TEMPLATE | {"template_content": "{{ a }}", "template_variables": variables})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("template_variables.properties.a")


async def test_a_change_of_the_variables_is_held_against_the_content(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    answer = await client.patch(where, json={"template_variables": {"properties": {}}})
    assert answer.status_code == 422
    assert "'product_name' is used and not declared" in answer.json()["detail"]


async def test_no_transaction_waits_for_the_sandbox(client: httpx.AsyncClient, resources: Resources) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    never_ends = {"type": "string", "pattern": "^(a+)+$", "default": "a" * 60 + "b"}
    slow = {"template_content": "{{ a }}", "template_variables": {"properties": {"a": never_ends}}}
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state ^@ 'idle in trans'"
    for method, address in (("POST", WHERE), ("PATCH", where)):
        answering = asyncio.ensure_future(client.request(method, address, json=TEMPLATE | slow))
        seen = 0
        while not answering.done():
            open_ones = await resources.database.fetch_value(text(waiting))
            seen = seen + 1 if open_ones else 0
            assert seen < 5, f"{method}: a transaction stays open while the template is checked"
            await asyncio.sleep(0.05)
        refused = answering.result()
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/text-template-limit")


async def test_a_change_made_while_another_was_checked_is_not_overwritten_unchecked(client: httpx.AsyncClient) -> None:
    declared = {name: {"type": "string"} for name in ("a", "b")}
    both = {"template_content": "{{ a }}{{ b }}", "template_variables": {"properties": declared}}
    for _ in range(10):
        where = (await client.post(WHERE, json=TEMPLATE | both)).headers["Location"]
        answers = await asyncio.gather(
            client.patch(where, json={"template_content": "{{ a }}"}),
            client.patch(where, json={"template_variables": {"properties": {"b": {"type": "string"}}}}),
            client.patch(where, json={"template_content": "{{ b }}"}),
        )
        assert {answer.status_code for answer in answers} <= {200, 409, 422}
        assert answers[0].status_code == 200 or answers[2].status_code == 200
        kept = (await client.get(where)).json()
        used = set(kept["template_content"].strip("{} ").split("}}{{"))
        assert {name.strip() for name in used} <= kept["template_variables"]["properties"].keys()


async def test_a_preview_keeps_nothing(client: httpx.AsyncClient) -> None:
    wanted = {
        "template_content": TEMPLATE["template_content"],
        "template_variables": TEMPLATE["template_variables"],
        "variables": {"product_name": "杯"},
    }
    answer = await client.post(f"{WHERE}/preview", json=wanted)
    assert answer.json() == {
        "template_id": None,
        "text": "杯来了！\n只要99元。",
        "warnings": ["The variable 'colour' is declared and not used."],
    }
    assert (await client.get(WHERE, params={"template_visibility": "private"})).json()["items"] == []
    refused = await client.post(f"{WHERE}/preview", json=wanted | {"template_content": "{% include 'x' %}"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/text-template-not-valid")


async def test_built_in_templates_are_everybodys_and_nobodys_to_change(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("reader")
    reader = await login("reader")
    shared = await reader.get(WHERE, params={"q": "提示词：改写"})
    (template,) = shared.json()["items"]
    assert (template["template_key"], template["template_visibility"]) == ("prompt_rewrite_zh", "shared")
    where = f"{WHERE}/{template['template_id']}"
    used = await reader.post(f"{where}/render", json={"variables": {"source": "一段文字"}})
    assert "一段文字" in used.json()["text"]
    for somebody in (reader, client):  # the client's user is the one who owns the rows
        changed = await somebody.patch(where, json={"template_name": "mine"})
        deleted = await somebody.delete(where)
        assert (changed.status_code, deleted.status_code) == (403, 403)
        assert changed.json()["type"] == "/problems/text-template-read-only"


async def test_a_strangers_template_does_not_exist(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    where = (await client.post(WHERE, json=TEMPLATE)).headers["Location"]
    await make_user("stranger")
    stranger = await login("stranger")
    answers = [
        await stranger.get(where),
        await stranger.patch(where, json={"template_name": "x"}),
        await stranger.delete(where),
        await stranger.post(f"{where}/render", json={"variables": {"product_name": "x"}}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    listed = await stranger.get(WHERE, params={"template_visibility": "private"})
    assert listed.json()["items"] == []


async def test_lists_are_filtered_and_paged(client: httpx.AsyncClient) -> None:
    for number in range(5):
        extra = {"template_name": f"第{number}个_100%", "template_type": "format" if number % 2 else "structure"}
        assert (await client.post(WHERE, json=TEMPLATE | extra)).status_code == 201
    for params, count in (
        ({"q": "个_100%"}, 5),
        ({"q": "个x100%"}, 0),
        ({"q": "_100%", "template_type": "format"}, 2),
        ({"q": "_100%", "template_status": "inactive"}, 0),
        ({"q": "_100%", "template_language": "en-US"}, 0),
    ):
        assert len((await client.get(WHERE, params=params)).json()["items"]) == count, params
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"q": "_100%", "limit": "2", "sort": "-template_name"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(WHERE, params=params)).json()
        seen += [template["template_name"] for template in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"第{number}个_100%" for number in (4, 3, 2, 1, 0)]


async def test_an_inactive_template_is_not_rendered(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json=TEMPLATE | {"template_status": "inactive"})).headers["Location"]
    answer = await client.post(f"{where}/render", json={"variables": {"product_name": "x"}})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/text-template-inactive")
