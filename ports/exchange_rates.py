"""What money is worth in another currency."""

from typing import ClassVar, Protocol

from attrs import define

from core.errors import Invalid
from core.planning.model.money import Rate


@define(kw_only=True)
class UnknownCurrency(Invalid):
    """Nobody exchanges this currency."""

    code: ClassVar[str] = "unknown-currency"
    says: ClassVar[str] = "no exchange rate is known for {currency!r}; give the budget in KRW, USD, EUR or JPY"
    currency: str


class ExchangeRates(Protocol):
    """Tells rates.

    - `rate` returns what one unit of `base` is of `target`, exactly as the source says it; one of itself is one.
    - A currency that the source does not know is `UnknownCurrency`.
    - `Unavailable` is raised, within the adapter's own time-out, when the source does not answer and no rate that is
      still good is kept.
    """

    async def rate(self, base: str, target: str) -> Rate:
        """Return the rate from one currency to another."""
        ...
