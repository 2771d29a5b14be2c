"""What can be wrong about an analysis."""

from datasay.core.errors import NotFound
from datasay.wording.told import Told


class AnalyseNotFound(NotFound):
    """The text has no such analysis."""

    type = "/problems/analyse-not-found"
    title = Told("The text has no such analysis", "文本没有这项分析")
    thing = Told("analysis", "分析")
    key = "analyse_id"
