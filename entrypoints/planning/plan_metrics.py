"""The numbers that are kept of plans in the making."""

from collections.abc import AsyncGenerator, AsyncIterator
from time import perf_counter
from typing import Final

from core.errors import OddiyaError, Unavailable
from core.planning.model.creating import Created, Making
from entrypoints.http.streams import close
from ports.meter import Meter, Metric

PLAN_SECONDS: Final = Metric(
    name="oddiya_plan_duration_seconds",
    kind="histogram",
    help="How long making a plan took, by how it ended: made, refused, failed, or left by whoever had asked for it.",
    labels=("outcome",),
    buckets=(0.25, 0.5, 1, 2, 4, 6, 10, 15, 20, 30, 45, 60),
)
PLAN_MISSING: Final = Metric(
    name="oddiya_plan_missing_total",
    kind="counter",
    help="Plans made that lack something, by what: weather, rates, places, hours, model, meal, visits, must_visit.",
    labels=("what",),
)


async def counted(making: AsyncIterator[Making], meter: Meter) -> AsyncGenerator[Making, None]:
    """Pass on how the making of a plan goes on, and keep the numbers."""
    began, outcome = perf_counter(), "left"
    try:
        async for step in making:
            if isinstance(step, Created):
                outcome = "made"
                _count_missing(step, meter)
            yield step
    except OddiyaError as error:
        outcome = "failed" if isinstance(error, Unavailable) else "refused"
        raise
    except Exception:
        outcome = "failed"
        raise
    finally:
        meter.observe(PLAN_SECONDS, outcome, value=perf_counter() - began)
        await close(making)


def _count_missing(made: Created, meter: Meter) -> None:
    for what in {missing.what for missing in made.plan.itinerary.missing}:
        meter.add(PLAN_MISSING, what)
