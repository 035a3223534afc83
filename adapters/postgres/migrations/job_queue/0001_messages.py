"""Messages waiting for a consumer."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.execute("""
        CREATE TABLE job_queue.messages (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            queue text NOT NULL,
            message_id text NOT NULL,
            body text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            visible_at timestamptz NOT NULL,
            receipt uuid,
            receives int NOT NULL DEFAULT 0
        );
        CREATE INDEX messages_visible ON job_queue.messages (queue, visible_at);
    """)
