"""Finished works and the scenes of their storyboards (design §6)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from datasay.composition.movement import Movement
from datasay.composition.transition import Transition
from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    at_least,
    between,
    constant,
    created,
    file_reference,
    moment,
    newest_first,
    one_of,
    owner,
    seconds,
    updated,
    word,
)


class MixallType(StrEnum):
    """What kind of work it is."""

    VIDEO_WITH_VOICE = "video_with_voice"
    PRESENTATION = "presentation"
    STORY = "story"


class MixallStatus(StrEnum):
    """How far a work is."""

    DRAFT = "draft"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class MixallAspect(StrEnum):
    """The shape of the picture."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"


class MixallContentBasic(Base):
    """A work put together from a text, speech and pictures."""

    __tablename__ = "mixall_content_basic"
    __table_args__ = (
        file_reference("mixall_content_basic", "mixall_final_file_id", "mixall_final_file_type"),
        file_reference("mixall_content_basic", "mixall_subtitle_file_id", "mixall_subtitle_file_type"),
        one_of("mixall_type", MixallType),
        one_of("mixall_status", MixallStatus),
        one_of("mixall_aspect", MixallAspect),
        *at_least(0, "mixall_duration"),
        *at_least(1, "mixall_revision"),
        Index("idx_mixall_content_basic_user", "mixall_created_user_id"),
        Index("idx_mixall_content_basic_type", "mixall_type"),
        Index("idx_mixall_content_basic_status", "mixall_status"),
        Index("idx_mixall_content_basic_text", "mixall_text_id"),
        Index("idx_mixall_content_basic_audio", "mixall_audio_id"),
        Index("idx_mixall_content_basic_final_file", "mixall_final_file_id", "mixall_final_file_type"),
        Index("idx_mixall_content_basic_subtitle_file", "mixall_subtitle_file_id", "mixall_subtitle_file_type"),
        Index("idx_mixall_content_basic_images", "mixall_image_ids", postgresql_using="gin"),
        *newest_first("mixall_content_basic", "mixall", "mixall_id", kind="mixall_type"),
        {"comment": "混合作品表：由文本、语音与图像合成的作品"},
    )

    mixall_id: Mapped[int] = mapped_column(primary_key=True, comment="作品ID")
    mixall_title: Mapped[str] = mapped_column(String(200), comment="作品标题")
    mixall_description: Mapped[str | None] = mapped_column(Text, comment="作品描述")
    mixall_type: Mapped[str] = mapped_column(String(50), comment="作品类型：video_with_voice, presentation, story")
    mixall_text_id: Mapped[int | None] = mapped_column(ForeignKey("text_content_basic.text_id"), comment="使用的文本ID")
    mixall_audio_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_audio_basic.audio_id"), comment="使用的音频ID"
    )
    mixall_image_ids: Mapped[list[int] | None] = mapped_column(
        ARRAY(Integer), comment="关联的图像/视频ID数组，与分镜保持一致"
    )
    mixall_final_file_id: Mapped[int | None] = mapped_column(comment="成片文件ID")
    mixall_created_user_id: Mapped[int] = owner("创建用户ID")
    mixall_created_time: Mapped[datetime] = created("创建时间（UTC）")
    mixall_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    mixall_status: Mapped[str] = word(20, "draft", "作品状态：draft, processing, completed, failed")
    mixall_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签")
    mixall_final_file_type: Mapped[str | None] = constant("video", "成片文件类型，恒为 video")
    mixall_aspect: Mapped[str] = word(10, "9:16", "画面比例：9:16, 16:9, 1:1")
    mixall_settings: Mapped[JsonObject | None] = mapped_column(Json, comment="合成设置：字幕、配乐、风格等")
    mixall_duration: Mapped[Decimal | None] = seconds("成片时长（秒）")
    mixall_subtitle_file_id: Mapped[int | None] = mapped_column(comment="字幕文件ID")
    mixall_subtitle_file_type: Mapped[str | None] = constant("text", "字幕文件类型，恒为 text")
    mixall_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")
    mixall_revision: Mapped[int] = mapped_column(
        server_default=text("1"), comment="修订号，作品或分镜每次修改加一，用作 ETag"
    )


