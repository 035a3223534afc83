"""Plans, and the events of the service that keeps them.

A plan's `document` is text and not jsonb, which would refuse U+0000 and rewrite numbers.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.execute("""
        CREATE TABLE plan_service.travel_plans (
            id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            title text NOT NULL,
            location text NOT NULL,
            start_date date NOT NULL,
            end_date date NOT NULL,
            share_token text UNIQUE,
            version int NOT NULL,
            document text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        );
        CREATE INDEX travel_plans_of_user ON plan_service.travel_plans (user_id, id DESC);
        CREATE TABLE plan_service.forgotten_owners (
            user_id uuid PRIMARY KEY,
            forgotten_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE plan_service.outbox (
            event_id uuid PRIMARY KEY,
            name text NOT NULL,
            data text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_until timestamptz NOT NULL DEFAULT '-infinity',
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON plan_service.outbox (event_id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON plan_service.outbox (sent_at) WHERE sent_at IS NOT NULL;
        CREATE TABLE plan_service.inbox (
            consumer text NOT NULL,
            message_id text NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_seen ON plan_service.inbox (seen_at);
    """)
