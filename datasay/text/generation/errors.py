"""What can be wrong with a wish for a text."""

from datasay.core.errors import Invalid
from datasay.wording.told import Told


class NotForThisEngine(Invalid):
    """Another engine can."""

    type = "/problems/not-for-this-engine"
    title = Told("This engine cannot do that", "这个引擎做不到")
