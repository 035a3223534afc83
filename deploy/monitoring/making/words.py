"""The words that dashboards, rules and scrape settings have in common."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from entrypoints.gateway.table.row import Row
from entrypoints.gateway.table.rows import ANY_SIZE, ROWS

SERVICES: Final = ("gateway", "auth", "users", "plans", "agent", "videos", "worker", "notifications")
JOBS: Final = f'job=~"{"|".join(SERVICES)}"'
RUNBOOKS: Final = "https://github.com/oddiya/oddiya/blob/main/docs/runbook"
GRAFANA: Final = "https://grafana.example.com"
USUAL_PATIENCE: Final = timedelta(seconds=30)


@frozen(kw_only=True)
class Links:
    """Where people find what an alert speaks of; neither ends in a slash."""

    runbooks: str = RUNBOOKS
    grafana: str = GRAFANA


def _any_of(rows: list[Row]) -> str:
    return "|".join(sorted({row.prefix for row in rows}))


# How long a file takes depends on its size and on who fetches it, and a plan or an export is made while its reader
# waits: the table gives them more time than the rest. None of them is a promise about speed.
FILES: Final = _any_of([row for row in ROWS if row.body_limit == ANY_SIZE or row.prefix.endswith("/export")])
LONG: Final = _any_of([row for row in ROWS if row.body_limit == ANY_SIZE or row.answer_within > USUAL_PATIENCE])
# Only what some service answers; what leads nowhere is 404 and belongs to nobody.
SERVED: Final = 'service!=""'
READS: Final = f'{SERVED},http_request_method=~"GET|HEAD",http_route!~"{FILES}"'
WRITES: Final = f'{SERVED},http_request_method=~"POST|PUT|PATCH|DELETE",http_route!~"{LONG}"'
FAILED: Final = 'http_response_status_code=~"5.."'
# What the gateway measures: every request of a client, streams not counted, which have no natural end.
REQUESTS: Final = "oddiya_gateway_request_duration_seconds_count"
BUCKETS: Final = "oddiya_gateway_request_duration_seconds_bucket"
# What a service measures by itself; nobody waits for its health, or for its numbers.
OWN_REQUESTS: Final = "http_server_request_duration_seconds_count"
OWN_ROUTES: Final = 'http_route!~"/health.*|/metrics"'
