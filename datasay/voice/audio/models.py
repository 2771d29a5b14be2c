"""Speech, its analyses and audio templates (design §4.2)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, String, Text, false, text
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
    newest_first,
    one_of,
    owner,
    seconds,
    updated,
    word,
)


class AudioStatus(StrEnum):
    """`generating` marks an existing audio that is being made anew."""

    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"


class AudioAnalyseType(StrEnum):
    """What an analysis looks at."""

    QUALITY = "quality"
    EMOTION = "emotion"
    CLARITY = "clarity"
    NOISE = "noise"
    SIMILARITY = "similarity"


class VoiceAudioBasic(Base):
    """A piece of speech: the text it says, the timbre that says it, the file that holds it."""

    __tablename__ = "voice_audio_basic"
    __table_args__ = (
        file_reference("voice_audio_basic", "audio_file_id", "audio_file_type"),
        one_of("audio_status", AudioStatus),
        between("audio_speed", 0.25, 4),
        between("audio_pitch", 0.25, 4),
        between("audio_volume", 0, 4),
        *at_least(0, "audio_duration"),
        Index("idx_voice_audio_basic_user", "audio_created_user_id"),
        Index("idx_voice_audio_basic_timbre", "audio_timbre_id"),
        Index("idx_voice_audio_basic_status", "audio_status"),
        Index("idx_voice_audio_basic_file", "audio_file_id", "audio_file_type"),
        Index("idx_voice_audio_basic_template", "audio_template_id"),
        Index("idx_voice_audio_basic_text", "audio_text_id"),
        *newest_first("voice_audio_basic", "audio", "audio_id"),
        {"comment": "音频内容表：由文本合成的语音"},
    )

    audio_id: Mapped[int] = mapped_column(primary_key=True, comment="音频ID")
    audio_title: Mapped[str] = mapped_column(String(200), comment="音频标题")
    audio_text_content: Mapped[str] = mapped_column(Text, comment="原始文本")
    audio_file_id: Mapped[int] = mapped_column(comment="音频文件ID")
    audio_duration: Mapped[Decimal | None] = seconds("音频时长(秒)")
    audio_timbre_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_timbre_basic.timbre_id"), comment="使用的音色ID"
    )
    audio_language: Mapped[str] = word(10, "zh-CN", "语言代码")
    audio_speed: Mapped[Decimal] = mapped_column(
        Numeric(3, 2), server_default=text("1.0"), nullable=True, comment="语速倍率，1.0 为正常"
    )
    audio_pitch: Mapped[Decimal] = mapped_column(
        Numeric(3, 2), server_default=text("1.0"), nullable=True, comment="音调倍率，1.0 为正常"
    )
    audio_volume: Mapped[Decimal] = mapped_column(
        Numeric(3, 2), server_default=text("1.0"), nullable=True, comment="音量倍率，1.0 为正常"
    )
    audio_created_user_id: Mapped[int] = owner("创建用户ID")
    audio_created_time: Mapped[datetime] = created("创建时间（UTC）")
    audio_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    audio_status: Mapped[str] = word(20, "completed", "音频状态：generating, completed, failed")
    audio_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签")
    audio_template_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_audio_template.template_id"), comment="使用的音频模板ID"
    )
    audio_file_type: Mapped[str | None] = constant("audio", "文件类型，恒为 audio")
    audio_timings: Mapped[list[JsonObject] | None] = mapped_column(Json, comment="逐句逐词的实测起止时间（秒）")
    audio_loudness: Mapped[Decimal | None] = mapped_column(Numeric(6, 2), comment="综合响度（LUFS）")
    audio_model_version: Mapped[str | None] = mapped_column(String(50), comment="合成所用引擎与版本")
    audio_text_id: Mapped[int | None] = mapped_column(ForeignKey("text_content_basic.text_id"), comment="来源文本ID")
    audio_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")
    audio_is_part: Mapped[bool] = mapped_column(
        server_default=false(), comment="是否为作品中一个分镜的配音，列表默认不显示"
    )


class VoiceAudioAnalyse(Base):
    """What an analysis heard in an audio."""

    __tablename__ = "voice_audio_analyse"
    __table_args__ = (
        one_of("analyse_type", AudioAnalyseType),
        Index("idx_voice_audio_analyse_audio", "audio_id"),
        Index("idx_voice_audio_analyse_type", "analyse_type"),
        Index(
            "idx_voice_audio_analyse_audio_time",
            "audio_id",
            text("analyse_created_time DESC"),
            text("analyse_id DESC"),
        ),
        {"comment": "音频分析表：质量、情感、清晰度、噪声与相似度分析结果"},
    )

    analyse_id: Mapped[int] = mapped_column(primary_key=True, comment="分析ID")
    audio_id: Mapped[int] = mapped_column(ForeignKey("voice_audio_basic.audio_id"), comment="被分析的音频ID")
    analyse_type: Mapped[str] = mapped_column(
        String(50), comment="分析类型：quality, emotion, clarity, noise, similarity"
    )
    analyse_result: Mapped[JsonObject] = mapped_column(Json, comment="分析结果的JSON数据")
    analyse_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), comment="分析评分")
    analyse_created_time: Mapped[datetime] = created("创建时间（UTC）")
    analyse_model_version: Mapped[str | None] = mapped_column(String(50), comment="分析所用引擎与版本")


class VoiceAudioTemplate(Base):
    """How to speak: a timbre, synthesis parameters and what is done to the sound afterwards."""

    __tablename__ = "voice_audio_template"
    __table_args__ = (
        one_of("template_status", TemplateStatus),
        *at_least(0, "template_usage_count"),
        Index("idx_voice_audio_template_user", "template_created_user_id"),
        Index("idx_voice_audio_template_timbre", "template_timbre_id"),
        *newest_first("voice_audio_template", "template", "template_id"),
        {"comment": "音频模板表：合成参数与后处理"},
    )

    template_id: Mapped[int] = mapped_column(primary_key=True, comment="模板ID")
    template_name: Mapped[str] = mapped_column(String(100), comment="模板名称")
    template_description: Mapped[str | None] = mapped_column(Text, comment="模板描述")
    template_timbre_id: Mapped[int | None] = mapped_column(
        ForeignKey("voice_timbre_basic.timbre_id"), comment="使用的音色ID"
    )
    template_synthesis_params: Mapped[JsonObject | None] = mapped_column(Json, comment="合成参数配置")
    template_post_processing: Mapped[JsonObject | None] = mapped_column(Json, comment="后处理参数")
    template_created_user_id: Mapped[int] = owner("创建用户ID")
    template_created_time: Mapped[datetime] = created("创建时间（UTC）")
    template_status: Mapped[str] = word(20, "active", "模板状态：active, inactive")
    template_usage_count: Mapped[int] = count("使用次数")
