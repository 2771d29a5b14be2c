"""Images over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, Line, Tags
from datasay.file_storage.errors import FileNotFound
from datasay.image.content import queries, service
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageStatus, ImageType
from datasay.image.content.schemas import ImageGenerate, ImageRead, ImageTake, ImageUpdate
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/images", tags=["images"], responses=problems(Unauthenticated, Invalid, Unavailable))


@router.get("", response_model=Page[ImageRead])
async def list_images(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    image_type: ImageType | None = None,
    image_status: ImageStatus | None = None,
    image_style: Annotated[Line | None, Query(max_length=100)] = None,
    image_tags: Annotated[Tags | None, Query(description="Images that carry all of these tags.")] = None,
) -> Response:
    """Your images, newest first."""
    filters = {
        "image_type": image_type,
        "image_status": image_status,
        "image_style": image_style,
        "image_tags": image_tags,
    }
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


@router.post("", status_code=201, responses=problems(FileNotFound))
async def take_image(session: Session, user: CurrentUser, wanted: ImageTake, response: Response) -> ImageRead:
    """Take a picture or clip of your own (`POST /files` first) into the library, with a title and tags."""
    image = await service.take_image(session, user.user_id, wanted)
    response.headers["Location"] = f"/api/v1/images/{image.image_id}"
    return ImageRead.model_validate(image)


@router.post("/generate", status_code=202, response_model=TaskRead, responses=problems(KeyReused, TooManyTasks))
async def generate_image(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    wanted: ImageGenerate,
    asked: AskedFor,
) -> Response:
    """Queue the drawing of one or more pictures. `task_result` is `{"image_ids": […]}`."""
    task = await service.submit_drawing(session, resources, user.user_id, wanted, asked)
    return accepted(task)


@router.get("/{image_id:key}", response_model=ImageRead, responses=problems(ImageNotFound))
async def get_image(resources: ResourcesDep, user: CurrentUser, image_id: KeyPath) -> Response:
    """One image; its picture is at `/api/v1/files/{image_file_id}/content`."""
    row = await queries.find_read(resources.database, image_id, user.user_id)
    if row is None:
        raise ImageNotFound.of(image_id)
    return answer(row)


@router.patch("/{image_id:key}", responses=problems(ImageNotFound))
async def update_image(session: Session, user: CurrentUser, image_id: KeyPath, changes: ImageUpdate) -> ImageRead:
    """Change title or tags."""
    return ImageRead.model_validate(await service.update_image(session, user.user_id, image_id, changes))


@router.delete("/{image_id:key}", status_code=204, responses=problems(ImageNotFound))
async def delete_image(session: Session, user: CurrentUser, image_id: KeyPath) -> None:
    """Delete an image; works made with it keep it."""
    await service.delete_image(session, user.user_id, image_id)