class MixallContentScene(Base):
    """One scene of a work: what is said, what is shown, and when."""

    __tablename__ = "mixall_content_scene"
    __table_args__ = (
        UniqueConstraint("scene_mixall_id", "scene_position", deferrable=True, initially="DEFERRED"),
        *at_least(0, "scene_position", "scene_start_seconds", "scene_seed", "scene_audio_start"),
        CheckConstraint("scene_audio_end > scene_audio_start", name="scene_audio_end"),
        CheckConstraint("scene_end_seconds >= scene_start_seconds", name="scene_end_seconds"),
        between("scene_speed", 0.5, 2),
        between("scene_pause_seconds", 0, 10),
        one_of("scene_motion", Movement),
        one_of("scene_transition", Transition),
        CheckConstraint("(scene_deleted_time IS NULL) = (scene_position IS NOT NULL)", name="scene_deleted_time"),
        Index("idx_mixall_content_scene_image", "scene_image_id"),
        Index("idx_mixall_content_scene_timbre", "scene_timbre_id"),
        Index("idx_mixall_content_scene_audio", "scene_audio_id"),
        {"comment": "作品分镜表：按顺序排列的画面与旁白"},
    )

    scene_id: Mapped[int] = mapped_column(primary_key=True, comment="分镜ID")
    scene_mixall_id: Mapped[int] = mapped_column(
        ForeignKey("mixall_content_basic.mixall_id", ondelete="CASCADE"), comment="所属作品ID"
    )
    scene_position: Mapped[int | None] = mapped_column(comment="顺序，从 0 开始；已删除的分镜没有顺序")
    scene_narration: Mapped[str] = mapped_column(Text, comment="旁白")
    scene_headline: Mapped[str | None] = mapped_column(String(200), comment="画面标题")
    scene_keywords: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="关键词")
    scene_image_id: Mapped[int | None] = mapped_column(
        ForeignKey("image_content_basic.image_id"), comment="使用的图像/视频ID"
    )
    scene_start_seconds: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), comment="开始时间（秒）")
    scene_end_seconds: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), comment="结束时间（秒）")
    scene_created_time: Mapped[datetime] = created("创建时间（UTC）")
    scene_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    scene_timbre_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_timbre_basic.timbre_id"), comment="本镜的音色ID，空为作品的音色"
    )
    scene_speed: Mapped[Decimal | None] = mapped_column(Numeric(3, 2), comment="本镜的语速倍率，空为作品的语速")
    scene_pause_seconds: Mapped[Decimal | None] = mapped_column(
        Numeric(4, 2), comment="本镜念完后的停顿（秒），空为自动"
    )
    scene_audio_id: Mapped[int | None] = mapped_column(ForeignKey("voice_audio_basic.audio_id"), comment="本镜的配音ID")
    scene_audio_start: Mapped[Decimal | None] = mapped_column(
        Numeric(10, 3), comment="用配音的哪一段：开始（秒），空为从头"
    )
    scene_audio_end: Mapped[Decimal | None] = mapped_column(
        Numeric(10, 3), comment="用配音的哪一段：结束（秒），空为到尾"
    )
    scene_voice_key: Mapped[str | None] = mapped_column(
        String(64), comment="配音依据的旁白、音色与语速的指纹，不同则要重做"
    )
    scene_image_key: Mapped[str | None] = mapped_column(
        String(64), comment="画面依据的描述、风格、版式、种子与尺寸的指纹，不同则要重画；自选的画面没有"
    )
    scene_image_prompt: Mapped[str | None] = mapped_column(Text, comment="画面描述，空为按旁白作画")
    scene_style: Mapped[str | None] = mapped_column(String(100), comment="本镜的画面风格，空为作品的风格")
    scene_layout: Mapped[str | None] = mapped_column(String(30), comment="本镜的版式，空为按旁白选择")
    scene_seed: Mapped[int | None] = mapped_column(BigInteger, comment="本镜画面的随机种子，空为作品的种子")
    scene_crop: Mapped[JsonObject | None] = mapped_column(
        Json, comment="画面的裁剪区域：x、y、width、height，均为 0 到 1 的比例"
    )
    scene_motion: Mapped[str | None] = mapped_column(String(20), comment="画面动效：none, calm, lively，空为作品的动效")
    scene_transition: Mapped[str | None] = mapped_column(
        String(20), comment="进入本镜的转场：cut, fade, walk, wipe, cover，空为自动"
    )
    scene_locked: Mapped[bool] = mapped_column(server_default=false(), comment="是否锁定：锁定的分镜不会被修改或重做")
    scene_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")


class MixallContentVersion(Base):
    """A work after one of its changes: its whole storyboard and its settings."""

    __tablename__ = "mixall_content_version"
    __table_args__ = (
        UniqueConstraint("mixall_id", "mixall_revision"),
        *at_least(1, "mixall_revision"),
        one_of("version_aspect", MixallAspect),
        Index("idx_mixall_content_version_user", "version_created_user_id"),
        {"comment": "作品版本表：每次修改之后的整个分镜与设置"},
    )

    version_id: Mapped[int] = mapped_column(primary_key=True, comment="版本记录ID")
    mixall_id: Mapped[int] = mapped_column(
        ForeignKey("mixall_content_basic.mixall_id", ondelete="CASCADE"), comment="所属作品ID"
    )
    mixall_revision: Mapped[int] = mapped_column(comment="修订号，与作品的修订号对应")
    version_title: Mapped[str] = mapped_column(String(200), comment="该版标题")
    version_aspect: Mapped[str] = mapped_column(String(10), comment="该版画面比例：9:16, 16:9, 1:1")
    version_settings: Mapped[JsonObject] = mapped_column(Json, comment="该版合成设置")
    version_scenes: Mapped[list[JsonObject]] = mapped_column(Json, comment="该版分镜，按顺序")
    version_kept: Mapped[bool] = mapped_column(
        server_default=false(), comment="是否长期保留：由人保存、渲染过或恢复到的版本"
    )
    version_created_user_id: Mapped[int] = owner("改成该版的用户ID")
    version_created_time: Mapped[datetime] = mapped_column(DateTime, comment="改成该版的时间（UTC）")
