"""Money as clients see it."""

from datetime import datetime
from decimal import Decimal

from attrs import frozen

from core.planning.model.money import Money, Rate
from core.planning.model.plan import Cost


@frozen(kw_only=True)
class MoneyOut:
    """An amount of a currency."""

    amount: Decimal
    currency: str


@frozen(kw_only=True)
class RateOut:
    """One unit of `base` is `value` of `target`."""

    base: str
    target: str
    value: Decimal
    source: str
    fetched_at: datetime


@frozen(kw_only=True)
class CostOut:
    """What a plan is likely to cost the party: in won, and in the currency of the budget."""

    total: MoneyOut
    per_day: tuple[MoneyOut, ...]
    in_budget: MoneyOut | None
    rate: RateOut | None


def money_out(money: Money | None) -> MoneyOut | None:
    """Present money; unknown stays unknown."""
    return None if money is None else _money_out(money)


def cost_out(cost: Cost) -> CostOut:
    """Present what a plan costs."""
    return CostOut(
        total=_money_out(cost.total),
        per_day=tuple(_money_out(money) for money in cost.per_day),
        in_budget=money_out(cost.in_budget),
        rate=None if cost.rate is None else _rate_out(cost.rate),
    )


def _money_out(money: Money) -> MoneyOut:
    return MoneyOut(amount=money.amount, currency=money.currency)


def _rate_out(rate: Rate) -> RateOut:
    return RateOut(
        base=rate.base,
        target=rate.target,
        value=rate.value,
        source=rate.found.source,
        fetched_at=rate.found.fetched_at,
    )
