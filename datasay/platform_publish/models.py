"""Publications: what of whom went where, when and with what success (design §8)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, created, newest_first, one_of, owner, updated, word


class PublishContentType(StrEnum):
    """What was published; says which table `content_id` belongs to."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    MIXALL = "mixall"


class PublishStatus(StrEnum):
    """How far a publication is."""

    PENDING = "pending"
    PUBLISHED = "published"
    FAILED = "failed"


class PlatformPublishRecord(Base):
    """One publication of one piece of content on one platform."""

    __tablename__ = "platform_publish_record"
    __table_args__ = (
        one_of("content_type", PublishContentType),
        one_of("publish_status", PublishStatus),
        Index("idx_platform_publish_record_user", "publish_created_user_id"),
        Index("idx_platform_publish_record_platform", "platform_name"),
        Index("idx_platform_publish_record_content", "content_type", "content_id"),
        *newest_first("platform_publish_record", "publish", "publish_id", kind="content_type"),
        {"comment": "平台发布记录表：内容在各平台的发布情况"},
    )

    publish_id: Mapped[int] = mapped_column(primary_key=True, comment="发布ID")
    platform_name: Mapped[str] = mapped_column(String(50), comment="平台名称")
    content_type: Mapped[str] = mapped_column(String(50), comment="内容类型：text, voice, image, mixall")
    content_id: Mapped[int] = mapped_column(comment="关联的内容ID")
    platform_post_id: Mapped[str | None] = mapped_column(String(100), comment="平台返回的发布ID")
    publish_title: Mapped[str | None] = mapped_column(String(200), comment="发布标题")
    publish_description: Mapped[str | None] = mapped_column(Text, comment="发布描述")
    publish_status: Mapped[str] = word(20, "pending", "发布状态：pending, published, failed")
    publish_error_message: Mapped[str | None] = mapped_column(Text, comment="错误信息")
    publish_created_user_id: Mapped[int] = owner("创建用户ID")
    publish_created_time: Mapped[datetime] = created("创建时间（UTC）")
    publish_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
