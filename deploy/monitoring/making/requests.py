"""What clients get to see: how many requests fail, and how long they take."""

from typing import Final

from deploy.monitoring.making.boards import OVERVIEW
from deploy.monitoring.making.rule import Alert, Group, Record
from deploy.monitoring.making.words import BUCKETS, FAILED, OWN_REQUESTS, OWN_ROUTES, READS, REQUESTS, SERVED, WRITES

RATE: Final = "service:oddiya_requests:rate5m"
CLIENTS: Final = f'{RATE}{{service!="agent"}}'
ERRORS: Final = "service:oddiya_request_errors:ratio_rate5m"
P95: Final = "service:oddiya_request_duration_seconds:p95_rate5m"
AGENT: Final = f'{OWN_REQUESTS}{{job="agent",{OWN_ROUTES}}}'
FAILED_AGENT: Final = f'{OWN_REQUESTS}{{job="agent",{OWN_ROUTES},{FAILED}}}'

RECORDS: Final = Group(
    name="oddiya-requests",
    rules=(
        Record(name=RATE, expr=f"sum by (service) (rate({REQUESTS}{{{SERVED}}}[5m]))"),
        # No client reaches the agent: its own numbers stand for it.
        Record(name=RATE, expr=f"sum(rate({AGENT}[5m]))", labels={"service": "agent"}),
        Record(
            name=ERRORS,
            expr=f"(sum by (service) (rate({REQUESTS}{{{SERVED},{FAILED}}}[5m])) or 0 * {CLIENTS}) / ({CLIENTS} > 0)",
        ),
        Record(
            name=ERRORS,
            expr=f"(sum(rate({FAILED_AGENT}[5m])) or vector(0)) / (sum(rate({AGENT}[5m])) > 0)",
            labels={"service": "agent"},
        ),
        Record(
            name=P95,
            expr=(
                "histogram_quantile(0.95, sum by (service, le) "
                f"(rate({BUCKETS}{{{READS}}}[5m]) or rate({BUCKETS}{{{WRITES}}}[5m])))"
            ),
        ),
    ),
)
ALERTS: Final = Group(
    name="oddiya-requests-alerts",
    rules=(
        Alert(
            name="ErrorRateHigh",
            expr=f"{ERRORS} > 0.05",
            lasting="5m",
            severity="critical",
            summary="{{ $labels.service }} fails {{ $value | humanizePercentage }} of its requests",
            description=(
                "For 5 minutes more than 5 % of the requests to {{ $labels.service }} have been answered with a status "
                "of 500 or above. People see an error where they should see their data."
            ),
            page="requests",
            board=OVERVIEW,
        ),
        Alert(
            name="ResponsesSlow",
            expr=f"{P95} > 2",
            lasting="5m",
            severity="warning",
            summary="{{ $labels.service }} answers slowly: P95 is {{ $value | humanizeDuration }}",
            description=(
                "For 5 minutes one request in twenty to {{ $labels.service }} has taken more than 2 seconds. Streams "
                "are not counted, nor are exports, files, and the making of plans, films and frames: these take their "
                "time."
            ),
            page="requests",
            board=OVERVIEW,
        ),
    ),
)
