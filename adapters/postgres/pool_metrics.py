"""The numbers that a pool of connections keeps."""

from typing import Final

from ports.meter import Metric

CONNECTIONS: Final = Metric(
    name="oddiya_database_connections",
    kind="gauge",
    help="Connections to the database, by state: used (lent, or being opened) or idle.",
    labels=("state",),
)
MOST: Final = Metric(
    name="oddiya_database_connections_max",
    kind="gauge",
    help="How many connections to the database the pool may have (ODDIYA_DATABASE_POOL).",
)
WAIT_SECONDS: Final = Metric(
    name="oddiya_database_wait_duration_seconds",
    kind="histogram",
    help="How long was waited for a connection to the database, in vain or not.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
EVERY_ONE: Final = (CONNECTIONS, MOST, WAIT_SECONDS)
