"""What a gateway counts of itself."""

import re
from time import sleep
from typing import Final

from tests.gateway.process.client import Said
from tests.gateway.process.gateways import Gateway

METRICS: Final = "/metrics"
ANSWERED: Final = re.compile(r"^oddiya_gateway_request_duration_seconds_count\{(.*)\} (\S+)$", re.MULTILINE)
A_WHILE: Final = 0.3  # seconds


def answered(told: Said) -> int:
    """Return how many requests had been answered by then, but for those that asked for the numbers."""
    counts = ANSWERED.findall(told.body.decode())
    return sum(int(float(count)) for labels, count in counts if f'http_route="{METRICS}"' not in labels)


def answered_by_now(gateway: Gateway) -> int:
    """Ask how many requests have been answered."""
    return answered(gateway.ask("GET", METRICS))


def answered_in_the_end(gateway: Gateway) -> int:
    """Return how many requests have been answered once nothing more is."""
    count = answered_by_now(gateway)
    while True:
        sleep(A_WHILE)
        before, count = count, answered_by_now(gateway)
        if count == before:
            return count
