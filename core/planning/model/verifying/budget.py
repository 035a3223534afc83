"""The costs of a plan add up, and stay within the budget."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal, localcontext

from core.planning.model.money import Money, Rate
from core.planning.model.plan import Cost, Day, Stop
from core.planning.model.preferences import Budget
from core.planning.model.verification import Check
from core.planning.model.verifying.judging import judged

# In the budget's currency: what rounding may make of a sum.
ROUNDING = Decimal(1)


def budget(*, days: Sequence[Day], cost: Cost, wanted: Budget | None) -> Check:
    """Check the sums and, where there is a budget, that the trip stays within."""
    # Without traps, so that no figure whatsoever raises.
    with localcontext(Context(prec=60, traps=[])):
        faults = list(_wrong_sums(days, cost))
        doubts: list[str] = []
        if wanted:
            limit = wanted.amount * (len(days) if wanted.per == "day" else 1)
            faults += _beyond(cost, wanted, limit)
            doubts = list(_unsure(days, cost, wanted))
        proof = f"{_told(cost.total)} in {len(days)} days"
        proof += f", the budget is {_told(wanted)} for the {wanted.per}" if wanted else ", no budget"
        return judged("budget", "trip", faults=faults, doubts=doubts, proof=proof)


def _wrong_sums(days: Sequence[Day], cost: Cost) -> Iterator[str]:
    currencies = {money.currency for money in (cost.total, *cost.per_day, *_costs(days))}
    if len(currencies) > 1:
        yield f"amounts in {', '.join(sorted(currencies))} are added up"
        return
    per_day = [sum((money.amount for money in _costs([day])), Decimal(0)) for day in days]
    if list(per_day) != [money.amount for money in cost.per_day]:
        yield f"the stops of each day come to {', '.join(f'{amount:,}' for amount in per_day)}, the plan says otherwise"
    if (total := sum(per_day, Decimal(0))) != cost.total.amount:
        yield f"the stops come to {total:,}, the plan says {_told(cost.total)}"


def _beyond(cost: Cost, wanted: Budget, limit: Decimal) -> Iterator[str]:
    if cost.in_budget:
        if cost.in_budget.currency != wanted.currency:
            yield f"the cost is told as {_told(cost.in_budget)}, the budget is {_told(wanted)}"
        expected = _converted(cost.total, cost.rate, wanted.currency)
        if expected is not None and not abs(expected - cost.in_budget.amount) <= ROUNDING:
            yield f"{_told(cost.total)} are {expected:,.2f} {wanted.currency}, not {_told(cost.in_budget)}"
    spent = cost.in_budget.amount if cost.in_budget else _converted(cost.total, cost.rate, wanted.currency)
    if spent is not None and spent > limit:
        yield f"{spent:,} {wanted.currency} is more than {limit:,} {wanted.currency}"


def _unsure(days: Sequence[Day], cost: Cost, wanted: Budget) -> Iterator[str]:
    if unpriced := sum(_is_unpriced(stop) for day in days for stop in day.stops):
        yield f"nobody knows what {unpriced} of the stops cost; the others come to {_told(cost.total)}"
    if cost.in_budget is None or _converted(cost.total, cost.rate, wanted.currency) is None:
        yield f"no rate says what {_told(cost.total)} are in {wanted.currency}"


def _converted(money: Money, rate: Rate | None, currency: str) -> Decimal | None:
    if money.currency == currency:
        return money.amount
    if rate and (rate.base, rate.target) == (currency, money.currency):
        return money.amount / rate.value
    if rate and (rate.base, rate.target) == (money.currency, currency):
        return money.amount * rate.value
    return None


def _costs(days: Sequence[Day]) -> list[Money]:
    return [stop.cost for day in days for stop in day.stops if stop.cost]


def _is_unpriced(stop: Stop) -> bool:
    return stop.cost is None and stop.kind != "lodging" and stop.place.price_level != 0


def _told(money: Money | Budget) -> str:
    return f"{money.amount:,} {money.currency}"
