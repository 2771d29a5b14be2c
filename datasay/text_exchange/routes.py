"""Import and export of texts over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect

from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import etag_of
from datasay.core.http import problems
from datasay.core.identity import reader_language
from datasay.core.schemas import KeyPath
from datasay.file_storage.names import content_disposition
from datasay.text.content.errors import TextNotFound
from datasay.text.content.schemas import TextRead
from datasay.text_exchange import service
from datasay.text_exchange.errors import (
    FILE_FIELD,
    ImportKindRefused,
    ImportTooLarge,
    ImportTooLong,
    ImportUnreadable,
    NothingToSay,
)
from datasay.text_exchange.form import read_form
from datasay.text_exchange.schemas import ExportFormat, ImportedText, ImportFields
from datasay.user_auth.dependencies import CurrentUser
from datasay.wording.told import Told

router = APIRouter(prefix="/api/v1/texts", tags=["texts"], responses=problems(Unauthenticated, Invalid, Unavailable))


def _field_schema(name: str) -> dict[str, Any]:  # Any: JSON schema
    """As in the model, without the null that a form cannot send."""
    field = ImportFields.model_fields[name]
    schema = TypeAdapter(field.rebuild_annotation()).json_schema()
    choices = [choice for choice in schema.pop("anyOf", []) if choice != {"type": "null"}]
    for choice in choices:
        schema |= choice
    definitions = schema.pop("$defs", {})
    if "$ref" in schema:
        schema |= definitions[schema.pop("$ref").rpartition("/")[2]]
    return schema | ({"description": field.description} if field.description else {})


_FORM = {
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
                        **{name: _field_schema(name) for name in ImportFields.model_fields},
                    },
                },
                "encoding": {"text_tags": {"style": "form", "explode": True}},
                "example": {FILE_FIELD: "The bytes of the file.", "text_tags": ["散文"]},
            }
        },
    }
}
_EXPORTS: dict[int | str, dict[str, Any]] = {  # Any: JSON schema
    200: {
        "description": "The file.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in service.MEDIA_TYPES.values()
        },
        "headers": {
            "Content-Disposition": {"schema": {"type": "string"}, "description": "The file's name, from the title."},
            "X-Timings": {
                "schema": {"type": "string", "enum": ["measured", "estimated"]},
                "description": "Of subtitles: times of the newest speech of these words, or the local voice's pace.",
            },
        },
    }
}


@router.post(
    "/import",
    status_code=201,
    openapi_extra=_FORM,
    responses=problems(ImportUnreadable, ImportTooLong, ImportKindRefused, ImportTooLarge),
)
async def import_text(request: Request, resources: ResourcesDep, user: CurrentUser, response: Response) -> ImportedText:
    """Make a text of a .txt, .md, .docx, .html, .epub, .srt, .vtt, .lrc or .ass file; its content says which it is."""
    try:
        form = await read_form(request.headers.get("content-type"), request.stream())
    except ClientDisconnect as error:
        raise Invalid(Told("The upload broke off; send it again.", "上传中途断了，请重新上传。")) from error
    made = await service.import_text(resources, user.user_id, form)
    response.headers["Location"] = f"/api/v1/texts/{made.text.text_id}"
    response.headers.update(etag_of(made.text.text_revision))
    return ImportedText(
        text=TextRead.model_validate(made.text),
        import_format=made.read.format,
        import_encoding=made.read.encoding,
        import_warnings=[each.told(reader_language.get()) for each in made.warnings],
    )


@router.get(
    "/{text_id:key}/export", response_class=Response, responses={**_EXPORTS, **problems(TextNotFound, NothingToSay)}
)
async def export_text(
    resources: ResourcesDep,
    user: CurrentUser,
    text_id: KeyPath,
    wanted: Annotated[ExportFormat, Query(alias="format", description="The kind of file.")] = ExportFormat.MARKDOWN,
) -> Response:
    """A text as a file to save: Markdown, Word, plain text, or subtitles with its sentences' times."""
    made = await service.export_text(resources, user.user_id, text_id, wanted)
    headers = {"Content-Disposition": content_disposition(made.name, made.media_type, inline=False)}
    if made.timings is not None:
        headers["X-Timings"] = made.timings
    return Response(made.data, 200, headers, made.media_type)
