"""Whether the services are there at all."""

from typing import Final

from deploy.monitoring.making.boards import INFRASTRUCTURE, OVERVIEW
from deploy.monitoring.making.rule import Alert, Group
from deploy.monitoring.making.words import JOBS, SERVICES

UP: Final = f"sum by (job) (up{{{JOBS}}})"
GONE: Final = " or ".join(f'absent(up{{job="{name}"}})' for name in SERVICES)

ALERTS: Final = Group(
    name="oddiya-services-alerts",
    rules=(
        Alert(
            name="ServiceDown",
            expr=f"({UP} == 0) or {GONE}",
            lasting="2m",
            severity="critical",
            summary="{{ $labels.job }} is down",
            description="For 2 minutes no replica of {{ $labels.job }} has told its numbers, or there is none.",
            page="services",
            board=OVERVIEW,
        ),
        Alert(
            name="ReplicaDown",
            expr=f"up{{{JOBS}}} == 0 and on (job) {UP} > 0",
            lasting="5m",
            severity="warning",
            summary="A replica of {{ $labels.job }} is down: {{ $labels.instance }}",
            description=(
                "For 5 minutes {{ $labels.instance }} of {{ $labels.job }} has not told its numbers; others of its "
                "kind still serve."
            ),
            page="services",
            board=INFRASTRUCTURE,
        ),
        Alert(
            name="ServiceGivenUp",
            expr="max by (service) (oddiya_gateway_upstream_given_up) > 0",
            lasting="2m",
            severity="critical",
            summary="The gateway does not reach {{ $labels.service }}",
            description=(
                "For 2 minutes the gateway has not been able to reach {{ $labels.service }} and answers 503 in its "
                "place, whatever the service says of itself."
            ),
            page="services",
            board=OVERVIEW,
        ),
    ),
)
