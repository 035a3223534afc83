"""Which queues get which event: the relay publishes by this table."""

from collections.abc import Mapping, Sequence

SUBSCRIBERS: Mapping[str, Sequence[str]] = {}
