"""What administrators see of other people's tasks: how they go, and nobody's words."""

from typing import Any

from datasay.task_management.schemas import TaskRead


def seen_by(user_id: int, task: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """The task as this user may see it: of others' its numbers, not what was typed."""
    if task["task_created_user_id"] == user_id:
        return task
    asked: dict[str, Any] = task["task_params"] or {}
    numbers = {name: value for name, value in asked.items() if isinstance(value, int | float)}
    return {**task, "task_name": str(task["task_type"]), "task_params": numbers}


def read_by(user_id: int, task: TaskRead) -> TaskRead:
    """The same for a task that a route answers with."""
    seen = seen_by(user_id, task.model_dump(include={"task_created_user_id", "task_params", "task_name", "task_type"}))
    return task.model_copy(update=seen)
