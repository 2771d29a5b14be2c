"""Generation over HTTP."""

from fastapi import APIRouter, Response

from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.platform_integration.errors import PlatformKeyLost
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.text.content.errors import TextNotFound
from datasay.text.generation import service
from datasay.text.generation.schemas import TextGenerate
from datasay.text.template.errors import TemplateInactive, TemplateNotFound
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/texts", tags=["texts"], responses=problems(Unauthenticated, Invalid, Unavailable))


@router.post(
    "/generate",
    status_code=202,
    response_model=TaskRead,
    responses=problems(TextNotFound, TemplateNotFound, TemplateInactive, PlatformKeyLost, KeyReused, TooManyTasks),
)
async def generate_text(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    wanted: TextGenerate,
    asked: AskedFor,
) -> Response:
    """Write a script of a wanted length from an article, fill in a template, or change a text.

    `task_result` is `{"text_id": …, "text_ids": […]}`, with a model also `usage` (tokens, price) and, where they apply,
    `parts` (a long source was worked on in parts), `continued` (the model stopped at its limit and went on) and
    `variants` (titles). While a model writes, the task's events carry the text as it comes.
    """
    task = await service.submit_generation(session, resources, user.user_id, wanted, asked)
    return accepted(task)
