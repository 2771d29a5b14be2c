"""How a route answers that work was queued."""

from fastapi import Response

from datasay.task_management.failures import shown
from datasay.task_management.models import TaskManagementQueue


def accepted(task: TaskManagementQueue) -> Response:
    """202 with the task and where to watch it; the route declares `status_code=202, response_model=TaskRead`."""
    where = {"Location": f"/api/v1/tasks/{task.task_uuid}"}
    return Response(shown(task).model_dump_json(), 202, where, "application/json")
