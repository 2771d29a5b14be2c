"""What a task leaves in the audit log: three rows of its own, and what it made in the name of its user."""

from collections.abc import Callable

from sqlalchemy import select

from datasay.core.identity import OPERATOR, request_id
from datasay.core.resources import Resources
from datasay.system_audit.models import SystemAuditLog
from datasay.task_management.run import TaskRun
from tests import factories
from tests.running import run_tasks
from tests.task_management.conftest import SCRIPT, Job, Submit


async def test_a_task_leaves_three_rows_and_what_it_made_is_its_users(
    resources: Resources, submit: Submit, working: Callable[[Job], None]
) -> None:
    async def work(run: TaskRun) -> dict[str, object]:
        begun = await run.begin_step(SCRIPT, {})
        await run.progress(begun)(0.5)
        async with run.transaction() as session:
            text = await factories.make_text(session, run.user_id)
            await run.complete_step(session, begun, {"text_id": text.text_id})
        return {"text_id": text.text_id}

    working(work)
    asked = request_id.set("asked-0123456789")
    try:
        task = await submit()
    finally:
        request_id.reset(asked)
    await submit(key="other")
    await run_tasks(resources)
    async with resources.database.transaction(OPERATOR) as session:
        log = (await session.scalars(select(SystemAuditLog).order_by(SystemAuditLog.audit_id))).all()
    own = [
        row for row in log if row.audit_table == "task_management_queue" and row.audit_key == {"task_id": task.task_id}
    ]
    assert [(row.audit_action, (row.audit_after or {}).get("task_status")) for row in own] == [
        ("insert", "pending"),
        ("update", "running"),
        ("update", "completed"),
    ]
    queued, begun, ended = own
    assert (queued.audit_user_id, queued.audit_request_id) == (task.task_created_user_id, "asked-0123456789")
    assert {row.audit_key["task_id"] for row in own if row.audit_key} == {task.task_id}
    assert begun.audit_user_id is None, "the platform itself begins tasks"
    claims = [row for row in log if (row.audit_after or {}).get("task_status") == "running"]
    assert [(row.audit_actor, row.audit_request_id) for row in claims] == [("queue", None)] * 2
    assert (ended.audit_user_id, ended.audit_user_role) == (task.task_created_user_id, "user")
    assert ended.audit_request_id == task.task_uuid
    made, _ = [row for row in log if row.audit_table == "text_content_basic"]
    assert (made.audit_user_id, made.audit_request_id) == (task.task_created_user_id, task.task_uuid)
