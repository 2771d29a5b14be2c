"""Timbres, the clonings that made them, and timbre templates (design §4.1)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    TemplateStatus,
    at_least,
    between,
    constant,
    count,
    created,
    file_reference,
    moment,
    named,
    newest_first,
    one_of,
    owner,
    seconds,
    updated,
    word,
)


class TimbreGender(StrEnum):
    """How the timbre sounds."""

    MALE = "male"
    FEMALE = "female"
    NEUTRAL = "neutral"


class TimbreAgeRange(StrEnum):
    """How old the timbre sounds."""

    YOUNG = "young"
    MIDDLE = "middle"
    ELDER = "elder"


class TimbreStatus(StrEnum):
    """Can it speak yet?"""

    TRAINING = "training"
    READY = "ready"
    FAILED = "failed"


class TimbreVisibility(StrEnum):
    """Who may use it: its owner, or everybody (the built-in voices)."""

    PRIVATE = "private"
    SHARED = "shared"


class CloneStatus(StrEnum):
    """How far a cloning is."""

    PENDING = "pending"
    TRAINING = "training"
    COMPLETED = "completed"
    FAILED = "failed"


class VoiceTimbreBasic(Base):
    """A voice to speak with."""

    __tablename__ = "voice_timbre_basic"
    __table_args__ = (
        file_reference("voice_timbre_basic", "timbre_source_file_id", "timbre_source_file_type"),
        named("timbre_platform"),
        one_of("timbre_gender", TimbreGender),
        one_of("timbre_age_range", TimbreAgeRange),
        one_of("timbre_status", TimbreStatus),
        one_of("timbre_visibility", TimbreVisibility),
        between("timbre_quality_score", 0, 100),
        Index("idx_voice_timbre_basic_user", "timbre_created_user_id"),
        Index("idx_voice_timbre_basic_platform", "timbre_platform"),
        Index("idx_voice_timbre_basic_status", "timbre_status"),
        Index("idx_voice_timbre_basic_source_file", "timbre_source_file_id", "timbre_source_file_type"),
        Index(
            "idx_voice_timbre_basic_shared",
            "timbre_platform",
            "timbre_platform_id",
            unique=True,
            postgresql_where=text("timbre_visibility = 'shared'"),
        ),
        *newest_first("voice_timbre_basic", "timbre", "timbre_id", kind="timbre_platform"),
        {"comment": "音色基础表：内置、平台与克隆音色"},
    )

    timbre_id: Mapped[int] = mapped_column(primary_key=True, comment="音色ID")
    timbre_name: Mapped[str] = mapped_column(String(100), comment="音色名称")
    timbre_description: Mapped[str | None] = mapped_column(Text, comment="音色描述")
    timbre_source_file_id: Mapped[int | None] = mapped_column(comment="克隆源音频文件ID")
    timbre_platform_id: Mapped[str | None] = mapped_column(String(100), comment="第三方平台音色ID")
    timbre_platform: Mapped[str] = word(
        50, "volcano", "音色平台：语音引擎名称，如 volcano, azure, openai, local, sherpa"
    )
    timbre_language: Mapped[str] = word(10, "zh-CN", "语言代码")
    timbre_gender: Mapped[str | None] = mapped_column(String(10), comment="性别：male, female, neutral")
    timbre_age_range: Mapped[str | None] = mapped_column(String(20), comment="年龄段：young, middle, elder")
    timbre_style: Mapped[str | None] = mapped_column(String(50), comment="风格：professional, casual, emotional")
    timbre_quality_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), comment="音色质量评分（0–100）")
    timbre_created_user_id: Mapped[int] = owner("创建用户ID")
    timbre_created_time: Mapped[datetime] = created("创建时间（UTC）")
    timbre_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    timbre_status: Mapped[str] = word(20, "training", "音色状态：training, ready, failed")
    timbre_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签")
    timbre_source_file_type: Mapped[str | None] = constant("audio", "克隆源文件类型，恒为 audio")
    timbre_visibility: Mapped[str] = mapped_column(
        String(20), server_default="private", comment="可见范围：private, shared"
    )
    timbre_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")


class VoiceTimbreClone(Base):
    """One run of cloning a voice from a recording."""

    __tablename__ = "voice_timbre_clone"
    __table_args__ = (
        file_reference("voice_timbre_clone", "clone_source_file_id", "clone_source_file_type"),
        one_of("clone_status", CloneStatus),
        between("clone_progress", 0, 100),
        *at_least(0, "clone_source_duration"),
        Index("idx_voice_timbre_clone_timbre", "timbre_id"),
        Index("idx_voice_timbre_clone_user", "clone_created_user_id"),
        Index("idx_voice_timbre_clone_status", "clone_status"),
        Index("idx_voice_timbre_clone_source_file", "clone_source_file_id", "clone_source_file_type"),
        *newest_first("voice_timbre_clone", "clone", "clone_id"),
        {"comment": "音色克隆记录表：每次克隆训练的来源、参数与结果"},
    )

    clone_id: Mapped[int] = mapped_column(primary_key=True, comment="克隆记录ID")
    timbre_id: Mapped[int] = mapped_column(ForeignKey("voice_timbre_basic.timbre_id"), comment="克隆得到的音色ID")
    clone_source_file_id: Mapped[int] = mapped_column(comment="源音频文件ID")
    clone_source_duration: Mapped[Decimal | None] = seconds("源音频时长（秒）")
    clone_training_params: Mapped[JsonObject | None] = mapped_column(Json, comment="训练参数")
    clone_progress: Mapped[int] = count("训练进度百分比（0–100）")
    clone_created_user_id: Mapped[int] = owner("创建用户ID")
    clone_created_time: Mapped[datetime] = created("创建时间（UTC）")
    clone_completed_time: Mapped[datetime | None] = moment("完成时间（UTC）")
    clone_status: Mapped[str] = word(20, "pending", "克隆状态：pending, training, completed, failed")
    clone_error_message: Mapped[str | None] = mapped_column(Text, comment="错误信息")
    clone_source_file_type: Mapped[str | None] = constant("audio", "源文件类型，恒为 audio")


class VoiceTimbreTemplate(Base):
    """How to clone: parameters and what a recording must meet."""

    __tablename__ = "voice_timbre_template"
    __table_args__ = (
        one_of("template_status", TemplateStatus),
        *at_least(0, "template_usage_count"),
        Index("idx_voice_timbre_template_user", "template_created_user_id"),
        Index("idx_voice_timbre_template_timbre", "template_timbre_id"),
        *newest_first("voice_timbre_template", "template", "template_id"),
        {"comment": "音色模板表：克隆参数与质量要求"},
    )

    template_id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="模板ID")
    template_name: Mapped[str] = mapped_column(String(100), comment="模板名称")
    template_description: Mapped[str | None] = mapped_column(Text, comment="模板描述")
    template_timbre_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_timbre_basic.timbre_id"), comment="关联的音色ID"
    )
    template_clone_params: Mapped[JsonObject | None] = mapped_column(Json, comment="克隆参数配置")
    template_quality_requirements: Mapped[JsonObject | None] = mapped_column(Json, comment="质量要求")
    template_created_user_id: Mapped[int] = owner("创建用户ID")
    template_created_time: Mapped[datetime] = created("创建时间（UTC）")
    template_status: Mapped[str] = word(20, "active", "模板状态：active, inactive")
    template_usage_count: Mapped[int] = count("使用次数")
