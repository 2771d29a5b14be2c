"""Audios over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, KeyQuery, Tags
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.text.content.errors import TextNotFound
from datasay.user_auth.dependencies import CurrentUser
from datasay.voice.audio import queries, service
from datasay.voice.audio.errors import AudioNotFound
from datasay.voice.audio.models import AudioStatus
from datasay.voice.audio.schemas import AudioRead, AudioSynthesize, AudioUpdate
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady

router = APIRouter(prefix="/api/v1/audios", tags=["audios"], responses=problems(Unauthenticated, Invalid, Unavailable))


@router.get("", response_model=Page[AudioRead])
async def list_audios(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    audio_status: AudioStatus | None = None,
    audio_timbre_id: KeyQuery | None = None,
    audio_tags: Annotated[Tags | None, Query(description="Audios that carry all of these tags.")] = None,
    audio_is_part: Annotated[bool, Query(description="The speech of single scenes of works instead.")] = False,
) -> Response:
    """Your audios, newest first."""
    filters = {
        "audio_status": audio_status, "audio_timbre_id": audio_timbre_id, "audio_tags": audio_tags,
        "audio_is_part": audio_is_part,
    }  # fmt: skip
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


@router.post(
    "/synthesize",
    status_code=202,
    response_model=TaskRead,
    responses=problems(TextNotFound, TimbreNotFound, TimbreNotReady, KeyReused, TooManyTasks),
)
async def synthesize_audio(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    wanted: AudioSynthesize,
    asked: AskedFor,
) -> Response:
    """Queue the synthesis of one audio. `task_result` is `{"audio_id": …}`.

    A `voice_note` in it tells which words in other scripts the voice left out.
    """
    task = await service.submit_synthesis(session, resources, user.user_id, wanted, asked)
    return accepted(task)


@router.get("/{audio_id:key}", response_model=AudioRead, responses=problems(AudioNotFound))
async def get_audio(resources: ResourcesDep, user: CurrentUser, audio_id: KeyPath) -> Response:
    """One audio; its sound is at `/api/v1/files/{audio_file_id}/content`."""
    row = await queries.find_read(resources.database, audio_id, user.user_id)
    if row is None:
        raise AudioNotFound.of(audio_id)
    return answer(row)


@router.patch("/{audio_id:key}", responses=problems(AudioNotFound))
async def update_audio(session: Session, user: CurrentUser, audio_id: KeyPath, changes: AudioUpdate) -> AudioRead:
    """Change title or tags."""
    return AudioRead.model_validate(await service.update_audio(session, user.user_id, audio_id, changes))


@router.delete("/{audio_id:key}", status_code=204, responses=problems(AudioNotFound))
async def delete_audio(session: Session, user: CurrentUser, audio_id: KeyPath) -> None:
    """Delete an audio; works made with it keep it."""
    await service.delete_audio(session, user.user_id, audio_id)
