"""N9: under which names the platform answers, and odd digits in headers: refused or passed over, never 500."""

import itertools

import httpx
import pytest

from datasay.core.hosts import TrustedHosts
from datasay.core.settings import Settings
from tests.file_storage import samples

_ODD = [
    b"\xb2",
    "²".encode(),
    "٣".encode(),
    b"-1",
    b"9" * 30,
    b"1" * 5000,
    b"1e5",
    b"0x10",
    b"1_000",
    b"",
    b"bytes=\xb2-",
    b"bytes=" + b"9" * 5000 + b"-",
    b'"\xb2"',
    b"[",
    b"[::1",
    b"a:b:c",
    b"a:\xb2",
]
_HEADERS = (
    "last-event-id",
    "range",
    "if-range",
    "if-match",
    "if-none-match",
    "content-length",
    "idempotency-key",
    "host",
    "origin",
    "x-forwarded-for",
    "x-forwarded-proto",
    "accept-language",
    "cookie",
    "authorization",
)


def _trusts(name: str, reached_at: str = "192.0.2.10", **settings: object) -> bool:
    return TrustedHosts(Settings(**settings)).trusts(name.encode("latin-1"), reached_at)  # type: ignore[arg-type]  # of many types


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("localhost", True),
        ("LOCALHOST.:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("studio.localhost", True),
        ("192.0.2.10:8000", True),  # where it was reached
        ("192.0.2.11", False),
        ("studio.example.org", True),
        ("STUDIO.example.org:443", True),
        ("a.team.example.org", True),
        ("team.example.org", False),
        ("evil.example", False),
        ("studio.example.org.evil.example", False),
        ("localhost.evil.example", False),
        ("evil.example#studio.example.org", False),
        ("studio.example.org@evil.example", False),
        ("studio.example.org:80:80", False),
        ("studio.example.org:port", False),
        ("studio.example.org:123456", False),
        ("127.1", False),
        ("", False),
        (".", False),
        ("[", False),
        ("[]", False),
        ("a" * 70_000, False),
    ],
)
def test_own_names_and_listed_ones_are_trusted(host: str, trusted: bool) -> None:
    assert _trusts(host, trusted_hosts=["studio.example.org", "*.team.example.org"]) is trusted
    assert _trusts(host, trusted_hosts=["*"])


def test_a_socket_for_both_kinds_of_addresses_is_reached_at_both() -> None:
    assert _trusts("192.0.2.10", "::ffff:192.0.2.10")
    assert _trusts("[2001:db8::5]:80", "2001:db8::5")
    assert not _trusts("[2001:db8::6]:80", "2001:db8::5")
    assert _trusts("studio.lan", host="studio.lan")


async def test_a_forged_host_is_refused_and_no_redirect_names_one(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/texts/", "/api/v1/texts", "/healthz", "/nothing"):
        refused = await client.get(path, headers={"Host": "evil.example"})
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/host-not-trusted")
    redirect = await client.get("/api/v1/texts/?limit=1", headers={"Host": "localhost:9"})
    assert (redirect.status_code, redirect.headers["Location"]) == (307, "/api/v1/texts?limit=1")
    twice = await client.get("//evil.example/api/v1/texts/")
    assert not twice.headers.get("Location", "/").startswith("//")
    two = httpx.Headers([("Host", "localhost"), ("Host", "evil.example")])
    assert (await client.get("/healthz", headers=two)).status_code == 400


async def test_odd_digits_in_headers_are_no_fault_of_ours(client: httpx.AsyncClient) -> None:
    file_id = (await client.post("/api/v1/files", files={"file": ("a.png", samples.picture())})).json()["file_id"]
    text_id = (await client.post("/api/v1/texts", json={"text_title": "t", "text_content": "c"})).json()["text_id"]
    wish = {"image_title": "公园", "image_prompt": "公园里的树"}
    task = f"/api/v1/tasks/{(await client.post('/api/v1/images/generate', json=wish)).json()['task_uuid']}"
    assert (await client.post(f"{task}/revoke")).status_code == 200
    asked = [
        ("GET", f"/api/v1/files/{file_id}/content"),
        ("PATCH", f"/api/v1/texts/{text_id}"),
        ("GET", f"{task}/events"),
        ("POST", "/api/v1/auth/login"),
        ("POST", "/api/v1/files"),
        ("POST", "/api/v1/images/generate"),
        ("GET", "/api/v1/texts/"),
    ]
    faults = []
    for (method, path), name, value in itertools.product(asked, _HEADERS, _ODD):
        body = {"content": b'{"text_tags":["a"]}'} if method != "GET" else {}
        headers = [(b"content-type", b"application/json"), (name.encode(), value)]
        answer = await client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]  # a dict of one
        if answer.status_code >= 500:
            faults.append((method, path, name, value[:30], answer.status_code))
    assert faults == []
    refused = await client.get(f"{task}/events", headers=[(b"last-event-id", b"\xb2")])
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    for query in ("limit=²", "limit=٣", "cursor=²", "limit=" + "9" * 5000, "task_parent_id=²"):
        for path in ("/api/v1/tasks", "/api/v1/texts/²", "/api/v1/texts/" + "9" * 5000, "/api/v1/text-templates/٣"):
            assert (await client.get(f"{path}?{query}")).status_code in {404, 422}, (path, query)
