"""What each analysis answers: the JSON shapes, the same for every engine that analyses.

Every place in a text is a span: `text[start:end]` of the text as it is stored, counted in characters (code points).
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Score = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Polarity = Annotated[float, Field(ge=-1, le=1, description="−1 wholly negative, 0 neither, 1 wholly positive.")]


class Shape(BaseModel):
    """Never changed once made."""

    model_config = ConfigDict(frozen=True)


class Span(Shape):
    """A place in the text, in characters, and what stands there."""

    start: int = Field(ge=0)
    end: int = Field(ge=0, description="One past the last character.")
    text: str


class Label(StrEnum):
    """Which way a sentence or a text leans."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    MIXED = "mixed"  # both ways at once, and neither is set aside
    UNSURE = "unsure"  # it judges, but the method cannot say which way


class OpinionWord(Span):
    """A word that decided, and how it counted where it stands."""

    valence: float = Field(description="What the word says by itself, −4 to 4.")
    counted: float = Field(description="What it counted for here, after negation, degree and contrast.")
    negated_by: str | None = Field(None, description="The word that turned it round.")
    strengthened_by: str | None = Field(None, description="The degree word that made it more or less.")


class SentenceSentiment(Span):
    """One sentence."""

    number: int = Field(ge=1, description="Its number in the text.")
    label: Label = Field(description="`unsure` where no label is likely enough to be told.")
    polarity: Polarity
    leaning: Label | None = Field(
        None, description="The likeliest label, never `unsure`, also where it is too unsure to be told. Network only."
    )
    chance: Share | None = Field(None, description="How likely `leaning` is to be right. Network only.")
    evidence: list[OpinionWord]


class SentimentResult(Shape):
    """Which way the text leans, sentence by sentence and as a whole."""

    analyse_type: Literal["sentiment"] = "sentiment"
    language: str
    label: Label
    polarity: Polarity
    sentence_count: int = Field(ge=0)
    positive_count: int = Field(ge=0)
    negative_count: int = Field(ge=0)
    neutral_count: int = Field(ge=0)
    mixed_count: int = Field(0, ge=0, description="Sentences that lean both ways.")
    unsure_count: int = Field(0, ge=0, description="Sentences that judge, the method cannot say which way.")
    sentences: list[SentenceSentiment] = Field(description="In order; of a long text those that lean most.")
    truncated: bool = Field(description="Whether sentences were left out of the list; all were counted.")
    evidence: list[OpinionWord] = Field(description="The words that decided most, strongest first.")


class KeywordKind(StrEnum):
    """What a keyword names; `term` is everything else."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"
    TERM = "term"


class Keyword(Shape):
    """One keyword and everywhere it stands."""

    word: str
    kind: KeywordKind
    weight: Share = Field(description="Against the first keyword, which has 1.")
    count: int = Field(ge=1)
    spans: list[Span] = Field(description="Where it stands, in order; the first 100 places.")


class KeywordResult(Shape):
    """What the text is about."""

    analyse_type: Literal["keyword"] = "keyword"
    language: str
    word_count: int = Field(ge=0, description="Words that carry news; grammar is not counted.")
    different_count: int = Field(ge=0)
    keywords: list[Keyword] = Field(description="Heaviest first.")


class SummarySentence(Span):
    """A sentence taken from the text as it stands."""

    number: int = Field(ge=1)
    weight: Share = Field(description="Its rank among all sentences: 1 is the most central.")


class SummaryResult(Shape):
    """The sentences that say most, in the order of the text."""

    analyse_type: Literal["summary"] = "summary"
    language: str
    summary: str
    sentences: list[SummarySentence]
    sentence_count: int = Field(ge=0, description="Of the whole text.")
    ratio: Share = Field(description="Characters of the summary against those of the text.")
    coverage: Share = Field(description="How much of the text's 20 most telling words it names, by their weight.")


class AdviceKind(StrEnum):
    """What an advice is about."""

    LONG_SENTENCE = "long_sentence"
    LONG_CLAUSE = "long_clause"
    RARE_WORDS = "rare_words"
    LONG_WORDS = "long_words"
    LONG_PARAGRAPH = "long_paragraph"


class Advice(Span):
    """One thing to change, and where."""

    kind: AdviceKind
    advice_zh: str
    advice_en: str


class Formula(Shape):
    """One published measure."""

    name: str
    value: float
    meaning_zh: str
    meaning_en: str
    source: str


class ReadabilityResult(Shape):
    """How hard the text is to read, by published measures, and what to do about it."""

    analyse_type: Literal["readability"] = "readability"
    language: str
    level_zh: str
    level_en: str
    formulas: list[Formula]
    features: dict[str, float] = Field(description="What the measures are made from: lengths and shares.")
    advice: list[Advice] = Field(description="The places that cost most, worst first; at most 50.")


Result = Annotated[
    SentimentResult | KeywordResult | SummaryResult | ReadabilityResult, Field(discriminator="analyse_type")
]


class Analysis(Shape):
    """A result, its score from 0 to 100 and the method with its version."""

    result: Result
    score: Score
    model_version: str = Field(max_length=50)
