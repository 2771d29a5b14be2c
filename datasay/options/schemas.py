"""What can be chosen, as JSON."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from datasay.mixall.content.models import MixallAspect
from datasay.text_exchange.kinds import ImportFormat
from datasay.text_exchange.schemas import ExportFormat
from datasay.voice.audio.schemas import AudioFormat
from datasay.voice.timbre.models import TimbreGender


class LanguageOption(BaseModel):
    """A language that has a name; any other code of BCP 47 may be sent as well."""

    text_language: str
    language_name: str = Field(description="Chinese and English.")


class AspectOption(BaseModel):
    """A shape of works, and the size of its pictures in pixels."""

    mixall_aspect: MixallAspect
    image_width: int
    image_height: int


class StyleOption(BaseModel):
    """A style of a picture engine."""

    style: str
    style_specimen: str | None = Field(description="Where a small picture in it is; none for engines that cost.")


class TimbreOption(BaseModel):
    """A timbre that can speak now."""

    timbre_id: int
    timbre_name: str
    timbre_language: str | None
    timbre_gender: TimbreGender | None
    timbre_style: str | None


class AccountOption(BaseModel):
    """The account that work with the engine is done with."""

    owner: str = Field(description="own, shared or operator")
    title: str
    config_id: int | None = Field(description="Of one's own account.")


class EngineOption(BaseModel):
    """An engine this user can use now. Lists that are not of its kind are empty."""

    engine_kind: str
    engine_name: str
    engine_description: str
    engine_account: AccountOption | None = Field(description="None for an engine that needs no account.")
    engine_options: list[str] = Field(description="What it does: operations of texts, types of analyses.")
    engine_models: list[str] = Field(description="Models one may name in a conversation; the first is the usual one.")
    engine_styles: list[StyleOption] = Field(description="None where the words alone decide.")
    engine_languages: list[str] = Field(description="Of its timbres.")
    engine_timbres: list[TimbreOption] = Field(description="The first 100; all of them: GET /timbres.")
    engine_timbre_count: int
    engine_problem: str | None = Field(description="Why its vendor could not be asked for models or styles.")


class FieldOption(BaseModel):
    """What may be sent in a field of a request."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"default": 60, "required": False, "minimum": 10, "maximum": 1800}]}
    )

    default: JsonValue = Field(None, description="What leaving it out means; null also where there is no default.")
    required: bool
    choices: list[JsonValue] | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = Field(None, description="Of a text in characters, of a list in entries.")


class FormatOptions(BaseModel):
    """Kinds of files."""

    audio_format: list[AudioFormat]
    import_format: list[ImportFormat]
    export_format: list[ExportFormat]


class LimitOptions(BaseModel):
    """The most there may be."""

    upload_bytes: int = Field(description="Of one file.")
    text_characters: int = Field(description="Of one text.")
    article_characters: int = Field(description="Of an article that is made into a work.")
    spoken_characters: int = Field(description="Of what is spoken at once.")
    open_tasks: int = Field(description="Of one user.")


class OptionsRead(BaseModel):
    """Everything that can be chosen now."""

    text_languages: list[LanguageOption]
    mixall_aspects: list[AspectOption]
    engines: list[EngineOption]
    formats: FormatOptions
    limits: LimitOptions
    fields: dict[str, dict[str, FieldOption]] = Field(description="By request, `POST /api/v1/…`, and field.")
