"""Asks what a budget is worth in won; where nobody tells, the plan says that its budget is open."""

from core.errors import Unavailable
from core.planning.model.money import KRW, Rate
from core.planning.model.plan import Missing
from core.planning.model.preferences import Budget
from ports.exchange_rates import ExchangeRates, UnknownCurrency

OPEN = "whether the plan keeps to the budget is unknown"


async def ask_rate(rates: ExchangeRates, budget: Budget | None) -> tuple[Rate | None, list[Missing]]:
    """Return the rate, none where it is not needed, and what is missing."""
    if budget is None or budget.currency == KRW:
        return None, []
    try:
        return await rates.rate(budget.currency, KRW), []
    except UnknownCurrency:
        why = f"no exchange rate is known for {budget.currency}: {OPEN}"
    except Unavailable as down:
        why = f"{down.what} does not answer: {OPEN}"
    return None, [Missing(what="rates", scope="trip", why=why)]
