"""Films and frames, and the cleaning up after them."""

from typing import Final

from deploy.monitoring.making.boards import FILMS
from deploy.monitoring.making.rule import Alert, Group

# The news of an end, and not what a worker counts: a job also fails where no worker has lived to count it.
FAILED: Final = 'sum(rate(oddiya_outbox_published_total{event=~"film-failed|frames-failed"}[10m]))'
ENDED: Final = (
    'sum(rate(oddiya_outbox_published_total{event=~"film-failed|frames-failed|film-completed|frames-completed"}[10m]))'
)
DAY: Final = 26 * 60 * 60  # and two hours in which it may be late
LAST: Final = "max(oddiya_cleanup_last_success_timestamp_seconds)"
AGE: Final = 'time() - min(process_start_time_seconds{job="videos"})'

ALERTS: Final = Group(
    name="oddiya-films-alerts",
    rules=(
        Alert(
            name="VideosFail",
            expr=f"{FAILED} / ({ENDED} > 0) > 0.1",
            lasting="10m",
            severity="critical",
            summary="{{ $value | humanizePercentage }} of the films and frames fail",
            description=(
                "For 10 minutes more than 10 % of the orders for films and frames that came to an end have failed. "
                "Those who ordered them have been told so."
            ),
            page="films",
            board=FILMS,
        ),
        Alert(
            name="CleanupLate",
            expr=f"(time() - ({LAST} > 0) > {DAY}) or ({LAST} == 0 and {AGE} > {DAY})",
            lasting="10m",
            severity="warning",
            summary="No cleanup has succeeded for {{ $value | humanizeDuration }}",
            description=(
                "Media that nobody may keep any longer is deleted once a day, and for 26 hours that has not succeeded. "
                "People's photos are kept for longer than they were promised."
            ),
            page="films",
            board=FILMS,
        ),
    ),
)
