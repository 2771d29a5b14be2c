"""The analysis engine `local`: lexicons, ranking and published measures, a small model for tone, and evidence."""

import asyncio

from datasay.analysis.shapes import Analysis
from datasay.engines.errors import BadInput
from datasay.engines.protocols import AnalysisEngine, AnalysisRequest, Desk, EngineInfo, Method, Progress
from datasay.engines.usage import Unit
from datasay.wording.told import Told

_TYPES = ("sentiment", "keyword", "summary", "readability")


class LocalAnalysis(AnalysisEngine):
    """Analyses by the methods of `datasay.analysis`."""

    info = EngineInfo(
        name="local",
        kind="analysis",
        version="1",
        description="词典、排序与公开公式，自带小模型 · Lexicons, ranking, published measures, a small model",
        options=_TYPES,
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def method(self, analyse_type: str) -> Method:
        """Each type has a version of its own. Raises BadInput for an unknown type."""
        from datasay.analysis import keyword, readability, sentiment, summary  # noqa: PLC0415  load dictionaries

        versions = {
            "sentiment": sentiment.version(),
            "keyword": keyword.VERSION,
            "summary": summary.VERSION,
            "readability": readability.VERSION,
        }
        _check(analyse_type)
        return Method(versions[analyse_type])

    async def analyse(self, request: AnalysisRequest, progress: Progress) -> Analysis:
        """Analyse in a thread. Raises BadInput for an unknown type."""
        _check(request.analyse_type)
        await progress(0.0)
        analysis = await asyncio.to_thread(_analyse, request)
        self._desk.meter.count(analysis.model_version, {Unit.CHARACTERS: len(request.text)})
        await progress(1.0)
        return analysis


def _check(analyse_type: str) -> None:
    if analyse_type not in _TYPES:
        raise BadInput(
            Told(
                "There is no analysis of type {analyse_type}. Known: {known}.",
                "没有 {analyse_type} 这种分析，可选：{known}。",
                analyse_type=analyse_type,
                known=_TYPES,
            )
        )


def _analyse(request: AnalysisRequest) -> Analysis:
    from datasay.analysis import keyword, readability, sentiment, summary  # noqa: PLC0415  load dictionaries

    match request.analyse_type:
        case "sentiment":
            return sentiment.analyse_sentiment(request.text)
        case "keyword":
            return keyword.analyse_keywords(request.text, limit=request.limit)
        case "summary":
            return summary.analyse_summary(request.text, ratio=request.ratio, sentences=request.sentences)
    return readability.analyse_readability(request.text)
