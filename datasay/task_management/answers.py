"""How a route answers that work was queued."""

from fastapi import Response

from datasay.task_management.discretion import read_by
from datasay.task_management.failures import shown
from datasay.task_management.models import TaskManagementQueue


def accepted(task: TaskManagementQueue, reader: int | None = None) -> Response:
    """202 with the task and where to watch it; the route declares `status_code=202, response_model=TaskRead`.

    `reader` is who asked, where that may be another than the task's user.
    """
    told = shown(task) if reader is None else read_by(reader, shown(task))
    where = {"Location": f"/api/v1/tasks/{task.task_uuid}"}
    return Response(told.model_dump_json(), 202, where, "application/json")
