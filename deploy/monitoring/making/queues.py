"""Whether what has to be done gets done: the outboxes and the queues."""

from typing import Final

from deploy.monitoring.making.boards import FILMS
from deploy.monitoring.making.rule import Alert, Group

DEAD: Final = 'queue=~".+-dead"'
LIVING: Final = 'queue!~".+-dead"'

ALERTS: Final = Group(
    name="oddiya-queues-alerts",
    rules=(
        Alert(
            name="QueueLong",
            expr=f'max by (queue) (oddiya_queue_messages{{state="waiting",{LIVING}}}) > 1000',
            lasting="10m",
            severity="warning",
            summary="{{ $value | humanize }} messages wait in the queue {{ $labels.queue }}",
            description=(
                "For 10 minutes more than 1,000 messages have been waiting in the queue {{ $labels.queue }}: more "
                "comes in than is worked off, or nobody works."
            ),
            page="queues",
            board=FILMS,
        ),
        Alert(
            name="DeadLetters",
            expr=f"max by (queue) (sum without (state) (oddiya_queue_messages{{{DEAD}}})) > 0",
            lasting="15m",
            severity="warning",
            summary="{{ $value | humanize }} messages lie in {{ $labels.queue }}",
            description=(
                "Messages that were tried again and again, and failed each time, have been in {{ $labels.queue }} for "
                "15 minutes. What they would have done has not been done."
            ),
            page="queues",
            board=FILMS,
        ),
        Alert(
            name="QueueNotCounted",
            expr="time() - max by (queue) (oddiya_queue_read_timestamp_seconds) > 300",
            lasting="1m",
            severity="warning",
            summary="Nobody can count the messages in {{ $labels.queue }}",
            description=(
                "For 5 minutes the queue {{ $labels.queue }} has not told how many messages it has: it does not "
                "answer, and what is known of it is old."
            ),
            page="queues",
            board=FILMS,
        ),
        Alert(
            name="OutboxStuck",
            expr="max by (job) (oddiya_outbox_oldest_unsent_seconds) > 300",
            lasting="1m",
            severity="critical",
            summary="Events of {{ $labels.job }} are not sent",
            description=(
                "The oldest event in the outbox of {{ $labels.job }} has been waiting for "
                "{{ $value | humanizeDuration }}. Nothing is lost, but nobody hears of what has happened."
            ),
            page="queues",
            board=FILMS,
        ),
        Alert(
            name="OutboxFails",
            expr="sum by (job) (rate(oddiya_outbox_publish_failures_total[5m])) > 0",
            lasting="5m",
            severity="critical",
            summary="{{ $labels.job }} cannot send its events",
            description=(
                "For 5 minutes {{ $labels.job }} has failed to hand events to the queue, and tries again. As long as "
                "it does, it cannot say how old they are."
            ),
            page="queues",
            board=FILMS,
        ),
    ),
)
