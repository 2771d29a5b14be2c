"""The public HTTP API as a program uses it: log in, start, watch, download. Nothing here that a user could not do."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx

from datasay.cli.printing import Refused
from datasay.cli.saving import free_place, saved
from datasay.wording.languages import language_of_environment
from datasay.wording.told import Told, verbatim

_RECONNECTS = 60
_PAUSE_SECONDS = 1.0
_CHUNK = 1 << 20
_PAGE = 100
_IDEOGRAPHS = ("\u4e00", "\u9fff")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r'"([0-9a-f]{64})"')
Json = dict[str, Any]  # Any: JSON of the API
Asked = str | int | list[str]
BeginSession = Callable[[], Awaitable[str]]


class ApiRefused(Refused):
    """The server said no; the sentence is the problem's detail, which comes in the reader's language."""

    def __init__(self, said: Told, wrong: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(said)
        self._said = said
        self._wrong = wrong  # fields, and what is wrong with each

    def by_options(self, options: Mapping[str, str]) -> Told:
        """The sentence with the options of the command, by field, in place of the API's fields."""
        named = [(_option(field, options), message) for field, message in self._wrong]
        if not any(option for option, _ in named):
            return self._said
        shown = zip(self._wrong, named, strict=True)
        return verbatim("\n".join(f"{option or field}: {_ended(message)}" for (field, _), (option, message) in shown))


def _ended(message: str) -> str:
    """What is wrong with a field as a sentence of its language."""
    if message.endswith((".", "。", "!", "?", "？", "！")):
        return message
    return f"{message}{'。' if any(_IDEOGRAPHS[0] <= sign <= _IDEOGRAPHS[1] for sign in message) else '.'}"


def _option(field: str, options: Mapping[str, str]) -> str | None:
    """The option a field is given by, with the name of what is within it; None for one that no option gives."""
    if field.startswith("path."):  # an argument, called as in the help: TEXT_ID
        return field.removeprefix("path.").upper()
    first, *inner = field.removeprefix("query.").split(".")
    if first not in options:
        return None
    return " ".join([options[first], *(part for part in inner if not part.isdecimal())])


class _Session(httpx.Auth):
    """Sends the token with every request; where another one can be had, an ended session is begun anew, once each."""

    def __init__(self, server: str, token: str | None, renew: BeginSession | None) -> None:
        self.token = token
        self._server = server
        self._renew = renew

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """A request, and the same again with a new token when the one it had has ended. Raises ApiRefused."""
        if self.token is not None:
            request.headers["Authorization"] = f"Bearer {self.token}"
        answer = yield request
        if answer.status_code != httpx.codes.UNAUTHORIZED or self.token is None:
            return
        if self._renew is None:
            raise ApiRefused(
                Told(
                    "The session has ended: `datasay login NAME --server {server}`, or another DATASAY_TOKEN. A task"
                    " that was begun goes on: `datasay task list`.",
                    "登录已失效：请运行 `datasay login NAME --server {server}`，或换一个 DATASAY_TOKEN。"
                    "已开始的任务还在继续：`datasay task list`。",
                    server=self._server,
                )
            )
        self.token = await self._renew()
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


