"""Rates of ExchangeRate-API (exchangerate-api.com/docs), which come once a day."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from re import fullmatch
from typing import Any, Final
from urllib.parse import quote

from attrs import field, frozen
from typing_extensions import override

from adapters.exchangerate.answers import LONGEST_KEPT, Table, read_table
from adapters.wire.outside.facts import Fact, Facts
from adapters.wire.outside.heard import Heard
from adapters.wire.outside.key import ServiceKey
from adapters.wire.outside.section import SourceSection, open_source, service_key, service_url
from adapters.wire.outside.source import Source
from adapters.wire.public_url import PublicUrl
from core.errors import Unavailable
from core.planning.model.money import CURRENCY, Rate
from core.planning.model.provenance import Provenance
from ports.clock import Clock
from ports.exchange_rates import ExchangeRates, UnknownCurrency

SOURCE: Final = "exchangerate"
CODES: Final = "codes"
ITSELF: Final = timedelta(days=1)


@frozen(kw_only=True)
class ExchangeRateApi(ExchangeRates):
    """Keeps a currency's rates until the next ones come; for want of those, the last ones for a week."""

    source: Source
    facts: Facts
    clock: Clock
    url: str
    key: ServiceKey = field(repr=False)

    @override
    async def rate(self, base: str, target: str) -> Rate:
        for currency in (base, target):
            if not fullmatch(CURRENCY, currency):
                raise UnknownCurrency(currency=currency)
        if base == target:
            return self._itself(base)
        fact = await self._table(base)
        rates: dict[str, str] = fact.value["rates"]
        for currency in (base, target):
            if currency not in rates:
                raise UnknownCurrency(currency=currency)
        return Rate(
            base=base,
            target=target,
            value=Decimal(rates[target]),
            found=fact.found,
            good_until=datetime.fromisoformat(fact.value["good_until"]),
        )

    async def _table(self, base: str) -> Fact:
        kept = await self.facts.recall(base)
        if kept is not None and self._is_fresh(kept.value):
            return kept
        # Requests are few: made-up currencies must not use them up.
        codes = await self.facts.recall(CODES)
        if codes is not None and base not in codes.value:
            raise UnknownCurrency(currency=base)
        try:
            return await self.facts.fetched(base, lambda: self._fetch(base), keep=LONGEST_KEPT)
        except Unavailable:
            if kept is None or abs(self.clock.now() - kept.found.fetched_at) > LONGEST_KEPT:
                raise
            return kept

    async def _fetch(self, base: str) -> Table:
        def read(heard: Heard) -> Table:
            return read_table(heard, base=base, now=self.clock.now())

        url = f"{self.url}/v6/{quote(self.key.text, safe='')}/latest/{base}"
        table = await self.source.get(url, {}, read=read, deadline=self.source.deadline())
        if table["rates"]:
            await self.facts.remember(CODES, list(table["rates"]), keep=LONGEST_KEPT)
        return table

    def _is_fresh(self, table: dict[str, Any]) -> bool:
        return self.clock.now() < datetime.fromisoformat(table["good_until"])

    def _itself(self, currency: str) -> Rate:
        now = self.clock.now()
        found = Provenance(source=SOURCE, fetched_at=now)
        return Rate(base=currency, target=currency, value=Decimal(1), found=found, good_until=now + ITSELF)


@frozen(kw_only=True)
class Section(SourceSection):
    """How ExchangeRate-API knows us."""

    key: ServiceKey = service_key("ODDIYA_EXCHANGERATE_KEY", "an account at exchangerate-api.com")
    url: PublicUrl = service_url("ODDIYA_EXCHANGERATE_URL", "ExchangeRate-API", "https://v6.exchangerate-api.com")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[ExchangeRates]:
    """Open the connections; none is made before it is wanted."""
    async with open_source(section, "ExchangeRate-API") as source:
        yield ExchangeRateApi(
            source=source, facts=section.facts(SOURCE), clock=section.clock, url=section.url, key=section.key
        )
