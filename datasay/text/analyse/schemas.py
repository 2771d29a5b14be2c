"""Analyses as JSON. The shapes of the results are the engines': `datasay/analysis/shapes.py`."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from datasay.analysis.shapes import Result
from datasay.core.schemas import IsNumber, Moment
from datasay.engines.protocols import ENGINE_NAME
from datasay.text.analyse.models import TextAnalyseType
from datasay.wording.told import Told


class NoOptions(BaseModel):
    """Nothing to choose."""

    model_config = ConfigDict(extra="forbid")


class KeywordOptions(BaseModel):
    """How many keywords."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100), IsNumber] = 20


class SummaryOptions(BaseModel):
    """How long a summary: a share of the text's characters, or a number of sentences."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"not": {"required": ["ratio", "sentences"]}})

    ratio: Annotated[float, Field(ge=0.01, le=0.9), IsNumber] = 0.2
    sentences: Annotated[int, Field(ge=1, le=200), IsNumber] | None = None

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if {"ratio", "sentences"} <= self.model_fields_set:
            raise ValueError(Told("give either ratio or sentences", "ratio 和 sentences 只能填一个"))
        return self


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    engine: Annotated[str, Field(pattern=ENGINE_NAME)] = Field(
        "local",
        description="Engines of kind analysis, see GET /engines; one with an account works as a task and costs what its"
        " vendor charges.",
    )


class SentimentWanted(_Wanted):
    """Which way the text leans."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"analyse_type": "sentiment"}]})

    analyse_type: Literal[TextAnalyseType.SENTIMENT]
    options: NoOptions = NoOptions()


class KeywordWanted(_Wanted):
    """What the text is about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"analyse_type": "keyword", "options": {"limit": 10}}]})

    analyse_type: Literal[TextAnalyseType.KEYWORD]
    options: KeywordOptions = KeywordOptions()


class SummaryWanted(_Wanted):
    """The sentences that say most."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"analyse_type": "summary", "options": {"ratio": 0.2}}]})

    analyse_type: Literal[TextAnalyseType.SUMMARY]
    options: SummaryOptions = SummaryOptions()


class ReadabilityWanted(_Wanted):
    """How hard the text is to read."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"analyse_type": "readability"}]})

    analyse_type: Literal[TextAnalyseType.READABILITY]
    options: NoOptions = NoOptions()


AnalyseWanted = Annotated[
    SentimentWanted | KeywordWanted | SummaryWanted | ReadabilityWanted, Field(discriminator="analyse_type")
]


class AnalyseTask(BaseModel):
    """What a task that analyses a text is told."""

    text_id: int
    wanted: AnalyseWanted


class AnalyseListed(BaseModel):
    """An analysis in a list, without its result."""

    analyse_id: int
    text_id: int
    analyse_type: TextAnalyseType
    analyse_score: float | None = Field(
        ge=0, le=100, description="Sentiment: 50 is neutral. Readability: 100 is easiest. Others: how much is covered."
    )
    analyse_model_version: str | None = Field(description="The method and its version.")
    analyse_text_version: int = Field(ge=1, description="The version of the text that was analysed.")
    analyse_stale: bool = Field(description="Whether the text has been changed since.")
    analyse_options: dict[str, JsonValue]
    analyse_created_time: Moment


class AnalyseRead(AnalyseListed):
    """An analysis with its result."""

    analyse_result: Result
