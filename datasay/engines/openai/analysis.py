"""The analysis engine `openai`: a model judges and quotes, and everything that can be counted is counted here."""

from typing import TYPE_CHECKING

from datasay.analysis.shapes import Analysis
from datasay.engines.errors import BadInput
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.opening import check_account, form_of
from datasay.engines.protocols import AnalysisEngine, AnalysisRequest, Checked, Desk, EngineInfo, Method, Progress
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.engines.openai.judging import Judging

METHOD = "openai-analysis-1"


class OpenAiAnalysis(AnalysisEngine):
    """Analyses with the account's model."""

    info = EngineInfo(
        name="openai",
        kind="analysis",
        version=METHOD,
        description="由大模型判断并引用原文 · Judged by a model, which quotes the text",
        options=("sentiment", "keyword", "summary", "readability"),
        account=OpenAiAccount,
    )

    def __init__(self, desk: Desk) -> None:
        self._account = form_of(desk)
        self._desk = desk

    async def check(self) -> Checked:
        """Ask the server for its models. Raises EngineError."""
        return await check_account(self._account, self._desk)

    def method(self, analyse_type: str) -> Method:
        """By the whole name of the model, which the version may have to cut, and our way of asking it."""
        judging = self._judging()
        version = judging.readability_version if analyse_type == "readability" else judging.version
        return Method(version, {"model": self._account.model, "method": METHOD})

    async def analyse(self, request: AnalysisRequest, progress: Progress) -> Analysis:
        """Ask the model. Raises EngineError."""
        judging, text = self._judging(), request.text
        match request.analyse_type:
            case "sentiment":
                return await judging.analyse_sentiment(text, progress)
            case "keyword":
                return await judging.analyse_keywords(text, progress, limit=request.limit)
            case "summary":
                return await judging.analyse_summary(text, progress, ratio=request.ratio, sentences=request.sentences)
            case "readability":
                return await judging.analyse_readability(text, progress)
        raise BadInput(
            Told(
                "There is no analysis of type {analyse_type}.",
                "没有 {analyse_type} 这种分析。",
                analyse_type=request.analyse_type,
            )
        )

    def _judging(self) -> "Judging":
        from datasay.engines.openai.judging import Judging  # noqa: PLC0415  loads dictionaries and numpy

        return Judging(self._account, self._desk)
