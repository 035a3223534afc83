"""The numbers that are kept of services outside of Oddiya."""

from typing import Final

from ports.meter import Metric

OUTSIDE_SECONDS: Final = Metric(
    name="oddiya_outside_duration_seconds",
    kind="histogram",
    help="How long questions to outside services took, all tries included, by how they ended: answered or failed.",
    labels=("source", "outcome"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 4, 6, 10, 30),
)
