"""Files and where their bytes are (design §2); partitioned by type, so a reference names id and type together."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, at_least, created, moment, newest_first, one_of, seconds, word


class FileType(StrEnum):
    """What the bytes are; also the partition."""

    TEXT = "text"
    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"


class FileStatus(StrEnum):
    """Deleted files keep their row until archiving."""

    ACTIVE = "active"
    DELETED = "deleted"


class FileStorageType(StrEnum):
    """Where the bytes are kept."""

    LOCAL = "local"
    OSS = "oss"
    S3 = "s3"


class FileStorageBasic(Base):
    """A stored file. `file_id` alone is unique too: all partitions draw it from one sequence."""

    __tablename__ = "file_storage_basic"
    __table_args__ = (
        one_of("file_type", FileType),
        one_of("file_storage_type", FileStorageType),
        one_of("file_status", FileStatus),
        *at_least(0, "file_size", "file_duration"),
        *at_least(1, "file_width", "file_height"),
        CheckConstraint("file_hash_sha256 ~ '^[0-9a-f]{64}$'", name="file_hash_sha256"),
        Index("idx_file_storage_basic_user", "file_created_user_id"),
        Index("idx_file_storage_basic_type", "file_type"),
        Index("idx_file_storage_basic_hash", "file_hash_md5"),
        Index(
            "idx_file_storage_basic_user_sha256",
            "file_created_user_id",
            "file_hash_sha256",
            "file_type",
            unique=True,
            postgresql_where=text("file_status = 'active'"),
        ),
        *newest_first("file_storage_basic", "file", "file_id", kind="file_type"),
        Index(
            "idx_file_storage_basic_checked",
            text("coalesce(file_checked_time, file_created_time)"),
            "file_id",
            postgresql_where=text("file_status = 'active'"),
        ),
        Index(
            "idx_file_storage_basic_damaged",
            "file_checked_time",
            postgresql_where=text("file_damaged_time IS NOT NULL"),
        ),
        Index(
            "idx_file_storage_basic_usage",
            "file_created_user_id",
            postgresql_include=["file_size", "file_status", "file_deleted_time"],
        ),
        {
            "comment": "文件存储表：文件元数据与存储位置，按文件类型分区",
            "postgresql_partition_by": "LIST (file_type)",
        },
    )

    file_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, comment="文件ID")
    file_name: Mapped[str] = mapped_column(String(255), comment="存储文件名")
    file_original_name: Mapped[str] = mapped_column(String(255), comment="上传时的原始文件名")
    file_path: Mapped[str] = mapped_column(String(1000), comment="存储路径（相对于存储根）")
    file_size: Mapped[int] = mapped_column(BigInteger, comment="文件大小（字节）")
    file_type: Mapped[str] = mapped_column(
        String(100), primary_key=True, comment="文件类型：text, audio, image, video；分区键"
    )
    file_mime_type: Mapped[str] = mapped_column(String(100), comment="MIME类型，由内容识别")
    file_hash_md5: Mapped[str] = mapped_column(String(32), comment="内容的MD5（十六进制）")
    file_storage_type: Mapped[str] = word(50, "local", "存储类型：local, oss, s3")
    file_created_time: Mapped[datetime] = created("创建时间（UTC）")
    file_created_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_auth_basic.user_id"), comment="创建用户ID"
    )
    file_status: Mapped[str] = word(20, "active", "文件状态：active, deleted")
    # Nullable only so that rows of the design's own columns can be inserted; every file kept through us has one.
    file_hash_sha256: Mapped[str] = mapped_column(
        String(64), nullable=True, comment="内容的SHA-256（十六进制），决定文件是否相同"
    )
    file_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")
    file_width: Mapped[int | None] = mapped_column(comment="画面宽度（像素）")
    file_height: Mapped[int | None] = mapped_column(comment="画面高度（像素）")
    file_duration: Mapped[Decimal | None] = seconds("音视频时长（秒）")
    file_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签")
    file_checked_time: Mapped[datetime | None] = moment("最近一次核对字节的时间（UTC）")
    file_damaged_time: Mapped[datetime | None] = moment("发现字节损坏或缺失的时间（UTC）")
