"""Accounts on other platforms and what was published there (design §8)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    created,
    moment,
    named,
    newest_first,
    one_of,
    owner,
    updated,
    word,
)


class PlatformStatus(StrEnum):
    """Can the account be used?"""

    ACTIVE = "active"
    INACTIVE = "inactive"
    EXPIRED = "expired"


class PlatformVisibility(StrEnum):
    """Who works with the account: its owner, or everybody (an administrator's)."""

    PRIVATE = "private"
    SHARED = "shared"


class PlatformIntegrationConfig(Base):
    """An account on a platform or with an engine's vendor; secrets are stored encrypted."""

    __tablename__ = "platform_integration_config"
    __table_args__ = (
        named("platform_name"),
        one_of("platform_status", PlatformStatus),
        one_of("platform_visibility", PlatformVisibility),
        Index("idx_platform_integration_config_user", "platform_created_user_id"),
        Index("idx_platform_integration_config_platform", "platform_name"),
        *newest_first("platform_integration_config", "platform", "config_id", kind="platform_name"),
        Index(
            "idx_platform_integration_config_shared",
            "platform_name",
            text("platform_created_time DESC"),
            postgresql_where=text("platform_visibility = 'shared'"),
        ),
        {"comment": "平台配置表：发布平台与生成引擎的账号，密钥加密存储"},
    )

    config_id: Mapped[int] = mapped_column(primary_key=True, comment="配置ID")
    platform_name: Mapped[str] = mapped_column(String(50), comment="平台名称：douyin, weixin, weibo，或引擎名称")
    platform_app_id: Mapped[str] = mapped_column(String(100), comment="应用ID、账号、区域或服务地址")
    platform_app_secret: Mapped[str] = mapped_column(Text, comment="应用密钥（密文）")
    platform_access_token: Mapped[str | None] = mapped_column(Text, comment="访问令牌（密文）")
    platform_refresh_token: Mapped[str | None] = mapped_column(Text, comment="刷新令牌（密文）")
    platform_token_expire_time: Mapped[datetime | None] = moment("访问令牌过期时间（UTC）")
    platform_created_user_id: Mapped[int] = owner("创建用户ID")
    platform_created_time: Mapped[datetime] = created("创建时间（UTC）")
    platform_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    platform_status: Mapped[str] = word(20, "active", "平台状态：active, inactive, expired")
    platform_options: Mapped[JsonObject | None] = mapped_column(Json, comment="模型名称等其他选项")
    platform_visibility: Mapped[str] = mapped_column(
        String(20), server_default="private", comment="可见范围：private 仅本人使用，shared 由管理员共享给所有人"
    )
    platform_secret_hint: Mapped[str] = mapped_column(String(20), server_default="", comment="密钥提示，只含末四位")
