"""Files over HTTP."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Forbidden, Invalid, PreconditionFailed, StorageFull, Unauthenticated, Unavailable
from datasay.core.http import announced_bytes, problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.core.schemas import KeyPath, Line, Tag, Tags
from datasay.file_storage import queries, service
from datasay.file_storage.errors import (
    BytesMissing,
    FileBroken,
    FileDamaged,
    FileInUse,
    FileNotFound,
    FileNotRestorable,
    FileTooLarge,
    FileTypeRefused,
    RangeNotSatisfiable,
    StorageQuotaReached,
)
from datasay.file_storage.intake import open_intake
from datasay.file_storage.models import FileType
from datasay.file_storage.multipart import FILE_FIELD, OVERHEAD, TAGS_FIELD, read_upload
from datasay.file_storage.names import content_disposition
from datasay.file_storage.ranges import Conditions, Part, decide
from datasay.file_storage.schemas import FileRead, FileUpdate
from datasay.file_storage.serving import check_again, open_content
from datasay.file_storage.stores import open_store
from datasay.user_auth.dependencies import AdminUser, CurrentUser
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)
router = APIRouter(prefix="/api/v1/files", tags=["files"], responses=problems(Unauthenticated, Invalid, Unavailable))

_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [FILE_FIELD],
                    "properties": {
                        FILE_FIELD: {"type": "string", "format": "binary", "description": "The file, with its name."},
                        TAGS_FIELD: {
                            "type": "array",
                            "items": TypeAdapter(Tag).json_schema(),
                            "maxItems": 50,
                            "description": "One field for each tag.",
                        },
                    },
                },
                "encoding": {TAGS_FIELD: {"style": "form", "explode": True}},
                "example": {FILE_FIELD: "The bytes of the file.", TAGS_FIELD: ["车站", "冬天"]},
            }
        },
    }
}
_BINARY = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
# What a browser may show in place; everything else is saved. Texts too: no page of ours is made of a user's words.
_INLINE = (FileType.IMAGE, FileType.AUDIO, FileType.VIDEO)
_CHARSET = {"text/plain": "text/plain; charset=utf-8", "text/vtt": "text/vtt; charset=utf-8"}
Condition = Annotated[str | None, Header(max_length=2000)]


class ContentResponse(StreamingResponse):
    """Bytes that break off where they turn out to be damaged: the connection is cut, and the log says it once."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them; what was found too late for a status leaves the answer without its end, and so it is noticed."""
        try:
            await super().__call__(scope, receive, send)
        except (FileDamaged, BytesMissing, Unavailable) as error:
            logger.warning("content_broken_off", path=scope["path"], error=type(error).__name__)


@router.get("", response_model=Page[FileRead])
async def list_files(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    file_type: FileType | None = None,
    file_mime_type: Annotated[Line | None, Query(max_length=100)] = None,
    file_tags: Annotated[Tags | None, Query(description="Files that carry all of these tags.")] = None,
) -> Response:
    """Your files, newest first."""
    filters = {"file_type": file_type, "file_mime_type": file_mime_type, "file_tags": file_tags}
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


@router.post(
    "",
    status_code=201,
    openapi_extra=_UPLOAD,
    responses={
        200: {"model": FileRead, "description": "You have the same bytes already: this is their file."},
        **problems(FileTypeRefused, FileBroken, FileTooLarge, StorageQuotaReached, StorageFull),
    },
)
async def upload_file(request: Request, resources: ResourcesDep, user: CurrentUser, response: Response) -> FileRead:
    """Keep a file. What it is is told from its content; the same bytes are stored once."""
    limit = resources.settings.upload_limit_bytes
    expected = announced_bytes(request.headers.get("content-length", ""))
    if expected is not None and expected > limit + OVERHEAD:
        raise FileTooLarge(
            Told(
                "A file may have at most {most:,} bytes; make it smaller or split it.",
                "文件最多 {most:,} 字节，请缩小或分开上传。",
                most=limit,
            )
        )
    await service.check_room(resources, user.user_id, max((expected or 0) - OVERHEAD, 0))
    store = open_store(resources.settings)
    try:
        async with open_intake(store, limit=limit, expected=expected) as intake:
            form = await read_upload(request.headers.get("content-type"), request.stream(), intake.write, limit=limit)
            file, created = await service.keep_upload(
                resources, store, user.user_id, intake, form.file_name, form.file_tags
            )
    except ClientDisconnect as error:
        raise Invalid(Told("The upload broke off; send it again.", "上传中途断了，请重新上传。")) from error
    response.status_code = 201 if created else 200
    response.headers["Location"] = f"/api/v1/files/{file.file_id}"
    return FileRead.model_validate(file)


