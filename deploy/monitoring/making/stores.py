"""PostgreSQL and Redis, as those see them who use them."""

from typing import Final

from deploy.monitoring.making.boards import DATABASES
from deploy.monitoring.making.rule import Alert, Group

POOL: Final = 'oddiya_database_connections{state="used"} / ignoring (state) oddiya_database_connections_max'

ALERTS: Final = Group(
    name="oddiya-stores-alerts",
    rules=(
        Alert(
            name="PoolNearlyUsedUp",
            expr=f"max by (job, instance) ({POOL}) > 0.8",
            lasting="2m",
            severity="warning",
            summary="{{ $labels.job }} uses {{ $value | humanizePercentage }} of its database connections",
            description=(
                "For 2 minutes more than 80 % of the connections that {{ $labels.instance }} of {{ $labels.job }} may "
                "have to the database have been in use. Soon requests wait for one, and fail after 30 seconds."
            ),
            page="stores",
            board=DATABASES,
        ),
        Alert(
            name="RedisFails",
            expr="sum by (job) (rate(oddiya_redis_failures_total[5m])) > 0.1",
            lasting="5m",
            severity="warning",
            summary="Redis does not answer {{ $labels.job }}",
            description=(
                "For 5 minutes more than one command in ten seconds of {{ $labels.job }} to Redis has failed or taken "
                "longer than it may."
            ),
            page="stores",
            board=DATABASES,
        ),
        Alert(
            name="LimitsDegraded",
            expr="max(oddiya_gateway_limits_degraded) > 0",
            lasting="5m",
            severity="warning",
            summary="Limits are counted by each gateway for itself",
            description=(
                "For 5 minutes a gateway has not been able to count requests in Redis. Everybody is served; limits are "
                "stricter for some and looser for others."
            ),
            page="stores",
            board=DATABASES,
        ),
    ),
)