class ApiClient:
    """A session with one server. Use as an async context manager.

    `renew` begins another session when this one has ended; without it the server's refusal stands.
    """

    def __init__(self, server: str, token: str | None = None, renew: BeginSession | None = None) -> None:
        self.server = server.rstrip("/")
        self._session = _Session(self.server, token, renew)
        self._http = httpx.AsyncClient(
            headers={"Accept-Language": language_of_environment()},
            base_url=f"{self.server}/api/v1",
            timeout=httpx.Timeout(30, connect=5),
            trust_env=False,
            auth=self._session,
        )

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
        self._session.token = token
        return token

    async def start_creation(self, wanted: Json) -> Json:
        """Start the main job; returns the task. A repeated request after a broken connection starts it once."""
        return await self._start("/creations", wanted)

    async def start_generation(self, wanted: Json) -> Json:
        """Have a text written; returns the task. Raises ApiRefused, naming the field that is wrong."""
        return await self._start("/texts/generate", wanted)

    async def start_rendering(self, mixall_id: int) -> Json:
        """Have a work made; returns the task. Raises ApiRefused."""
        return await self._start(f"/mixalls/{mixall_id}/render", None)

    async def storyboard(self, mixall_id: int, revision: int) -> Json:
        """A work as it was at a revision. Raises ApiRefused."""
        work = await self.get(f"/mixalls/{mixall_id}")
        if work["mixall_revision"] == revision:
            return work
        version = await self.get(f"/mixalls/{mixall_id}/versions/{revision}")
        parts = ("title", "aspect", "settings", "scenes")
        return work | {f"mixall_{name}": version[f"version_{name}"] for name in parts}

    async def change_work(self, mixall_id: int, work: Json, operations: list[Json], base_revision: int) -> Json:
        """Change a work and its scenes; as it is then. Raises ApiRefused: then the scenes are unchanged."""
        where = f"/mixalls/{mixall_id}"
        changed = await self._ask("PATCH", where, json=work) if work else await self.get(where)
        if operations:
            wanted = {"operations": operations, "base_revision": base_revision}
            changed = await self._ask("PATCH", f"{where}/scenes", json=wanted)
        return changed

    async def _start(self, path: str, wanted: Json | None) -> Json:
        headers = {"Idempotency-Key": str(uuid4())}
        try:
            return await self._ask("POST", path, json=wanted, headers=headers)
        except httpx.TransportError:
            return await self._ask("POST", path, json=wanted, headers=headers)

    async def find_timbre(self, name: str) -> int:
        """The timbre of this name (its own or on its platform). Raises ApiRefused with the known names."""
        timbres = (await self.listed("/timbres"))["items"]
        for timbre in timbres:
            if name in (timbre["timbre_name"], timbre["timbre_platform_id"], str(timbre["timbre_id"])):
                return int(timbre["timbre_id"])
        known = [str(timbre["timbre_platform_id"]) for timbre in timbres]
        raise ApiRefused(
            Told(
                "There is no timbre {name}. Known: {known}.", "没有音色 {name}。可用：{known}。", name=name, known=known
            )
        )

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
        raise ApiRefused(
            Told(
                "The connection broke again and again; the task goes on: `datasay task show {uuid} --follow`.",
                "连接一再中断，任务还在继续：`datasay task show {uuid} --follow`。",
                uuid=task_uuid,
            )
        )

    async def task(self, task_uuid: str) -> Json:
        """A task with its steps. Raises ApiRefused."""
        if not is_uuid(task_uuid):
            raise ApiRefused(
                Told(
                    "{uuid} is not the UUID of a task; `datasay task list` shows them.",
                    "{uuid} 不是任务的 UUID，见 `datasay task list`。",
                    uuid=task_uuid,
                )
            )
        return await self.get(f"/tasks/{task_uuid.lower()}")

    async def revoke(self, task_uuid: str) -> Json:
        """Stop the task; returns it as it is then. Raises ApiRefused."""
        return await self._ask("POST", f"/tasks/{task_uuid}/revoke")

    async def retry(self, task_uuid: str) -> Json:
        """Have the task tried again; returns it as it is then. Raises ApiRefused."""
        return await self._start(f"/tasks/{task_uuid}/retry", None)

    async def get(self, path: str, **params: Asked) -> Json:
        """One object, or one page of a list. Raises ApiRefused."""
        return await self._ask("GET", path, params=params)

    async def listed(self, path: str, *, limit: int | None = None, cursor: str | None = None, **params: Asked) -> Json:
        """So many rows of a list, or all, as one page: `items` and the `next_cursor` of what follows."""
        items: list[Json] = []
        while True:
            rest = _PAGE if limit is None else min(_PAGE, limit - len(items))
            page = await self.get(path, limit=rest, **params, **({"cursor": cursor} if cursor is not None else {}))
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None or (limit is not None and len(items) >= limit):
                return {"items": items, "next_cursor": cursor}

    async def forget(self, path: str) -> None:
        """Delete one object. Raises ApiRefused."""
        answer = await self._http.delete(path)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            _raise(answer)

    async def render_template(self, template_id: int, values: Json) -> Json:
        """Render a text template. Raises ApiRefused, naming the value that is wrong."""
        return await self._ask("POST", f"/text-templates/{template_id}/render", json={"variables": values})

    async def import_text(self, file: Path, fields: dict[str, str | list[str]]) -> Json:
        """Make a text of a file; returns the answer of the import. Raises ApiRefused, OSError."""
        data = await asyncio.to_thread(file.read_bytes)
        return await self._ask("POST", "/texts/import", files={"file": (file.name, data)}, data=fields)

    async def upload(self, file: Path) -> Json:
        """Keep a file on the platform; returns its facts. Raises ApiRefused, OSError."""
        data = await asyncio.to_thread(file.read_bytes)
        return await self._ask("POST", "/files", files={"file": (file.name, data)})

    async def export_text(self, text_id: int, kind: str, target: Path | None) -> tuple[Path, str | None]:
        """Save a text as a file; in a folder, or where none is given, under its own name, never over another file.

        Returns where it is and, of subtitles, whether their times are measured. Raises ApiRefused, CannotSave.
        """
        answer = await self._http.get(f"/texts/{text_id}/export", params={"format": kind})
        if answer.status_code != httpx.codes.OK:
            _raise(answer)
        place = target
        if place is None or place.is_dir():
            place = free_place(file_name(answer.headers.get("content-disposition", ""), f"text.{kind}"), place)
        with saved(place) as file:
            file.write(answer.content)
        return place, answer.headers.get("x-timings")

    async def download(self, file_id: int, target: Path) -> int:
        """Save a file's bytes, never half; returns their number. Raises ApiRefused, CannotSave."""
        size, digest = 0, hashlib.sha256()
        async with self._http.stream("GET", f"/files/{file_id}/content") as answer:
            if answer.status_code != httpx.codes.OK:
                await answer.aread()
                _raise(answer)
            with saved(target) as file:
                async for chunk in answer.aiter_bytes(_CHUNK):
                    size += file.write(chunk)
                    digest.update(chunk)
                known = _SHA256.fullmatch(answer.headers.get("etag", ""))
                if known is not None and known[1] != digest.hexdigest():
                    raise ApiRefused(
                        Told(
                            "File {id} came damaged and was not saved: try again; if it stays so, the platform's"
                            " storage is damaged.",
                            "文件 {id} 传来时已损坏，没有保存。请再试一次；如果总是这样，是平台的存储坏了。",
                            id=file_id,
                        )
                    )
        return size

    async def _ask(self, method: str, path: str, **sent: Any) -> Json:  # Any: passed on to httpx
        answer = await self._http.request(method, path, **sent)
        if answer.status_code >= 400:
            _raise(answer)
        return dict(answer.json())


