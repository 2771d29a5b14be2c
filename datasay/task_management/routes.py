"""Tasks over HTTP: list, look, watch, put elsewhere in the queue, revoke, retry."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

from datasay.core.answers import answer, answer_list, dumps
from datasay.core.dependencies import ResourcesDep, Session, take_place
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.places import Thing, TooManyOpen
from datasay.core.resources import Resources
from datasay.core.schemas import KeyQuery
from datasay.system_monitoring import statistics
from datasay.task_management import queries, service
from datasay.task_management.answers import accepted
from datasay.task_management.discretion import read_by, seen_by
from datasay.task_management.errors import TaskEnded, TaskNotFound, TaskNotRetryable, TaskNotWaiting, TooManyTasks
from datasay.task_management.failures import shown
from datasay.task_management.models import TaskStatus, TaskType
from datasay.task_management.overview import show_steps
from datasay.task_management.schemas import IdempotencyKey, TaskDetail, TaskPath, TaskRead, TaskUpdate, TaskUsage
from datasay.task_management.text_stream import TextFeed
from datasay.task_management.text_stream import channel as text_channel
from datasay.user_auth.dependencies import CurrentUser, SessionStillOpen, StillOpen
from datasay.user_auth.sessions import SessionUser

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"], responses=problems(Unauthenticated, Invalid, Unavailable))

_LOOK_SECONDS = 2.0
_LOOK_WHILE_HEARING_SECONDS = 10.0  # what changes is told; looking is for what was told and not heard
_KEEP_ALIVE_SECONDS = 15.0


def _whose(user: SessionUser) -> int | None:
    return None if user.is_admin else user.user_id


@router.get("", response_model=Page[TaskRead])
async def list_tasks(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    task_status: TaskStatus | None = None,
    task_type: TaskType | None = None,
    task_parent_id: KeyQuery | None = None,
) -> Response:
    """Your tasks, newest first."""
    filters = {"task_status": task_status, "task_type": task_type, "task_parent_id": task_parent_id}
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


async def _look(resources: Resources, task_uuid: str, user: SessionUser) -> dict[str, object]:
    row = await queries.find_read(resources.database, task_uuid, _whose(user))
    if row is None:
        raise TaskNotFound.of(task_uuid)
    rows = await queries.read_steps(resources.database, row["task_id"])
    return {**seen_by(user.user_id, dict(row)), "task_steps": show_steps(row["task_type"], row["task_status"], rows)}


@router.get("/{task_uuid}", response_model=TaskDetail, responses=problems(TaskNotFound))
async def get_task(resources: ResourcesDep, user: CurrentUser, task_uuid: TaskPath) -> Response:
    """One task with its steps; administrators see of others' how it goes, not what was typed."""
    return answer(await _look(resources, task_uuid, user))


@router.get("/{task_uuid}/usage", response_model=TaskUsage, responses=problems(TaskNotFound))
async def get_task_usage(resources: ResourcesDep, user: CurrentUser, task_uuid: TaskPath) -> Response:
    """What a task has used so far, by engine and model, with units and prices."""
    row = await queries.find_read(resources.database, task_uuid, _whose(user))
    if row is None:
        raise TaskNotFound.of(task_uuid)
    used = await statistics.used_by_task(
        resources.database,
        task_uuid,
        row["task_created_user_id"],
        row["task_created_time"],
        row["task_completed_time"],
    )
    return answer(used)


@router.patch("/{task_uuid}", responses=problems(TaskNotFound, TaskNotWaiting))
async def update_task(
    session: Session, resources: ResourcesDep, user: CurrentUser, task_uuid: TaskPath, changes: TaskUpdate
) -> TaskRead:
    """Put a waiting task elsewhere in its queue."""
    task = await service.change_priority(session, resources, task_uuid, _whose(user), changes.task_priority)
    return read_by(user.user_id, shown(task))


@router.post("/{task_uuid}/revoke", responses=problems(TaskNotFound, TaskEnded))
async def revoke_task(session: Session, resources: ResourcesDep, user: CurrentUser, task_uuid: TaskPath) -> TaskRead:
    """Stop a waiting or running task. What is running stops within five seconds; nothing half-made stays."""
    task = await service.revoke_task(session, resources, task_uuid, _whose(user))
    return read_by(user.user_id, shown(task))