@router.get("/{file_id}", response_model=FileRead, responses=problems(FileNotFound))
async def get_file(resources: ResourcesDep, user: CurrentUser, file_id: KeyPath) -> Response:
    """One file's facts."""
    row = await queries.find_read(resources.database, file_id, user.user_id)
    if row is None:
        raise FileNotFound.of(file_id)
    return answer(row)


@router.patch("/{file_id}", responses=problems(FileNotFound))
async def update_file(session: Session, user: CurrentUser, file_id: KeyPath, changes: FileUpdate) -> FileRead:
    """Change a file's name or tags."""
    return FileRead.model_validate(await service.update_file(session, user.user_id, file_id, changes))


@router.delete("/{file_id}", status_code=204, responses=problems(FileNotFound, FileInUse))
async def delete_file(session: Session, user: CurrentUser, file_id: KeyPath) -> None:
    """Delete a file that nothing is made with. An admin can restore it for 30 days."""
    await service.delete_file(session, user.user_id, file_id)


@router.post("/{file_id}/restore", responses=problems(Forbidden, FileNotFound, FileNotRestorable))
async def restore_file(session: Session, resources: ResourcesDep, _admin: AdminUser, file_id: KeyPath) -> FileRead:
    """Bring a deleted file of any user back. For administrators."""
    return FileRead.model_validate(await service.restore_file(session, resources, file_id))


@router.head("/{file_id}/content", include_in_schema=False)
async def head_file_content(
    request: Request, resources: ResourcesDep, user: CurrentUser, file_id: KeyPath, *, download: bool = False
) -> Response:
    """The headers of the content."""
    file = await _find_place(resources, user.user_id, file_id)
    await check_again(resources, file)
    part = decide(_conditions(request), etag=_etag(file), size=file["file_size"], ranges=False)
    return Response(status_code=part.status, headers=_headers(file, part, download=download))


@router.get(
    "/{file_id}/content",
    response_class=StreamingResponse,
    responses={
        200: {"content": _BINARY, "description": "The bytes."},
        206: {"content": _BINARY, "description": "The wanted range of the bytes."},
        304: {"description": "You have these bytes already."},
        **problems(FileNotFound, FileDamaged, PreconditionFailed, RangeNotSatisfiable),
    },
)
async def get_file_content(
    request: Request,
    resources: ResourcesDep,
    user: CurrentUser,
    file_id: KeyPath,
    *,
    download: Annotated[bool, Query(description="Save rather than show.")] = False,
) -> Response:
    """A file's bytes, whole or one range of them. No database connection is held while they flow."""
    file = await _find_place(resources, user.user_id, file_id)
    part = decide(_conditions(request), etag=_etag(file), size=file["file_size"])
    headers = _headers(file, part, download=download)
    if part.status == 304:
        return Response(status_code=304, headers=headers)
    chunks = await open_content(resources, file, part)
    return ContentResponse(chunks, part.status, headers)


async def _find_place(resources: Resources, user_id: int, file_id: int) -> Row:
    file = await queries.find_place(resources.database, file_id, user_id)
    if file is None:
        raise FileNotFound.of(file_id)
    return file


def _conditions(request: Request) -> Conditions:
    headers = request.headers
    return Conditions(
        headers.get("range"), headers.get("if-range"), headers.get("if-match"), headers.get("if-none-match")
    )


def _etag(file: Row) -> str:
    return f'"{file["file_hash_sha256"]}"'


def _headers(file: Row, part: Part, *, download: bool) -> dict[str, str]:
    mime_type: str = file["file_mime_type"]
    headers: dict[str, str] = {
        "ETag": _etag(file),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    if part.status == 304:
        return headers
    headers["Content-Type"] = _CHARSET.get(mime_type, mime_type)
    headers["Content-Length"] = str(part.end - part.start)
    inline = file["file_type"] in _INLINE and not download
    headers["Content-Disposition"] = content_disposition(file["file_original_name"], mime_type, inline=inline)
    if part.status == 206:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{file['file_size']}"
    return headers
