"""Devices, what they have been told, and the events of the service that tells them."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.execute("""
        CREATE TABLE notification_service.devices (
            device_id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            platform text NOT NULL,
            token text NOT NULL,
            token_key text NOT NULL,
            address text NOT NULL,
            locale text NOT NULL,
            registered_at timestamptz NOT NULL,
            CONSTRAINT devices_token_key UNIQUE (token_key)
        );
        CREATE INDEX devices_user ON notification_service.devices (user_id, registered_at DESC);
        CREATE TABLE notification_service.forgotten_owners (
            user_id uuid PRIMARY KEY,
            forgotten_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE notification_service.deliveries (
            notice_id text NOT NULL,
            device_id uuid NOT NULL,
            lease_token text,
            leased_until timestamptz,
            shown_at timestamptz,
            PRIMARY KEY (notice_id, device_id)
        );
        CREATE INDEX deliveries_shown ON notification_service.deliveries (shown_at) WHERE shown_at IS NOT NULL;
        CREATE TABLE notification_service.outbox (
            event_id uuid PRIMARY KEY,
            name text NOT NULL,
            data text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_until timestamptz NOT NULL DEFAULT '-infinity',
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON notification_service.outbox (event_id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON notification_service.outbox (sent_at) WHERE sent_at IS NOT NULL;
        CREATE TABLE notification_service.inbox (
            consumer text NOT NULL,
            message_id text NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_seen ON notification_service.inbox (seen_at);
    """)
