"""Asks the running web process how the platform is."""

import http.client
import json
import urllib.error
import urllib.request
from uuid import uuid4

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  where to reach who listens on all
# No proxy of the environment stands between us and our own child.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str, *, seconds: float = 5.0) -> bool:
    """Whether a GET is answered by 200."""
    try:
        with _OPENER.open(url, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def is_datasay(web_url: str, *, seconds: float = 2.0) -> bool:
    """Whether a web process of DataSay answers there, and not some other program."""
    number = uuid4().hex  # ours give it back
    try:
        asked = urllib.request.Request(f"{web_url}/healthz", headers={"X-Request-ID": number})  # noqa: S310  http alone
        with _OPENER.open(asked, timeout=seconds) as answer:
            returned = answer.headers.get("X-Request-ID")
            return bool(returned == number and json.loads(answer.read(1000)) == {"status": "ok"})
    except (OSError, ValueError, http.client.HTTPException):
        return False


def reachable(host: str) -> str:
    """The address at which what listens on this host is reached from here, as an address of the web has it."""
    address = _ANY_ADDRESS.get(host, host)
    return f"[{address}]" if ":" in address else address


def takes_work(web_url: str, part: str) -> bool:
    """Whether `/readyz` says that this part takes work off its queue; True when that cannot be known now.

    Without web, database or Redis nobody can say, and a restart of the part would not help.
    """
    try:
        with _OPENER.open(f"{web_url}/readyz", timeout=10) as answer:
            state = answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            state = refusal.read()
    except OSError:
        return True
    try:
        ready = {each["name"]: bool(each["ready"]) for each in json.loads(state)["parts"]}
    except (ValueError, KeyError, TypeError):
        return True
    if not (ready.get("database", False) and ready.get("redis", False)):
        return True
    return ready.get(part, True)
