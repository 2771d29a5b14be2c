"""What an engine or a vendor says it used is believed within reason; the request itself always counts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from datasay.engines.protocols import AccountForm
from datasay.engines.usage import PurchaseLedger, Unit, UnitPrice, Usage, UsageMeter, tokens
from datasay.system_monitoring.metering import _prices_of

WRONG: list[Any] = [
    float("nan"),
    float("inf"),
    float("-inf"),
    -1,
    10**30,
    True,
    "7",
    None,
    b"x",
]  # Any: what strangers say


@pytest.mark.parametrize("amount", WRONG)
def test_what_cannot_be_is_dropped_and_the_request_counts(amount: Any) -> None:  # Any: as above
    meter = UsageMeter()
    purchase = meter.send("m\x00odel", {Unit.TOKENS_IN: amount, Unit.REQUESTS: amount})
    purchase.amend({Unit.TOKENS_OUT: amount, Unit.CHARACTERS: 3, Unit.REQUESTS: amount})
    meter.count("local", {Unit.BYTES: amount})
    (usage, *_) = meter.totals
    assert (usage.model, usage.units) == ("model", {Unit.REQUESTS: 1, Unit.CHARACTERS: 3})
    assert usage.estimated
    assert tokens(amount) == 0


def test_units_nobody_knows_and_what_is_no_units_are_dropped() -> None:
    meter = UsageMeter()
    told: Any = {"gold": 3, 5: 1, "images": 2}  # Any: what strangers say
    purchase = meter.send("m", told)
    purchase.units[Unit.BYTES] = float("nan")  # past the meter
    assert meter.totals[0].units == {Unit.REQUESTS: 1, Unit.IMAGES: 2}
    nothing: Any = 7  # Any: as above
    meter.count("m", nothing)
    assert meter.totals[0].units == {Unit.REQUESTS: 1, Unit.IMAGES: 2}
    meter.counted_already("m", 1)
    assert meter.totals[0].units[Unit.REQUESTS] == 0, "our own correction takes away"


async def test_a_ledger_names_models_as_they_can_be_kept() -> None:
    ledger = PurchaseLedger()
    await ledger.buy("q", "m\x00")
    assert ledger.sent == {"m": 1}
    await ledger.refund("q", "m\x00", sent=False)
    assert ledger.sent == {"m": 0}


def test_a_bill_fits_where_it_is_kept() -> None:
    price = UnitPrice(unit=Unit.TOKENS_IN, price=Decimal(1_000_000))
    bill = Usage("m", {Unit.TOKENS_IN: 10**9}, estimated=False).bill([price], datetime.now(UTC).date())
    assert bill.price is not None
    assert bill.price < 10**10


_WRONG_PRICE = UnitPrice.model_construct(unit=Unit.TOKENS_IN, price=Decimal("NaN"), per=0)


@pytest.mark.parametrize(
    "prices", [None, 7, ("x",), (_WRONG_PRICE,), SystemExit(), KeyboardInterrupt(), RuntimeError()]
)
def test_prices_that_are_none_keep_nothing_from_being_counted(prices: Any) -> None:  # Any: as above
    class Form(AccountForm):
        def price_list(self) -> Any:  # Any: as above
            if isinstance(prices, BaseException):
                raise prices
            return prices

    assert _prices_of(Form()) == ()
