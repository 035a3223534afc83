"""Every number that Oddiya keeps: dashboards and alerts are made of these and of no others."""

from typing import Final

from adapters.postgres import pool_metrics
from adapters.prometheus import machine_metrics
from adapters.redis.metrics import FAILURES
from adapters.smtp.metrics import MAILS
from adapters.wire.outside.metrics import OUTSIDE_SECONDS
from entrypoints import metrics as messages
from entrypoints import queue_metrics as queues
from entrypoints.gateway.told import metrics as gateway
from entrypoints.http import metrics as http
from entrypoints.notices.hub import LISTENERS
from entrypoints.notices.metrics import NOTICES
from entrypoints.planning.plan_metrics import PLAN_MISSING, PLAN_SECONDS
from entrypoints.video import cleanup_metrics as cleanup
from entrypoints.video.metrics import FILM_SECONDS, FRAMES_SECONDS, JOBS
from entrypoints.worker_metrics import WORKER_UP
from ports.meter import Metric

METRICS: Final[tuple[Metric, ...]] = (
    http.REQUEST_SECONDS,
    http.ACTIVE_REQUESTS,
    http.BUILD_INFO,
    gateway.GATEWAY_SECONDS,
    gateway.REFUSED,
    gateway.STREAMS,
    gateway.UPSTREAM_CONNECTIONS,
    gateway.UPSTREAM_OPEN_BREAKER,
    gateway.CLIENT_CONNECTIONS,
    gateway.LIMITS_DEGRADED,
    WORKER_UP,
    messages.OUTBOX_PUBLISHED,
    messages.OUTBOX_FAILURES,
    messages.OUTBOX_OLDEST,
    messages.MESSAGES,
    messages.MESSAGE_SECONDS,
    queues.QUEUE_MESSAGES,
    queues.QUEUE_READ,
    JOBS,
    FILM_SECONDS,
    FRAMES_SECONDS,
    cleanup.LAST_END,
    cleanup.LAST_SUCCESS,
    cleanup.SUCCEEDED,
    cleanup.REMOVED,
    cleanup.FREED,
    cleanup.MISSING,
    NOTICES,
    LISTENERS,
    MAILS,
    PLAN_SECONDS,
    PLAN_MISSING,
    OUTSIDE_SECONDS,
    *pool_metrics.EVERY_ONE,
    *machine_metrics.EVERY_ONE,
    FAILURES,
)
