"""What can be wrong with a price."""

from datasay.core.errors import NotFound


class PriceNotFound(NotFound):
    """No such price."""

    type = "/problems/price-not-found"
    title = "There is no such price"
