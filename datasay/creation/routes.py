"""The main job over HTTP."""

from fastapi import APIRouter, Response

from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.creation import service
from datasay.creation.schemas import CreationStart
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.text.content.errors import TextNotFound
from datasay.user_auth.dependencies import CurrentUser
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady

router = APIRouter(
    prefix="/api/v1/creations", tags=["creations"], responses=problems(Unauthenticated, Invalid, Unavailable)
)


@router.post(
    "",
    status_code=202,
    response_model=TaskRead,
    responses=problems(TextNotFound, TimbreNotFound, TimbreNotReady, KeyReused, TooManyTasks),
)
async def start_creation(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    wanted: CreationStart,
    asked: AskedFor,
) -> Response:
    """Make a narrated, subtitled video of an article: script, voice, pictures, composition.

    Watch it at `/tasks/{task_uuid}/events`. `task_result` is `{"mixall_id", "file_id", "subtitle_file_id", "text_id",
    "audio_id", "image_ids", "cover_file_id", "credits"}`; the video is at `/files/{file_id}/content`. `credits` tells
    which voice, music, drawings, photos and type are in it, with their licences. `photos` tells which of your tagged
    photos went into which scene, and why one could not be used; `voice_note` that another voice had to stand in for the
    natural one, and which words in other scripts it left out.
    """
    task = await service.submit_creation(session, resources, user.user_id, wanted, asked)
    return accepted(task)
