"""Asks the running web process how the platform is."""

import json
import urllib.error
import urllib.request

# No proxy of the environment stands between us and our own child.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str, *, seconds: float = 5.0) -> bool:
    """Whether a GET is answered by 200."""
    try:
        with _OPENER.open(url, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


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
