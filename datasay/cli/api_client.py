"""The public HTTP API as a program uses it: log in, start, watch, download. Nothing here that a user could not do."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx

_RECONNECTS = 60
_PAUSE_SECONDS = 1.0
_CHUNK = 1 << 20
Json = dict[str, Any]  # Any: JSON of the API


class ApiRefused(Exception):
    """The server said no; the text is the problem's detail."""


class ApiClient:
    """A session with one server. Use as an async context manager."""

    def __init__(self, server: str, token: str | None = None) -> None:
        self.server = server.rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=f"{self.server}/api/v1", timeout=httpx.Timeout(30, connect=5), trust_env=False
        )
        if token is not None:
            self._http.headers["Authorization"] = f"Bearer {token}"

    async def __aenter__(self) -> "ApiClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def log_in(self, user_name: str, user_password: str) -> str:
        """Begin a session; returns its token. Raises ApiRefused."""
        wanted = {"user_name": user_name, "user_password": user_password}
        answer = await self._ask("POST", "/auth/login", json=wanted)
        token = str(answer["session_token"])
        self._http.cookies.clear()
        self._http.headers["Authorization"] = f"Bearer {token}"
        return token

    async def start_creation(self, wanted: Json) -> Json:
        """Start the main job; returns the task. A repeated request after a broken connection starts it once."""
        return await self._start("/creations", wanted)

    async def start_generation(self, wanted: Json) -> Json:
        """Have a text written; returns the task. Raises ApiRefused, naming the field that is wrong."""
        return await self._start("/texts/generate", wanted)

    async def _start(self, path: str, wanted: Json) -> Json:
        headers = {"Idempotency-Key": str(uuid4())}
        try:
            return await self._ask("POST", path, json=wanted, headers=headers)
        except httpx.TransportError:
            return await self._ask("POST", path, json=wanted, headers=headers)

    async def find_timbre(self, name: str) -> int:
        """The timbre of this name (its own or on its platform). Raises ApiRefused with the known names."""
        known: list[str] = []
        cursor: str | None = None
        while True:
            page = await self._ask("GET", "/timbres", params={"limit": 100, **({"cursor": cursor} if cursor else {})})
            for timbre in page["items"]:
                if name in (timbre["timbre_name"], timbre["timbre_platform_id"], str(timbre["timbre_id"])):
                    return int(timbre["timbre_id"])
                known.append(str(timbre["timbre_platform_id"]))
            cursor = page["next_cursor"]
            if cursor is None:
                raise ApiRefused(f"没有这个音色。 There is no timbre {name!r}. Known: {', '.join(known)}.")

    async def watch(self, task_uuid: str, on_text: Callable[[int, str], None] | None = None) -> AsyncIterator[Json]:
        """The task each time it changes, until it ends; broken connections are taken up again where they broke.

        `on_text` gets what is being written, as offset and piece; offset 0 begins the text (anew).
        """
        last_id: str | None = None
        for _ in range(_RECONNECTS):
            headers = {"Last-Event-ID": last_id} if last_id is not None else {}
            try:
                async with self._http.stream("GET", f"/tasks/{task_uuid}/events", headers=headers) as answer:
                    if answer.status_code != 200:
                        await answer.aread()
                        _raise(answer)
                    async for name, value in _fields(answer.aiter_lines()):
                        if name == "id":
                            last_id = value
                        elif name == "data":
                            task: Json = json.loads(value)
                            if "task_status" not in task:  # a piece of the text that is being written
                                if on_text is not None:
                                    on_text(task["offset"], task["text"])
                                continue
                            yield task
                            if task["task_status"] not in ("pending", "running"):
                                return
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE_SECONDS)
        raise ApiRefused("The connection broke again and again; the task goes on, look at it in `/tasks`.")

    async def revoke(self, task_uuid: str) -> None:
        """Stop the task."""
        await self._ask("POST", f"/tasks/{task_uuid}/revoke")

    async def get(self, path: str, **params: str | int) -> Json:
        """One object, or one page of a list. Raises ApiRefused."""
        return await self._ask("GET", path, params=params)

    async def render_template(self, template_id: int, values: Json) -> Json:
        """Render a text template. Raises ApiRefused, naming the value that is wrong."""
        return await self._ask("POST", f"/text-templates/{template_id}/render", json={"variables": values})

    async def import_text(self, file: Path, fields: dict[str, str | list[str]]) -> Json:
        """Make a text of a file; returns the answer of the import. Raises ApiRefused, OSError."""
        data = await asyncio.to_thread(file.read_bytes)
        return await self._ask("POST", "/texts/import", files={"file": (file.name, data)}, data=fields)

    async def export_text(self, text_id: int, kind: str, target: Path | None) -> tuple[Path, str | None]:
        """Save a text as a file, under its own name where none is given, never over another file of that name.

        Returns where it is and, of subtitles, whether their times are measured. Raises ApiRefused, OSError.
        """
        answer = await self._http.get(f"/texts/{text_id}/export", params={"format": kind})
        if answer.status_code != 200:
            _raise(answer)
        place = target or free_place(file_name(answer.headers.get("content-disposition", ""), f"text.{kind}"))
        await asyncio.to_thread(place.write_bytes, answer.content)
        return place, answer.headers.get("x-timings")

    async def download(self, file_id: int, target: Path) -> int:
        """Save a file's bytes, never half; returns their number. Raises ApiRefused, OSError."""
        partial = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
        size = 0
        try:
            async with self._http.stream("GET", f"/files/{file_id}/content") as answer:
                if answer.status_code != 200:
                    await answer.aread()
                    _raise(answer)
                with partial.open("wb") as file:
                    async for chunk in answer.aiter_bytes(_CHUNK):
                        size += file.write(chunk)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return size

    async def _ask(self, method: str, path: str, **sent: Any) -> Json:  # Any: passed on to httpx
        answer = await self._http.request(method, path, **sent)
        if answer.status_code >= 400:
            _raise(answer)
        return dict(answer.json())


def file_name(disposition: str, default: str) -> str:
    """The name in a Content-Disposition header (RFC 8187 first), as the name of a file in this folder and no other."""
    whole, plain = re.search(r"filename\*=UTF-8''([^;]+)", disposition), re.search(r'filename="([^"]*)"', disposition)
    name = unquote(whole[1]) if whole else plain[1] if plain else ""
    return Path(name.replace("\\", "/")).name.lstrip(".") or default


def free_place(name: str) -> Path:
    """A file of this name in the current folder, numbered if there is one already."""
    place = Path(name)
    for number in count(2):
        if not place.exists():
            break
        place = Path(f"{Path(name).stem} {number}{Path(name).suffix}")
    return place


async def _fields(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, str]]:
    """The fields of a stream of server-sent events (WHATWG HTML §9.2); each of ours has one line of data."""
    async for line in lines:
        name, colon, value = line.partition(":")
        if colon and name:
            yield name, value.removeprefix(" ")


def _raise(answer: httpx.Response) -> None:
    try:
        problem = answer.json()
        detail = f"{problem['detail']} ({answer.status_code}, request {problem['request_id']})"
    except (ValueError, KeyError, TypeError):
        detail = f"The server answered {answer.status_code}."
    raise ApiRefused(detail)