@router.post(
    "/{task_uuid}/retry",
    status_code=202,
    response_model=TaskRead,
    responses=problems(TaskNotFound, TaskNotRetryable, TooManyTasks),
)
async def retry_task(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    task_uuid: TaskPath,
    key: IdempotencyKey = None,
) -> Response:
    """Try a failed or revoked task again; steps that were completed are kept."""
    task = await service.retry_task(session, resources, task_uuid, _whose(user), key)
    return accepted(task, user.user_id)


@router.get(
    "/{task_uuid}/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"},
        **problems(TaskNotFound, TooManyOpen),
    },
)
async def watch_task(
    request: Request,
    resources: ResourcesDep,
    user: CurrentUser,
    still_open: SessionStillOpen,
    task_uuid: TaskPath,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^[0-9]{1,18}$")] = None,
) -> Response:
    """The task as server-sent events until it ends, or your session does.

    Each event is named after `task_status` and carries the whole task; its id is `task_event_number`. A client that
    reconnects with `Last-Event-ID` gets what is newer than that, so progress never goes back.

    While a model writes, events named `text` carry `{"offset": n, "text": "…"}`: offset 0 begins the text (anew),
    every other piece follows the one before. They have no id and are there to be looked at; the text that counts is
    the one in `task_result`.
    """
    take_place(request, Thing.STREAM, user.user_id)
    first = await _look(resources, task_uuid, user)
    seen = int(last_event_id) if last_event_id is not None else -1
    events = _events(resources, still_open, task_uuid, user, first, seen)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


class _Changes:
    """Wakes the stream, and says whether the task itself changed or only more of its text was heard."""

    def __init__(self) -> None:
        self.any = asyncio.Event()
        self.of_task = False

    def task(self, _message: str) -> None:
        self.of_task = True
        self.any.set()


async def _events(
    resources: Resources,
    still_open: StillOpen,
    task_uuid: str,
    user: SessionUser,
    task: dict[str, object],
    seen: int,
) -> AsyncIterator[bytes]:
    changes = _Changes()
    feed = TextFeed(resources.broadcast, task_uuid, changes.any.set)
    own = task["task_created_user_id"] == user.user_id
    looked = quiet_since = time.monotonic()
    with (
        resources.broadcast.listen(f"task:{task_uuid}", changes.task),
        resources.broadcast.listen(text_channel(task_uuid), feed.hear) if own else contextlib.nullcontext(),
    ):
        pieces = await feed.catch_up() if own and task["task_status"] in queries.OPEN else []
        while True:
            number = int(str(task["task_event_number"]))
            ended = task["task_status"] not in queries.OPEN
            for piece in pieces:
                yield _text_event(*piece)
            if number > seen or ended:
                seen, quiet_since = number, time.monotonic()
                yield format_sse_event(data_str=dumps(task).decode(), event=str(task["task_status"]), id=str(number))
            if ended:
                return
            due = time.monotonic() + _LOOK_SECONDS
            while not changes.of_task and time.monotonic() < due:
                changes.any.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changes.any.wait(), max(due - time.monotonic(), 0.01))
                for piece in await feed.take():
                    quiet_since = time.monotonic()
                    yield _text_event(*piece)
            told, changes.of_task = changes.of_task, False
            pieces = await feed.take()
            if time.monotonic() - quiet_since >= _KEEP_ALIVE_SECONDS:
                quiet_since = time.monotonic()
                yield b": still here\n\n"
            try:
                if not await still_open():
                    return
                patience = _LOOK_WHILE_HEARING_SECONDS if resources.broadcast.connected else _LOOK_SECONDS
                if told or time.monotonic() - looked >= patience:
                    looked = time.monotonic()
                    task = await _look(resources, task_uuid, user)
            except Unavailable:  # the stream outlives a restart of the database
                continue


def _text_event(offset: int, text: str) -> bytes:
    return format_sse_event(data_str=dumps({"offset": offset, "text": text}).decode(), event="text")
