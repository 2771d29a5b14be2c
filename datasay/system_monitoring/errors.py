"""What can be wrong with a price."""

from datasay.core.errors import NotFound
from datasay.wording.told import Told


class PriceNotFound(NotFound):
    """No such price."""

    type = "/problems/price-not-found"
    title = Told("There is no such price", "没有这个价格")
    thing = Told("price", "价格")
    key = "price_id"
