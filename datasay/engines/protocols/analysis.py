"""Analysing texts: which way they lean, what they are about, what they say in short, how hard they are to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from datasay.analysis.shapes import Analysis
from datasay.engines.protocols.engine import Engine, Progress


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """What to look for in a text."""

    text: str
    analyse_type: str  # one of the engine's options: sentiment, keyword, summary, readability
    limit: int = 20  # of keywords
    ratio: float | None = None  # of a summary: its share of the text's characters, or
    sentences: int | None = None  # its number of sentences


@dataclass(frozen=True, slots=True)
class Method:
    """How an analysis is made: an answer by the same method to the same question is not made again."""

    version: str  # at most 50 characters, kept with the answer
    details: Mapping[str, object] = field(default_factory=dict)  # what else decides the answer


class AnalysisEngine(Engine, Protocol):
    """Analyses texts. The shapes of the answers are the same for every engine: `datasay.analysis.shapes`."""

    def method(self, analyse_type: str) -> Method:
        """How this engine makes an analysis of this type."""
        ...

    async def analyse(self, request: AnalysisRequest, progress: Progress) -> Analysis:
        """Return the whole analysis. Raises BadInput for a type the engine does not know."""
        ...
