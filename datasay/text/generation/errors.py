"""What can be wrong with a wish for a text."""

from datasay.core.errors import Invalid


class NotForThisEngine(Invalid):
    """Another engine can."""

    type = "/problems/not-for-this-engine"
    title = "This engine cannot do that"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", errors=[{"field": field, "message": message}])
