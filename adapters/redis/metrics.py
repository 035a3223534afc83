"""The numbers that are kept of Redis: what succeeds is not counted, since the gateway asks it all the time."""

from typing import Final

from ports.meter import Metric

FAILURES: Final = Metric(
    name="oddiya_redis_failures_total",
    kind="counter",
    help="Commands that Redis did not answer in time, or not as it should.",
)
