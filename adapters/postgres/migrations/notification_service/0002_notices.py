"""What people are told, how far that is on which channel, and what they want of the channels.

The table `deliveries` stays for the code of the last release. What it has shown lately is not shown again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.execute("""
        CREATE TABLE notification_service.notices (
            notice_id text PRIMARY KEY,
            user_id uuid NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY,
            kind text NOT NULL,
            words text NOT NULL,
            about text NOT NULL,
            logged_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX notices_place ON notification_service.notices (user_id, place);
        CREATE INDEX notices_logged ON notification_service.notices (logged_at);
        CREATE TABLE notification_service.notice_deliveries (
            notice_id text NOT NULL,
            channel text NOT NULL,
            target text NOT NULL,
            attempts integer NOT NULL DEFAULT 0,
            lease_token text,
            leased_until timestamptz,
            outcome text,
            ended_at timestamptz,
            PRIMARY KEY (notice_id, channel, target)
        );
        CREATE INDEX notice_deliveries_ended ON notification_service.notice_deliveries (ended_at)
            WHERE ended_at IS NOT NULL;
        CREATE TABLE notification_service.preferences (
            user_id uuid PRIMARY KEY,
            push boolean NOT NULL,
            mail boolean NOT NULL
        );
        CREATE TABLE notification_service.bounces (
            user_id uuid PRIMARY KEY,
            address_key text NOT NULL,
            noted_at timestamptz NOT NULL
        );
        CREATE INDEX bounces_noted ON notification_service.bounces (noted_at);
        INSERT INTO notification_service.notice_deliveries (notice_id, channel, target, attempts, outcome, ended_at)
        SELECT notice_id, 'push', device_id::text, 1, 'told', shown_at
        FROM notification_service.deliveries WHERE shown_at IS NOT NULL;
    """)
