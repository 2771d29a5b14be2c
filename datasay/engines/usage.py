"""What a piece of work used of a provider's service: tokens, requests, and their price."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_MILLION = Decimal(1_000_000)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_PER_TOKEN = 3.5  # English prose has about 4 characters to a token; code and numbers fewer


@dataclass(frozen=True, slots=True)
class Price:
    """Of a million tokens."""

    prompt: Decimal
    completion: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more requests to one model; `estimated` when the provider did not state some of them."""

    model: str
    prompt_tokens: int
    completion_tokens: int
    requests: int
    estimated: bool
    price: Decimal | None  # None: the account has no price for the model
    currency: str | None

    def as_json(self) -> dict[str, object]:
        """For `task_result`."""
        return {
            "model": self.model,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "requests": self.requests,
            "estimated": self.estimated,
            "price": None if self.price is None else float(self.price),
            "currency": self.currency,
        }


class UsageMeter:
    """Adds up what is used while the work goes on, so that it is known even when the work fails."""

    def __init__(self, prices: Mapping[str, Price] | None = None) -> None:
        self.prices = dict(prices or {})
        self._prompt = 0
        self._completion = 0
        self._requests = 0
        self._estimated = False
        self._model = ""

    def add(self, model: str, prompt_tokens: int, completion_tokens: int, *, estimated: bool) -> None:
        """One more request."""
        self._model = self._model or model
        self._prompt += max(prompt_tokens, 0)
        self._completion += max(completion_tokens, 0)
        self._requests += 1
        self._estimated = self._estimated or estimated

    @property
    def total(self) -> Usage | None:
        """All of it; None when nothing was asked."""
        if not self._requests:
            return None
        price = self.prices.get(self._model)
        cost = None
        if price is not None:
            cost = (price.prompt * self._prompt + price.completion * self._completion) / _MILLION
        return Usage(
            self._model,
            self._prompt,
            self._completion,
            self._requests,
            self._estimated,
            cost,
            price.currency if price else None,
        )


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is, rather too many than too few: one for each character beyond ASCII, which is
    what older tokenizers need for Chinese (newer ones need about 0.6), and one for each 3.5 of the others.
    """
    wide = len(_NOT_ASCII.findall(text))
    return wide + round((len(text) - wide) / _ASCII_PER_TOKEN) + 1
