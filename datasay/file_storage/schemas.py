"""Files as JSON."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from datasay.core.schemas import Changes, Line, Moment, Tags
from datasay.file_storage.models import FileStatus, FileStorageType, FileType

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class FileRead(BaseModel):
    """A file. Where its bytes lie is nobody's business but the platform's: get them from `…/content`."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "file_id": 7,
                    "file_name": f"{_SHA256}-4f1d2c3b4a596877.jpg",
                    "file_original_name": "月台.jpg",
                    "file_size": 482113,
                    "file_type": "image",
                    "file_mime_type": "image/jpeg",
                    "file_hash_md5": "098f6bcd4621d373cade4e832627b4f6",
                    "file_hash_sha256": _SHA256,
                    "file_storage_type": "local",
                    "file_status": "active",
                    "file_width": 3024,
                    "file_height": 4032,
                    "file_duration": None,
                    "file_tags": ["车站", "冬天"],
                    "file_created_user_id": 1,
                    "file_created_time": "2026-01-31T08:00:00Z",
                    "file_damaged_time": None,
                }
            ]
        },
    )

    file_id: int
    file_name: str
    file_original_name: str
    file_size: int = Field(description="Bytes.")
    file_type: FileType = Field(description="From the content, not from the name.")
    file_mime_type: str
    file_hash_md5: str
    file_hash_sha256: str
    file_storage_type: FileStorageType
    file_status: FileStatus
    file_width: int | None = Field(description="Pixels, as the picture is looked at.")
    file_height: int | None
    file_duration: float | None = Field(description="Seconds.")
    file_tags: list[str] | None
    file_created_user_id: int | None
    file_created_time: Moment
    file_damaged_time: Moment | None = Field(description="Since when its bytes are known to be damaged or missing.")


class FileUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"file_tags": ["车站", "冬天"]}]})

    file_original_name: Annotated[Line, Field(max_length=255)] | None = None
    file_tags: Tags | None = Field(None, description="Photos whose tags match a scene's words are used in its picture.")
