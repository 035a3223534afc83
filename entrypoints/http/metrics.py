"""The numbers that the HTTP layer keeps."""

from ports.meter import Metric

REQUEST_SECONDS = Metric(
    name="http_server_request_duration_seconds",
    kind="histogram",
    help="How long requests took, from their headers to the start of the answer, streams to their end.",
    labels=("http_request_method", "http_route", "http_response_status_code"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10),
)
ACTIVE_REQUESTS = Metric(
    name="http_server_active_requests",
    kind="gauge",
    help="Requests being answered when this was asked.",
    labels=("http_request_method",),
)
BUILD_INFO = Metric(
    name="oddiya_build_info",
    kind="gauge",
    help="1, for each service that runs in this process and the version that it is.",
    labels=("service", "version"),
)
