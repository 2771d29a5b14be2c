"""What is done for texts by the clock."""

from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.search.indexing import index_pending
from datasay.text.content.queries import SEARCHED

_INDEXING_SECONDS = 0.5  # of every one and a half: writers beside it wait a little for locks and disk


@periodic(seconds=1)
async def index_texts(resources: Resources) -> None:
    """Let search find what was written since."""
    await index_pending(resources.database, (SEARCHED,), seconds=_INDEXING_SECONDS)
