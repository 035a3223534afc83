"""Jobs, and the events of the service that keeps them.

A job's `document` is text and not jsonb, which would refuse U+0000 and rewrite numbers; the columns beside it are what
jobs are found by, and what somebody who looks at the table wants to know.
"""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; a job has been waiting since its lease ended, or since it was last changed or became due."""
    op.execute("""
        CREATE TABLE video_service.video_jobs (
            id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            idempotency_key text,
            status text NOT NULL,
            attempt int NOT NULL,
            lease_owner text,
            lease_token text,
            lease_expires_at timestamptz,
            not_before timestamptz,
            cancel_requested_at timestamptz,
            progress text NOT NULL,
            error_code text,
            result_key text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            document text NOT NULL,
            waiting_since timestamptz NOT NULL
                GENERATED ALWAYS AS (coalesce(lease_expires_at, greatest(updated_at, not_before))) STORED
        );
        CREATE UNIQUE INDEX video_jobs_key ON video_service.video_jobs (user_id, idempotency_key)
            WHERE idempotency_key IS NOT NULL;
        CREATE INDEX video_jobs_of_user ON video_service.video_jobs (user_id, id DESC);
        CREATE INDEX video_jobs_waiting ON video_service.video_jobs (waiting_since, id)
            WHERE status IN ('PENDING', 'PROCESSING');
        CREATE INDEX video_jobs_unsettled ON video_service.video_jobs (user_id)
            WHERE status IN ('PENDING', 'PROCESSING');
        CREATE INDEX video_jobs_expiry ON video_service.video_jobs (expires_at);
        CREATE TABLE video_service.forgotten_owners (
            user_id uuid PRIMARY KEY,
            forgotten_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE video_service.outbox (
            event_id uuid PRIMARY KEY,
            name text NOT NULL,
            data text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_until timestamptz NOT NULL DEFAULT '-infinity',
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON video_service.outbox (event_id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON video_service.outbox (sent_at) WHERE sent_at IS NOT NULL;
        CREATE TABLE video_service.inbox (
            consumer text NOT NULL,
            message_id text NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_seen ON video_service.inbox (seen_at);
    """)
