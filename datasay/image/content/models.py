"""Pictures and clips, their analyses and image templates (design §5)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    TemplateStatus,
    at_least,
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


class ImageType(StrEnum):
    """A still picture or a clip; also the type of the file that holds it."""

    IMAGE = "image"
    VIDEO = "video"


class ImageStatus(StrEnum):
    """`generating` marks an existing image that is being made anew."""

    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"


class ImageAnalyseType(StrEnum):
    """What an analysis looks at."""

    QUALITY = "quality"
    CONTENT = "content"
    STYLE = "style"
    AESTHETICS = "aesthetics"


class ImageContentBasic(Base):
    """A picture or clip: what was asked for and the file that holds it."""

    __tablename__ = "image_content_basic"
    __table_args__ = (
        file_reference("image_content_basic", "image_file_id", "image_type"),
        one_of("image_type", ImageType),
        one_of("image_status", ImageStatus),
        *at_least(1, "image_width", "image_height"),
        *at_least(0, "image_duration"),
        Index("idx_image_content_basic_user", "image_created_user_id"),
        Index("idx_image_content_basic_type", "image_type"),
        Index("idx_image_content_basic_status", "image_status"),
        Index("idx_image_content_basic_file", "image_file_id", "image_type"),
        Index("idx_image_content_basic_template", "image_template_id"),
        *newest_first("image_content_basic", "image", "image_id", kind="image_type"),
        {"comment": "图像视频内容表：生成或上传的图像与视频"},
    )

    image_id: Mapped[int] = mapped_column(primary_key=True, comment="图像/视频ID")
    image_title: Mapped[str] = mapped_column(String(200), comment="标题")
    image_prompt: Mapped[str] = mapped_column(Text, comment="生成提示词")
    image_file_id: Mapped[int] = mapped_column(comment="图像/视频文件ID")
    image_type: Mapped[str] = mapped_column(String(20), comment="类型：image, video；与文件类型一致")
    image_width: Mapped[int | None] = mapped_column(comment="宽度（像素）")
    image_height: Mapped[int | None] = mapped_column(comment="高度（像素）")
    image_duration: Mapped[Decimal | None] = seconds("视频时长(秒)")
    image_format: Mapped[str | None] = mapped_column(String(20), comment="格式：jpg, png, mp4, avi")
    image_created_user_id: Mapped[int] = owner("创建用户ID")
    image_created_time: Mapped[datetime] = created("创建时间（UTC）")
    image_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    image_status: Mapped[str] = word(20, "completed", "图像状态：generating, completed, failed")
    image_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签")
    image_template_id: Mapped[int | None] = mapped_column(
        ForeignKey("image_template_basic.template_id"), comment="使用的图像模板ID"
    )
    image_seed: Mapped[int | None] = mapped_column(BigInteger, comment="随机种子")
    image_style: Mapped[str | None] = mapped_column(String(100), comment="风格")
    image_model_version: Mapped[str | None] = mapped_column(String(50), comment="生成所用引擎与版本")
    image_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")


class ImageAnalyseResult(Base):
    """What an analysis saw in a picture or clip."""

    __tablename__ = "image_analyse_result"
    __table_args__ = (
        one_of("analyse_type", ImageAnalyseType),
        Index("idx_image_analyse_result_image", "image_id"),
        Index("idx_image_analyse_result_type", "analyse_type"),
        Index(
            "idx_image_analyse_result_image_time",
            "image_id",
            text("analyse_created_time DESC"),
            text("analyse_id DESC"),
        ),
        {"comment": "图像视频分析表：质量、内容、风格与美学分析结果"},
    )

    analyse_id: Mapped[int] = mapped_column(primary_key=True, comment="分析ID")
    image_id: Mapped[int] = mapped_column(ForeignKey("image_content_basic.image_id"), comment="被分析的图像/视频ID")
    analyse_type: Mapped[str] = mapped_column(String(50), comment="分析类型：quality, content, style, aesthetics")
    analyse_result: Mapped[JsonObject] = mapped_column(Json, comment="分析结果的JSON数据")
    analyse_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), comment="分析评分")
    analyse_created_time: Mapped[datetime] = created("创建时间（UTC）")
    analyse_model_version: Mapped[str | None] = mapped_column(String(50), comment="分析所用引擎与版本")


class ImageTemplateBasic(Base):
    """A prompt with style and parameters, for one engine."""

    __tablename__ = "image_template_basic"
    __table_args__ = (
        one_of("template_status", TemplateStatus),
        named("template_platform"),
        *at_least(0, "template_usage_count"),
        Index("idx_image_template_basic_user", "template_created_user_id"),
        Index("idx_image_template_basic_style", "template_style"),
        *newest_first("image_template_basic", "template", "template_id", kind="template_platform"),
        {"comment": "图像视频模板表：提示词、风格与生成参数"},
    )

    template_id: Mapped[int] = mapped_column(primary_key=True, comment="模板ID")
    template_name: Mapped[str] = mapped_column(String(100), comment="模板名称")
    template_description: Mapped[str | None] = mapped_column(Text, comment="模板描述")
    template_prompt: Mapped[str] = mapped_column(Text, comment="模板提示词")
    template_style: Mapped[str | None] = mapped_column(String(100), comment="风格设置")
    template_params: Mapped[JsonObject | None] = mapped_column(Json, comment="生成参数")
    template_created_user_id: Mapped[int] = owner("创建用户ID")
    template_created_time: Mapped[datetime] = created("创建时间（UTC）")
    template_status: Mapped[str] = word(20, "active", "模板状态：active, inactive")
    template_usage_count: Mapped[int] = count("使用次数")
    template_platform: Mapped[str] = word(
        50, "midjourney", "模板平台：图像引擎名称，如 midjourney, dalle, stable_diffusion, local"
    )
