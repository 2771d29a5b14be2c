"""What a template and its values may not hold: each refused by name, and nothing kept."""

import json

import httpx
import pytest

WHERE = "/api/v1/text-templates"
JSON = {"Content-Type": "application/json"}
_A = {"type": "object", "properties": {"a": {"type": "string"}}}


def _template(**changed: object) -> bytes:
    return json.dumps({"template_name": "模板", "template_content": "一", **changed}).encode()


def _variable(**declared: object) -> bytes:
    return _template(template_variables={"type": "object", "properties": {"a": declared}})


WRONG: dict[str, tuple[bytes, str, str]] = {
    "NUL in the name": (_template(template_name="a\x00"), "template_name", "NUL"),
    "NUL in the content": (_template(template_content="a\x00"), "template_content", "NUL"),
    "half a character in the name": (_template(template_name="\ud800"), "template_name", "surrogate"),
    "half a character in the content": (_template(template_content="x\udfff"), "template_content", "surrogate"),
    "half a character in the help": (_template(template_description="\ud83d"), "template_description", "surrogate"),
    "half a character in a variable's name": (
        _template(template_variables={"properties": {"\ud800": {"type": "string"}}}),
        "template_variables.properties",
        "surrogate",
    ),
    "half a character in a default": (
        _variable(type="string", default="\ud800"),
        "template_variables.properties.a.default",
        "surrogate",
    ),
    "half a character in a choice of a list": (
        _variable(type="array", items={"type": "string", "enum": ["\ud800"]}),
        "template_variables.properties.a.items.enum.0",
        "surrogate",
    ),
    "an override of direction": (_template(template_name="\u202egnp.exe"), "template_name", "control characters"),
    "an unknown type": (_template(template_type="poem"), "template_type", "one of prompt, structure, format"),
    "an unknown status": (_template(template_status="deleted"), "template_status", "active, inactive"),
    "no language": (_template(template_language="Chinese"), "template_language", "like zh-CN"),
    "a column of ours": (_template(template_usage_count=7), "template_usage_count", "not known here"),
    "sharing": (_template(template_visibility="shared"), "template_visibility", "not known here"),
    "variables as a list": (_template(template_variables=[]), "template_variables", "object of fields"),
    "an unknown type of variable": (_variable(type="date"), "template_variables.properties.a.type", "integer"),
    "a list of nothing": (_variable(type="array"), "template_variables.properties.a.items", "is missing"),
    "101 characters of a name": (
        _template(template_name="背" * 101),
        "template_name",
        "may have at most 100 characters; it has 101",
    ),
    "too long a content": (_template(template_content="x" * 50_001), "template_content", "50,000 characters"),
    "a template that includes itself": (
        _template(template_content="{% include '模板' %}"),
        "template_content",
        "{% in",
    ),
    "a macro that calls itself": (
        _template(template_content="{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        "template_content",
        "{% macro %}",
    ),
    "a block in itself": (
        _template(template_content="{% block b %}{{ self.b() }}{% endblock %}"),
        "template_content",
        "{% block %}",
    ),
    "a loop that goes on into itself": (
        _template(template_content="{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}"),
        "template_content",
        "recursive",
    ),
    "broken JSON": (b'{"template_name": ', "body", "no valid JSON"),
    "bytes that are not UTF-8": (b'{"template_name": "\xff\xfe", "template_content": "x"}', "body", "UTF-8"),
    "JSON in JSON in JSON": (b'{"template_variables": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001, "body", "too deeply"),
    "ten megabytes": (_template(template_content="x" * 10_000_000), "body", "at most 8,388,608 bytes"),
}


async def test_a_wrong_field_is_named_and_nothing_is_written(client: httpx.AsyncClient) -> None:
    where = (await client.post(WHERE, json={"template_name": "t", "template_content": "一"})).headers["Location"]
    before = (await client.get(where)).json()
    complaints: dict[str, object] = {}
    for case, (body, field, words) in WRONG.items():
        for method, address in (("POST", WHERE), ("PATCH", where)):
            answer = await client.request(method, address, content=body, headers=JSON)
            problem = answer.json()
            fields = [wrong["field"] for wrong in problem["errors"]]
            expected = 413 if case == "ten megabytes" else 422
            if answer.status_code != expected or set(fields) != {field} or words not in problem["detail"]:
                complaints[f"{method} {case}"] = (answer.status_code, fields, problem["detail"])
    assert complaints == {}
    assert (await client.get(where)).json() == before
    assert len((await client.get(WHERE, params={"template_visibility": "private"})).json()["items"]) == 1


@pytest.mark.parametrize("name", ["背" * 100, "👍" * 100, "𠀀" * 100])
async def test_a_name_is_measured_in_characters_not_bytes(client: httpx.AsyncClient, name: str) -> None:
    kept = await client.post(WHERE, json={"template_name": name, "template_content": "一"})
    assert (kept.status_code, kept.json()["template_name"]) == (201, name)


async def test_odd_characters_of_a_value_are_kept_as_they_are(client: httpx.AsyncClient) -> None:
    template = {"template_name": "t", "template_content": "{{ a }}", "template_variables": _A}
    where = (await client.post(WHERE, json=template)).headers["Location"]
    for value in ("\u200fمرحبا\u200e 背影", "👨‍👩‍👧‍👦 1️⃣", "e\u0301\u202e!"):
        answer = await client.post(f"{where}/render", json={"variables": {"a": value}})
        assert answer.json()["text"] == value


@pytest.mark.parametrize(
    ("template_id", "status"),
    [("0", 422), ("-1", 422), ("2147483648", 422), ("99999999999999999999", 422), ("2147483647", 404)],
)
async def test_an_id_that_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, template_id: str, status: int
) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/render")):
        body: dict[str, object] | None = {} if method in {"PATCH", "POST"} else None
        answer = await client.request(method, f"{WHERE}/{template_id}{rest}", json=body)
        assert answer.status_code == status, method
        if status == 422:
            assert answer.json()["errors"][0]["field"] == "path.template_id"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("template_type=poem", "query.template_type"),
        ("template_status=gone", "query.template_status"),
        ("template_visibility=all", "query.template_visibility"),
        ("template_language=Chinese", "query.template_language"),
        ("q=%00", "query.q"),
        ("%00=q", "query"),
        ("sort=template_content", "query.sort"),
    ],
)
async def test_a_wrong_query_names_the_parameter(client: httpx.AsyncClient, query: str, field: str) -> None:
    answer = await client.get(f"{WHERE}?{query}")
    assert (answer.status_code, [wrong["field"] for wrong in answer.json()["errors"]]) == (422, [field])
