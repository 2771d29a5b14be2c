"""What can be wrong about an analysis."""

from datasay.core.errors import NotFound


class AnalyseNotFound(NotFound):
    """The text has no such analysis."""

    type = "/problems/analyse-not-found"
    title = "The text has no such analysis"