def is_uuid(text: str) -> bool:
    """Whether it is written like the UUID of a task."""
    return _UUID.fullmatch(text.lower()) is not None


def file_name(disposition: str, default: str) -> str:
    """The name in a Content-Disposition header (RFC 8187 first), as the name of a file in this folder and no other."""
    whole, plain = re.search(r"filename\*=UTF-8''([^;]+)", disposition), re.search(r'filename="([^"]*)"', disposition)
    name = unquote(whole[1]) if whole else plain[1] if plain else ""
    return Path(name.replace("\\", "/")).name.lstrip(".") or default


async def _fields(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, str]]:
    """The fields of a stream of server-sent events (WHATWG HTML §9.2); each of ours has one line of data."""
    async for line in lines:
        name, colon, value = line.partition(":")
        if colon and name:
            yield name, value.removeprefix(" ")


def _raise(answer: httpx.Response) -> None:
    wrong: list[tuple[str, str]] = []
    try:
        problem = answer.json()
        said = Told(
            "{detail} ({status}, request {request_id})",
            "{detail}（{status}，请求 {request_id}）",
            detail=str(problem["detail"]),
            status=answer.status_code,
            request_id=str(problem["request_id"]),
        )
        wrong = [(str(each["field"]), str(each["message"])) for each in problem.get("errors", [])]
    except (ValueError, KeyError, TypeError):
        said = Told(
            "The server answered {status} and nothing else. Is it the platform's address?",
            "服务器只回答了 {status}。请检查平台的地址。",
            status=answer.status_code,
        )
    raise ApiRefused(said, wrong)
