"""The numbers that the relay and the consumers keep."""

from ports.meter import Metric

OUTBOX_PUBLISHED = Metric(
    name="oddiya_outbox_published_total",
    kind="counter",
    help="Events that the relay has published.",
    labels=("event",),
)
OUTBOX_FAILURES = Metric(
    name="oddiya_outbox_publish_failures_total",
    kind="counter",
    help="Attempts of the relay to publish that failed and will be repeated.",
)
OUTBOX_OLDEST = Metric(
    name="oddiya_outbox_oldest_unsent_seconds",
    kind="gauge",
    help="For how long the oldest unsent event has been waiting.",
)
MESSAGES = Metric(
    name="oddiya_messages_total",
    kind="counter",
    help="Messages that a consumer has dealt with, by how that ended: done, retry or given_up.",
    labels=("queue", "event", "outcome"),
)
MESSAGE_SECONDS = Metric(
    name="oddiya_message_duration_seconds",
    kind="histogram",
    help="How long a consumer worked on a message.",
    labels=("queue", "event"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
