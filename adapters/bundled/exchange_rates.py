"""Exchange rates of one day, as a file that comes with Oddiya: the reference rates of the European Central Bank."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Context, Decimal
from importlib.resources import files
from typing import Final, Self

from attrs import frozen
from typing_extensions import override

from core.planning.model.money import Rate
from core.planning.model.provenance import Provenance
from ports.exchange_rates import ExchangeRates, UnknownCurrency

FILE: Final = "rates.json"
EURO: Final = "EUR"
ONE: Final = Decimal(1)
# The bank writes a rate in about six digits: what is reckoned from two of them is no more exact.
CROSSED: Final = Context(prec=6)
# A file has no next edition to wait for.
FOREVER: Final = datetime(2100, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class FixedExchangeRates(ExchangeRates):
    """Crosses every rate over the euro."""

    of_one_euro: Mapping[str, Decimal]
    found: Provenance

    @classmethod
    def bundled(cls) -> Self:
        """Read the file."""
        document = json.loads(files("adapters.bundled").joinpath(FILE).read_text(encoding="utf-8"))
        published = datetime.fromisoformat(document["published_at"])
        return cls(
            of_one_euro={EURO: ONE} | {code: Decimal(rate) for code, rate in document["of_one_euro"].items()},
            found=Provenance(source=document["source"], fetched_at=published),
        )

    @override
    async def rate(self, base: str, target: str) -> Rate:
        value = self._value(self._of_one_euro(base), self._of_one_euro(target))
        return Rate(base=base, target=target, value=value, found=self.found, good_until=FOREVER)

    def _of_one_euro(self, currency: str) -> Decimal:
        if currency not in self.of_one_euro:
            raise UnknownCurrency(currency=currency)
        return self.of_one_euro[currency]

    @staticmethod
    def _value(base: Decimal, target: Decimal) -> Decimal:
        if base == target:
            return ONE
        return target if base == ONE else CROSSED.divide(target, base)


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[ExchangeRates]:
    """Read the file."""
    del section
    yield await asyncio.to_thread(FixedExchangeRates.bundled)
