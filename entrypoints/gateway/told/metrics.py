"""The numbers that the gateway keeps, beside those that every HTTP server here keeps."""

from typing import Final

from ports.meter import Metric

GATEWAY_SECONDS: Final = Metric(
    name="oddiya_gateway_request_duration_seconds",
    kind="histogram",
    help="How long requests took from head to the end of the answer, streams not counted.",
    labels=("http_request_method", "http_route", "http_response_status_code", "service"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 1, 2.5, 5, 10),
)
REFUSED: Final = Metric(
    name="oddiya_gateway_refusals_total",
    kind="counter",
    help="Requests that the gateway answered by itself, by the code of the problem.",
    labels=("code",),
)
STREAMS: Final = Metric(
    name="oddiya_gateway_streams",
    kind="gauge",
    help="Event streams and WebSockets that are open, by service.",
    labels=("service",),
)
UPSTREAM_CONNECTIONS: Final = Metric(
    name="oddiya_gateway_upstream_connections",
    kind="gauge",
    help="Connections to services, by service and by whether they are lent or idle.",
    labels=("service", "state"),
)
UPSTREAM_OPEN_BREAKER: Final = Metric(
    name="oddiya_gateway_upstream_given_up",
    kind="gauge",
    help="1 while a service is not asked because it could not be reached.",
    labels=("service",),
)
CLIENT_CONNECTIONS: Final = Metric(
    name="oddiya_gateway_client_connections",
    kind="gauge",
    help="Connections of clients.",
)
LIMITS_DEGRADED: Final = Metric(
    name="oddiya_gateway_limits_degraded",
    kind="gauge",
    help="1 while limits are counted by each process for itself.",
)
