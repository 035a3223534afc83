"""The dashboard about films and frames: from the order to the news that it is done."""

from typing import Final

from deploy.monitoring.making.board import Board, Variable
from deploy.monitoring.making.boards import FILMS
from deploy.monitoring.making.films import ENDED, FAILED
from deploy.monitoring.making.panel import Line, Panel, Row
from deploy.monitoring.making.queries import quantiles, rate
from deploy.monitoring.making.queues import DEAD

QUEUE: Final = 'queue=~"$queue"'

JOBS: Final = Row(
    title="Orders",
    panels=(
        Panel(
            title="Brought to an end",
            about="Orders that workers have brought to an end, by kind and by how.",
            lines=[Line(rate("oddiya_jobs_total", "kind", "status"), "{{kind}} {{status}}")],
            unit="ops",
            stacked=True,
        ),
        Panel(
            title="Failing",
            about="The part of orders that failed, also where no worker lived to count it. Above the line: VideosFail.",
            lines=[Line(f"{FAILED} / ({ENDED} > 0)", "failing")],
            unit="percentunit",
            limit=0.1,
        ),
        Panel(
            title="Orders in the queue",
            about="Waiting: nobody works on them yet. Held: a worker does, or they are put off after a failure.",
            lines=[Line('max by (state) (oddiya_queue_messages{queue="orders"})', "{{state}}")],
            limit=1000,
        ),
        Panel(
            title="How long a film takes",
            about="Once its photos are there, by the engine that makes it.",
            lines=quantiles("oddiya_film_duration_seconds", "engine"),
            unit="s",
            width=12,
        ),
        Panel(
            title="How long frames take",
            about="Once the video is there, by the strategy that was chosen.",
            lines=quantiles("oddiya_frames_duration_seconds", "strategy"),
            unit="s",
            width=12,
        ),
    ),
)
QUEUES: Final = Row(
    title="Queues",
    panels=(
        Panel(
            title="Messages waiting",
            about="Above the line for 10 minutes: QueueLong.",
            lines=[Line(f'max by (queue) (oddiya_queue_messages{{state="waiting",{QUEUE}}})', "{{queue}}")],
            limit=1000,
        ),
        Panel(
            title="Dead letters",
            about="What was tried again and again, and failed each time. There should be none.",
            lines=[Line(f"max by (queue) (sum without (state) (oddiya_queue_messages{{{DEAD}}}))", "{{queue}}")],
            limit=1,
        ),
        Panel(
            title="Age of the last count",
            about="How old the numbers to the left are; above the line: QueueNotCounted.",
            lines=[Line(f"time() - max by (queue) (oddiya_queue_read_timestamp_seconds{{{QUEUE}}})", "{{queue}}")],
            unit="s",
            limit=300,
        ),
        Panel(
            title="Messages dealt with",
            about="By how that ended: done, to be tried again, or given up.",
            lines=[Line(rate("oddiya_messages_total", "queue", "outcome", of=QUEUE), "{{queue}} {{outcome}}")],
            unit="ops",
        ),
        Panel(
            title="How long a message takes",
            about="By queue.",
            lines=quantiles("oddiya_message_duration_seconds", "queue", of=QUEUE),
            unit="s",
        ),
        Panel(
            title="Oldest unsent event",
            about="Above the line: OutboxStuck. While sending fails, nobody can say.",
            lines=[Line("max by (job) (oddiya_outbox_oldest_unsent_seconds)", "{{job}}")],
            unit="s",
            limit=300,
        ),
        Panel(
            title="Events sent",
            about="From the outboxes to the queues.",
            lines=[Line(rate("oddiya_outbox_published_total", "event"), "{{event}}")],
            unit="ops",
            width=12,
        ),
        Panel(
            title="Attempts to send that failed",
            about="They are repeated. For 5 minutes: OutboxFails.",
            lines=[Line(rate("oddiya_outbox_publish_failures_total", "job"), "{{job}}")],
            unit="ops",
            width=12,
        ),
    ),
)
CLEANUPS: Final = Row(
    title="Cleanups",
    panels=(
        Panel(
            title="Since the last cleanup",
            about="Since the last one ended, and since one succeeded. Above the line: CleanupLate.",
            lines=[
                Line("time() - (max(oddiya_cleanup_last_success_timestamp_seconds) > 0)", "success"),
                Line("time() - (max(oddiya_cleanup_last_end_timestamp_seconds) > 0)", "end"),
            ],
            unit="s",
            limit=26 * 3600,
        ),
        Panel(
            title="Removed by the last one",
            about="By kind.",
            lines=[Line("max by (kind) (oddiya_cleanup_last_run_removed)", "{{kind}}")],
        ),
        Panel(
            title="Freed by the last one",
            about="Bytes.",
            lines=[Line("max(oddiya_cleanup_last_run_freed_bytes)", "freed")],
            unit="bytes",
        ),
        Panel(
            title="Did the last one succeed?",
            about="1 or 0.",
            lines=[Line("min(oddiya_cleanup_last_run_succeeded)", "succeeded")],
            width=12,
        ),
        Panel(
            title="Missing",
            about="Completed orders that the last cleanup found without what was made for them. There should be none.",
            lines=[Line("max(oddiya_cleanup_last_run_missing)", "missing")],
            limit=1,
            width=12,
        ),
    ),
)
BOARD: Final = Board(
    uid=FILMS,
    title="Oddiya: video processing",
    about="Films and frames on their way: orders, queues, news, and the cleaning up afterwards.",
    variables=(Variable(name="queue", label="Queue", query="label_values(oddiya_queue_messages, queue)"),),
    rows=(JOBS, QUEUES, CLEANUPS),
)
