"""Analyses as a model answers them: the forms asked for. Models give quotes and numbers of sentences, never offsets."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

_Json = dict[str, object]  # a JSON schema


def _within(lowest: float, highest: float) -> AfterValidator:
    """Models overshoot a scale; what is beyond its end is at its end."""
    return AfterValidator(lambda value: min(max(value, lowest), highest))


_Number = Annotated[float, Field(allow_inf_nan=False)]
_Polarity = Annotated[_Number, _within(-1.0, 1.0)]
_Valence = Annotated[_Number, _within(-4.0, 4.0)]
_Weight = Annotated[_Number, _within(0.0, 1.0)]
_Quote = Annotated[str, StringConstraints(strip_whitespace=True)]
_Advice = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class QuotedOpinion(BaseModel):
    """A word that decided."""

    quote: _Quote
    valence: _Valence
    counted: _Valence


class JudgedSentence(BaseModel):
    """A sentence that leans."""

    number: int
    polarity: _Polarity
    words: list[QuotedOpinion] = []


class SentimentAnswer(BaseModel):
    """One part of a text: as a whole, and the sentences that lean; the others are neutral."""

    polarity: _Polarity
    sentences: list[JudgedSentence]


class AnsweredKeyword(BaseModel):
    """A word as it stands in the text."""

    word: _Quote
    kind: str
    weight: _Weight


class KeywordAnswer(BaseModel):
    """What one part of a text is about."""

    keywords: list[AnsweredKeyword]


class RankedSentence(BaseModel):
    """A sentence and how central it is."""

    number: int
    weight: _Weight


class SummaryAnswer(BaseModel):
    """The sentences that say most."""

    sentences: list[RankedSentence]


class QuotedAdvice(BaseModel):
    """A place to change."""

    kind: str
    quote: _Quote
    advice_zh: _Advice
    advice_en: _Advice


class ReadabilityAnswer(BaseModel):
    """What to change, worst first."""

    advice: list[QuotedAdvice]


def _object(**properties: _Json) -> _Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: _Json) -> _Json:
    return {"type": "array", "items": item}


_STRING: _Json = {"type": "string"}
_NUMBER: _Json = {"type": "number"}
_INTEGER: _Json = {"type": "integer"}


def _one_of(*values: str) -> _Json:
    return {"type": "string", "enum": list(values)}


SENTIMENT_SCHEMA = _object(
    polarity=_NUMBER,
    sentences=_list(
        _object(
            number=_INTEGER,
            polarity=_NUMBER,
            words=_list(_object(quote=_STRING, valence=_NUMBER, counted=_NUMBER)),
        )
    ),
)
KEYWORD_SCHEMA = _object(
    keywords=_list(
        _object(word=_STRING, kind=_one_of("person", "place", "organisation", "name", "term"), weight=_NUMBER)
    )
)
SUMMARY_SCHEMA = _object(sentences=_list(_object(number=_INTEGER, weight=_NUMBER)))
READABILITY_SCHEMA = _object(
    advice=_list(
        _object(
            kind=_one_of("long_sentence", "long_clause", "rare_words", "long_words", "long_paragraph"),
            quote=_STRING,
            advice_zh=_STRING,
            advice_en=_STRING,
        )
    )
)
