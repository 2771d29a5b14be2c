"""Tasks as JSON."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from datasay.core.schemas import Moment
from datasay.system_monitoring.schemas import Prices, Units, UsageTotal
from datasay.task_management.models import StepStatus, TaskStatus, TaskType
from datasay.wording.forms import form
from datasay.wording.told import Told

_TASK: dict[str, JsonValue] = {
    "task_id": 7,
    "task_uuid": "0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
    "task_name": "背影",
    "task_type": "creation_run",
    "task_params": {"mixall_id": 3},
    "task_status": "running",
    "task_priority": 0,
    "task_progress": 60,
    "task_step_name": "image",
    "task_remaining_seconds": 21,
    "task_result": None,
    "task_error_message": None,
    "task_error_params": None,
    "task_error_type": None,
    "task_parent_id": None,
    "task_retry_count": 0,
    "task_lost_count": 0,
    "task_event_number": 19,
    "task_created_user_id": 1,
    "task_created_time": "2026-01-31T08:00:00Z",
    "task_started_time": "2026-01-31T08:00:00.040000Z",
    "task_completed_time": None,
}
_STEPS: list[JsonValue] = [
    {
        "step_name": "script",
        "step_status": "completed",
        "step_progress": 100,
        "step_started_time": "2026-01-31T08:00:00.051000Z",
        "step_completed_time": "2026-01-31T08:00:00.460000Z",
        "step_group": "script",
        "step_title": "脚本 · Script",
        "step_share": 0.03,
    },
    {
        "step_name": "image 1",
        "step_status": "running",
        "step_progress": 70,
        "step_started_time": "2026-01-31T08:00:05.270000Z",
        "step_completed_time": None,
        "step_group": "image",
        "step_title": "画面 · Pictures",
        "step_share": 0.11,
    },
]


_ERROR_TYPE = (
    "The kind of failure, for programs; the message is for people. The `type` of a problem without `/problems/`, or of"
    " an engine `bad-input`, `too-long`, `bad-credentials`, `quota-exceeded`, `content-refused`, `engine-busy`,"
    " `engine-failed`, `engine-rejected`, `already-bought`; of ffmpeg `media-rejected`, `media-tool-failed`,"
    " `media-tool-killed`, `media-tool-missing`; `worker-lost`, `unknown` (a type of task this version cannot do)."
)


class StepRead(BaseModel):
    """One step of a task."""

    model_config = ConfigDict(from_attributes=True)

    step_name: str = Field(description="Of parts, the step's name and a number: image 1, image 2.")
    step_status: StepStatus
    step_progress: int = Field(description="Percent of this step, or of this part of it.")
    step_started_time: Moment | None
    step_completed_time: Moment | None = Field(description="When it ended, also when it failed.")


class StepShown(StepRead):
    """A step as it is shown, also one that has not begun."""

    step_group: str = Field(description="The step that a part belongs to; of others their own name.")
    step_title: str = Field(description="Chinese and English.")
    step_share: float = Field(description="What part of the whole task the step, or this part of it, is (0 to 1).")


class TaskRead(BaseModel):
    """A task: what it was asked, how far it is, what came out."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_TASK]})

    task_id: int
    task_uuid: str
    task_name: str
    task_type: TaskType
    task_params: dict[str, Any]  # Any: JSON of the request
    task_status: TaskStatus
    task_priority: int = Field(description="Those of a higher one are begun before all of a lower one.")
    task_progress: int
    task_step_name: str | None = Field(description="The step it is in; null before the first.")
    task_remaining_seconds: int | None = Field(description="Estimated from the pace so far; null while unknown.")
    task_result: dict[str, Any] | None  # Any: JSON, documented by each route that starts a task
    task_error_message: str | None = Field(description="What went wrong and what to do, in the reader's language.")
    task_error_params: dict[str, Any] | None = Field(description="What the message speaks of, as values.")  # Any: JSON
    task_error_type: str | None = Field(description=_ERROR_TYPE)
    task_parent_id: int | None = Field(description="The task it is a part of, if any.")
    task_retry_count: int = Field(description="How often somebody had it tried again; own new attempts are not in it.")
    task_lost_count: int = Field(
        description="How many workers died in the step it is in; the step is then begun anew, and counts from 0 again."
    )
    task_event_number: int = Field(description="Grows with every change; the `id` of its server-sent events.")
    task_created_user_id: int
    task_created_time: Moment
    task_started_time: Moment | None
    task_completed_time: Moment | None


class TaskDetail(TaskRead):
    """A task with its steps in order, those to come as well."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_TASK, "task_steps": _STEPS}]})

    task_steps: list[StepShown] = []


class TaskUsage(BaseModel):
    """What a task has used so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "task_uuid": "0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
                    "task_units": {"requests": 1, "tokens_in": 1200, "tokens_out": 400},
                    "task_prices": {"CNY": 0.0056},
                    "usage": [
                        {
                            "event_kind": "text",
                            "event_engine": "openai",
                            "event_model": "deepseek-chat",
                            "event_currency": "CNY",
                            "events": 1,
                            "events_failed": 0,
                            "event_units": {"requests": 1, "tokens_in": 1200, "tokens_out": 400},
                            "event_price": 0.0056,
                            "event_seconds": 8.2,
                            "event_estimated": False,
                        }
                    ],
                }
            ]
        }
    )

    task_uuid: str
    task_units: Units
    task_prices: Prices
    usage: list[UsageTotal]


TaskPath = Annotated[
    str,
    Path(
        pattern=form(
            r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            Told(
                "must be the id of a task, like 0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
                "应当是任务编号，如 0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
            ),
        )
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=form(
            r"^[\x21-\x7e]+$",
            Told(
                "must hold plain letters, digits and signs only, without spaces",
                "只能有英文字母、数字和符号，不能有空格",
            ),
        ),
        description="The same key with the same request starts the work once and answers with the same task.",
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """How work was asked for, whatever it is: under which key, and how urgent (None: as all of its kind)."""

    key: str | None = None
    priority: int | None = None


_LEAST, _MOST = -9, 9
_URGENCY = "Begun before all tasks of a lower one and after all of a higher one. Above 0 only for administrators."


class TaskUpdate(BaseModel):
    """What may be changed of a task that waits."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"task_priority": -5}]})

    task_priority: int = Field(ge=_LEAST, le=_MOST, description=_URGENCY)


def _asked(
    key: IdempotencyKey = None,
    task_priority: Annotated[int | None, Query(ge=_LEAST, le=_MOST, description=_URGENCY)] = None,
) -> Asked:
    return Asked(key, task_priority)


AskedFor = Annotated[Asked, Depends(_asked)]
