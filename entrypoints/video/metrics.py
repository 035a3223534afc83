"""The numbers that workers keep."""

from ports.meter import Metric

FILMS = Metric(
    name="oddiya_films_total",
    kind="counter",
    help="Films that a worker has brought to an end, by how: COMPLETED, FAILED or CANCELLED.",
    labels=("status",),
)
FILM_SECONDS = Metric(
    name="oddiya_film_duration_seconds",
    kind="histogram",
    help="How long making a film took, once its photos were there, by the engine that made it.",
    labels=("engine",),
    buckets=(0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600),
)
