"""The numbers that are kept of notices."""

from collections.abc import Sequence

from core.notices.model.attempt import Attempt
from ports.meter import Meter, Metric

NOTICES = Metric(
    name="oddiya_notices_total",
    kind="counter",
    help=(
        "Tries to tell somebody something, by channel (push, mail) and how they ended: told, unwanted, unreachable, "
        "gone, refused or failed for good; retry will be repeated."
    ),
    labels=("channel", "outcome"),
)


def count(attempts: Sequence[Attempt], meter: Meter) -> None:
    """Count how tries ended."""
    for attempt in attempts:
        if attempt.ending is not None:
            meter.add(NOTICES, attempt.channel, attempt.ending)
