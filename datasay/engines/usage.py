"""What a piece of work used, counted in units, and what was bought for it so that it is not bought again and again."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasay.engines.errors import AlreadyBought
from datasay.engines.plausible import Unit, Units, believed, counts, model_name, tokens
from datasay.wording.forms import form
from datasay.wording.told import Told

__all__ = [
    "Bill",
    "Purchase",
    "PurchaseLedger",
    "Unit",
    "UnitPrice",
    "Units",
    "Usage",
    "UsageMeter",
    "WriteDown",
    "counts",
    "estimate_tokens",
    "tokens",
]

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_PER_TOKEN = 3.5  # English prose has about 4 characters to a token; code and numbers fewer
_MOST_REPEATS = 1
_HIGHEST_BILL = Decimal(9_999_999_999)


WriteDown = Callable[["PurchaseLedger"], Awaitable[None]]


class UnitPrice(BaseModel):
    """What one unit costs, of one model or of all, on the days from `valid_from` to `valid_to` (UTC, both included)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = Field(None, max_length=200)
    unit: Unit
    price: Annotated[Decimal, Field(ge=0, le=1_000_000)]
    per: Annotated[int, Field(ge=1, le=1_000_000_000)] = 1
    currency: Annotated[
        str,
        Field(
            pattern=form(
                r"^[A-Z]{3}$", Told("must be a currency of three letters, like CNY", "应当是三个字母的货币，如 CNY")
            )
        ),
    ] = "CNY"
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "UnitPrice":
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(Told("valid_to must not be before valid_from", "valid_to 不能早于 valid_from"))
        return self

    def holds_for(self, model: str, unit: Unit, day: date) -> bool:
        """Whether this is the price of that unit of that model on that day (UTC)."""
        return (
            self.unit is unit
            and self.model in {None, model}
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Bill:
    """What something cost; without a price list, None."""

    price: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Usage:
    """Units used of one model; `estimated` when the vendor did not state some of them."""

    model: str
    units: Units
    estimated: bool

    def bill(self, prices: Iterable[UnitPrice], day: date) -> Bill:
        """What it cost by the first price found for each unit: prices of the model itself before those of all models.

        In one currency: the one of the first unit that has a price. Units without a price in it are not in the sum.
        """
        ordered = sorted(prices, key=lambda one: one.model is None)
        total, currency = Decimal(0), None
        for unit in Unit:
            amount = self.units.get(unit)
            price = next((one for one in ordered if one.holds_for(self.model, unit, day)), None)
            if amount is None or price is None or price.currency != (currency or price.currency):
                continue
            currency = price.currency
            total += price.price * Decimal(str(amount)) / price.per
        return Bill(min(total, _HIGHEST_BILL) if currency else None, currency)


@dataclass(slots=True)
class Purchase:
    """One request to a vendor, counted from the moment it is sent."""

    model: str
    units: dict[Unit, float]
    estimated: bool
    was_refused: bool = False
    correction: bool = False  # of our own: takes away what was counted twice

    def amend(self, units: Units, *, estimated: bool = False) -> None:
        """Say what it really was; `estimated` tells whether that is the vendor's own word.

        What cannot be is not believed: then it stays as it was thought to be.
        """
        sound = believed(units, self.model)
        self.units.update(sound)
        self.estimated = estimated or len(sound) < len(units)

    def sound(self) -> dict[Unit, float]:
        """What is counted of it: a request that was sent always is."""
        return dict(self.units) if self.correction else believed(self.units, self.model)

    def refused(self) -> None:
        """The vendor said no: a request was sent and nothing was used."""
        self.was_refused = True
        self.units = {Unit.REQUESTS: 1}
        self.estimated = False

    def unsent(self) -> None:
        """Nothing was sent after all: the server was not reached."""
        self.units = {}
        self.estimated = False


class UsageMeter:
    """Adds up what is used while the work goes on, so that it is known even when the work fails."""

    def __init__(self) -> None:
        self._purchases: list[Purchase] = []

    def send(self, model: str, units: Units | None = None) -> Purchase:
        """A request is being sent; `units` are what it is thought to use. Amend it when the vendor tells."""
        name = model_name(model)
        purchase = Purchase(name, {Unit.REQUESTS: 1, **believed(units or {}, name)}, estimated=True)
        self._purchases.append(purchase)
        return purchase

    def count(self, model: str, units: Units) -> None:
        """Work done here, without asking anybody."""
        name = model_name(model)
        self._purchases.append(Purchase(name, believed(units, name), estimated=False))

    def counted_already(self, model: str, requests: int) -> None:
        """So many requests were counted by somebody else, who took this process for dead."""
        self._purchases.append(Purchase(model, {Unit.REQUESTS: -requests}, estimated=True, correction=True))

    @property
    def totals(self) -> tuple[Usage, ...]:
        """All of it, by model in the order of their first use."""
        found: dict[str, list[Purchase]] = {}
        for purchase in self._purchases:
            if purchase.units:
                found.setdefault(model_name(purchase.model), []).append(purchase)
        return tuple(
            Usage(model, _added(one.sound() for one in several), any(one.estimated for one in several))
            for model, several in found.items()
        )


def _added(several: Iterable[Units]) -> Units:
    added: dict[Unit, float] = {}
    for units in several:
        for unit, amount in units.items():
            added[unit] = added.get(unit, 0) + amount
    return added


@dataclass(slots=True)
class PurchaseLedger:
    """What was bought for one wish, over all attempts at it.

    Answers that were of use are kept, so that a later attempt need not buy them; of all that is bought, one thing may
    be bought once more. `bought` counts by question; a question is named by whoever asks it, the same at each attempt.
    `sent` counts the requests of this attempt by model, so that they are known even if nobody lives to count them.
    """

    bought: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    write_down: WriteDown | None = None  # keeps it all where a later attempt finds it; of a wish without one: nowhere

    def kept(self, question: str) -> str | None:
        """The answer that was bought before."""
        return self.answers.get(question)

    def may_buy(self, question: str) -> bool:
        """Whether the question may be asked (again)."""
        repeats = sum(count - 1 for count in self.bought.values() if count > 1)
        return not self.bought.get(question) or repeats < _MOST_REPEATS

    async def buy(self, question: str, model: str = "") -> None:
        """Note a purchase before the request is sent. Raises AlreadyBought when it would be the second repetition."""
        if not self.may_buy(question):
            raise AlreadyBought(
                Told(
                    "This was bought twice already and no usable answer came, so it is not bought a "
                    "third time by itself. Retry the task if it shall be.",
                    "已经买过两次，都没有可用的结果，所以不会自动买第三次。若还要买，请重试任务。",
                )
            )
        self.bought[question] = self.bought.get(question, 0) + 1
        model = model_name(model)
        self.sent[model] = self.sent.get(model, 0) + 1
        await self._written()

    async def refund(self, question: str, model: str = "", *, sent: bool = True) -> None:
        """Nothing was bought: the vendor refused, or was not reached and nothing was `sent` at all."""
        self.bought[question] = max(self.bought.get(question, 0) - 1, 0)
        if not sent:
            model = model_name(model)
            self.sent[model] = max(self.sent.get(model, 0) - 1, 0)
        await self._written()

    async def keep(self, question: str, answer: str) -> None:
        """The answer is of use."""
        self.answers[question] = answer
        await self._written()

    async def _written(self) -> None:
        if self.write_down is not None:
            await self.write_down(self)


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is, rather too many than too few: one for each character beyond ASCII, which is
    what older tokenizers need for Chinese (newer ones need about 0.6), and one for each 3.5 of the others.
    """
    wide = len(_NOT_ASCII.findall(text))
    return wide + round((len(text) - wide) / _ASCII_PER_TOKEN) + 1
