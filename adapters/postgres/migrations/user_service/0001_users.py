"""Users, the identities they sign in with, and the events of both."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.execute("""
        CREATE TABLE user_service.users (
            id uuid PRIMARY KEY,
            email text,
            name text NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE user_service.identities (
            provider text NOT NULL,
            provider_id text NOT NULL,
            user_id uuid NOT NULL REFERENCES user_service.users (id) ON DELETE CASCADE,
            CONSTRAINT identities_provider_key PRIMARY KEY (provider, provider_id)
        );
        CREATE INDEX identities_user ON user_service.identities (user_id);
        CREATE TABLE user_service.outbox (
            event_id uuid PRIMARY KEY,
            name text NOT NULL,
            data text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_until timestamptz NOT NULL DEFAULT '-infinity',
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON user_service.outbox (event_id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON user_service.outbox (sent_at) WHERE sent_at IS NOT NULL;
        CREATE TABLE user_service.inbox (
            consumer text NOT NULL,
            message_id text NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_seen ON user_service.inbox (seen_at);
    """)
