"""`/docs` needs nobody else: all it loads comes from us, and its policy allows just that."""

from html.parser import HTMLParser

import httpx

_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
}


class _Page(HTMLParser):
    """What a page loads, and what stands in the page itself that its policy would forbid."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: dict[str, str] = {}
        self.forbidden: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        for name, value in attrs:
            if name in {"src", "href"}:
                self.loaded[value or ""] = tag
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  HTMLParser's own signature
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in {"script", "style"} and data.strip():
            self.forbidden.append(data)


def _policy(answer: httpx.Response) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: sources for name, *sources in parts}


async def test_all_it_loads_comes_from_us_and_is_allowed(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert _policy(answer) == _POLICY
    page = _Page(answer.text)
    assert page.forbidden == []
    kinds = {"script": "text/javascript", "link": "text/css"}
    assets = {place: tag for place, tag in page.loaded.items() if not place.startswith("data:")}
    assert sorted(assets.values()) == ["link", "script", "script"]
    for place, tag in assets.items():
        url = answer.url.join(place)
        assert url.host == answer.url.host
        asset = await anonymous.get(url)
        assert asset.status_code == 200, place
        assert asset.headers["content-type"] == f"{kinds[tag]}; charset=utf-8"
        assert _policy(asset) == _POLICY


async def test_it_starts_with_our_own_document_and_asks_no_validator(anonymous: httpx.AsyncClient) -> None:
    start = (await anonymous.get("/docs/start.js")).text
    assert 'url: "openapi.json"' in start
    assert "validatorUrl: null" in start
    assert "http" not in start
    bundle = (await anonymous.get("/docs/swagger-ui-bundle.js")).text
    assert "SwaggerUIBundle" in bundle[:1000]
    assert (await anonymous.get("/openapi.json")).json()["info"]["title"] == "DataSay"


async def test_nothing_else_is_served_from_there(anonymous: httpx.AsyncClient) -> None:
    for place in ("/docs/LICENSE", "/docs/..%2f..%2f__init__.py", "/docs/oauth2-redirect", "/redoc"):
        assert (await anonymous.get(place)).status_code == 404, place
    assert "/docs/{name}" not in (await anonymous.get("/openapi.json")).json()["paths"]
