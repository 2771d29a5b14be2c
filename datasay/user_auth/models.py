"""Who uses the platform, and the sessions they are logged in with (design §1)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, created, moment, one_of, updated, word


class UserStatus(StrEnum):
    """May the user log in?"""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


class UserRole(StrEnum):
    """What the user may do."""

    USER = "user"
    ADMIN = "admin"
    SUPER_ADMIN = "super_admin"


class UserAuthBasic(Base):
    """A user."""

    __tablename__ = "user_auth_basic"
    __table_args__ = (
        one_of("user_status", UserStatus),
        one_of("user_role", UserRole),
        Index("idx_user_auth_basic_email", "user_email"),
        Index("idx_user_auth_basic_name", "user_name"),
        Index("idx_user_auth_basic_name_lower", text("lower(user_name)"), unique=True),
        Index("idx_user_auth_basic_time", text("user_created_time DESC"), text("user_id DESC")),
        Index("idx_user_auth_basic_status_role_time", "user_status", "user_role", "user_created_time"),
        {"comment": "用户基础表：账号、角色与个人资料"},
    )

    user_id: Mapped[int] = mapped_column(primary_key=True, comment="用户ID")
    user_name: Mapped[str] = mapped_column(String(50), unique=True, comment="用户名，唯一")
    user_email: Mapped[str] = mapped_column(String(100), unique=True, comment="电子邮箱，唯一")
    user_phone: Mapped[str | None] = mapped_column(String(20), comment="手机号")
    user_password_hash: Mapped[str] = mapped_column(String(255), comment="密码哈希（argon2id）")
    user_status: Mapped[str] = word(20, "active", "用户状态：active, inactive, suspended")
    user_role: Mapped[str] = word(20, "user", "用户角色：user, admin, super_admin")
    user_created_time: Mapped[datetime] = created("创建时间（UTC）")
    user_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    user_last_login_time: Mapped[datetime | None] = moment("最后登录时间（UTC）")
    user_profile_avatar: Mapped[str | None] = mapped_column(String(500), comment="头像地址")
    user_profile_nickname: Mapped[str | None] = mapped_column(String(100), comment="昵称")
    user_password_changed_time: Mapped[datetime | None] = moment("密码最后修改时间（UTC）")


class UserAuthSession(Base):
    """A login of a user; its token is kept only as a hash."""

    __tablename__ = "user_auth_session"
    __table_args__ = (
        Index("idx_user_auth_session_user", "user_id"),
        Index("idx_user_auth_session_expire", "session_expire_time"),
        Index("idx_user_auth_session_token", "session_token_hash", unique=True),
        {"comment": "用户会话表：登录会话，仅保存令牌的哈希"},
    )

    session_id: Mapped[str] = mapped_column(String(128), primary_key=True, comment="会话ID")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_auth_basic.user_id"), comment="所属用户ID")
    session_token_hash: Mapped[str] = mapped_column(String(255), comment="会话令牌的哈希，唯一")
    session_expire_time: Mapped[datetime] = mapped_column(comment="过期时间（UTC），使用时顺延")
    session_created_time: Mapped[datetime] = created("创建时间（UTC）")
    session_ip_address: Mapped[str | None] = mapped_column(INET, comment="登录IP地址")
    session_user_agent: Mapped[str | None] = mapped_column(Text, comment="客户端标识（User-Agent）")
    session_last_used_time: Mapped[datetime | None] = moment("最近使用时间（UTC）")
