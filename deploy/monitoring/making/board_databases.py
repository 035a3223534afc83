"""The dashboard about PostgreSQL and Redis, as those see them who use them."""

from typing import Final

from deploy.monitoring.making.board import Board, Variable
from deploy.monitoring.making.boards import DATABASES
from deploy.monitoring.making.panel import Line, Panel, Row
from deploy.monitoring.making.queries import ALL_THREE, quantiles, rate
from deploy.monitoring.making.stores import POOL
from deploy.monitoring.making.words import FAILED, OWN_REQUESTS, OWN_ROUTES

JOB: Final = 'job=~"$job"'
WAIT: Final = "oddiya_database_wait_duration_seconds"

BOARD: Final = Board(
    uid=DATABASES,
    title="Oddiya: databases",
    about="PostgreSQL and Redis, as the services see them. What the servers say of themselves is on their own boards.",
    variables=(Variable(name="job", label="Service", query="label_values(oddiya_database_connections_max, job)"),),
    rows=(
        Row(
            title="PostgreSQL",
            panels=(
                Panel(
                    title="Pool in use",
                    about="The busiest replica of each service. Above the line for 2 minutes: PoolNearlyUsedUp.",
                    lines=[Line(f"max by (job) ({POOL})", "{{job}}")],
                    unit="percentunit",
                    limit=0.8,
                ),
                Panel(
                    title="Connections",
                    about="Of all replicas together; the server allows so many in all.",
                    lines=[
                        Line(f"sum by (job, state) (oddiya_database_connections{{{JOB}}})", "{{job}} {{state}}"),
                        Line(f"sum by (job) (oddiya_database_connections_max{{{JOB}}})", "{{job}} at most"),
                    ],
                ),
                Panel(
                    title="Connections borrowed",
                    about="How often in a second.",
                    lines=[Line(rate(f"{WAIT}_count", "job", of=JOB), "{{job}}")],
                    unit="ops",
                ),
                Panel(
                    title="Waiting for a connection",
                    about="A pool that is too small, or a server that is too slow, shows here first.",
                    lines=quantiles(WAIT, of=JOB, wanted=ALL_THREE),
                    unit="s",
                    width=12,
                ),
                Panel(
                    title="P95 of waiting, by service",
                    about="Opening a connection is part of it.",
                    lines=quantiles(WAIT, "job", of=JOB, wanted=(0.95,)),
                    unit="s",
                    width=12,
                ),
            ),
        ),
        Row(
            title="Redis",
            panels=(
                Panel(
                    title="Commands that failed",
                    about="Not answered in time, or not as they should be. Above the line for 5 minutes: RedisFails.",
                    lines=[Line(rate("oddiya_redis_failures_total", "job"), "{{job}}")],
                    unit="ops",
                    limit=0.1,
                    width=12,
                ),
                Panel(
                    title="Limits counted apart",
                    about="1 while a gateway counts requests for itself. For 5 minutes: LimitsDegraded.",
                    lines=[Line("max by (instance) (oddiya_gateway_limits_degraded)", "{{instance}}")],
                    width=12,
                ),
            ),
        ),
        Row(
            title="What it does to the services",
            panels=(
                Panel(
                    title="Failing, by service",
                    about="What each service itself answered with 500 or above, 503 for want of a database included.",
                    lines=[
                        Line(
                            rate(OWN_REQUESTS, "job", "http_response_status_code", of=f"{JOB},{OWN_ROUTES},{FAILED}"),
                            "{{job}} {{http_response_status_code}}",
                        )
                    ],
                    unit="reqps",
                    width=12,
                ),
                Panel(
                    title="P95 by route",
                    about="As the service itself measures it, streams to their end.",
                    lines=quantiles(
                        "http_server_request_duration_seconds",
                        "job",
                        "http_route",
                        of=f"{JOB},{OWN_ROUTES}",
                        wanted=(0.95,),
                    ),
                    unit="s",
                    width=12,
                ),
            ),
        ),
    ),
)
