"""The numbers that workers keep."""

from ports.meter import Metric

JOBS = Metric(
    name="oddiya_jobs_total",
    kind="counter",
    help="Orders that a worker has brought to an end, by kind (film, frames) and how: COMPLETED, FAILED, CANCELLED.",
    labels=("kind", "status"),
)
FRAMES_SECONDS = Metric(
    name="oddiya_frames_duration_seconds",
    kind="histogram",
    help="How long extracting frames took, once the video was there, by the strategy that was chosen.",
    labels=("strategy",),
    buckets=(0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200),
)
FILM_SECONDS = Metric(
    name="oddiya_film_duration_seconds",
    kind="histogram",
    help="How long making a film took, once its photos were there, by the engine that made it.",
    labels=("engine",),
    buckets=(0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600),
)
