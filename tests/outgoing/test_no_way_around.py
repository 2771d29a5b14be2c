"""R3 of the list of attacks: the call site that was forgotten. What would get past the gate is found in the source."""

import pytest

from tests.lint import asks_outside


@pytest.mark.parametrize(
    "source",
    [
        "import httpx",
        "from httpx2 import AsyncClient as Something",
        "def later():\n    from openai import AsyncOpenAI",
        "import urllib.request as harmless",
        "from urllib import request",
        "from http import client",
        "import aiohttp.client",
        "await asyncio.open_connection(host, 80)",
        "socket.create_connection((host, 80))",
    ],
)
def test_every_way_to_another_server_is_seen(source: str) -> None:
    assert asks_outside(source)


@pytest.mark.parametrize("source", ["from urllib.parse import urlsplit", "from datasay.outgoing.client import Limits"])
def test_what_asks_nobody_is_let_be(source: str) -> None:
    assert not asks_outside(source)
