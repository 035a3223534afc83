"""Passwords as hashes, links on their way, grants of providers, the history of accounts, and the events of all."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.execute("""
        CREATE TABLE auth_service.credentials (
            user_id uuid PRIMARY KEY,
            email_key text NOT NULL,
            email text NOT NULL,
            password_hash text NOT NULL,
            CONSTRAINT credentials_email_key UNIQUE (email_key)
        );
        CREATE TABLE auth_service.tickets (
            ticket_id text PRIMARY KEY,
            purpose text NOT NULL,
            email text NOT NULL,
            email_key text NOT NULL,
            name text NOT NULL,
            password_hash text,
            locale text NOT NULL,
            expires_at timestamptz NOT NULL
        );
        CREATE INDEX tickets_email ON auth_service.tickets (email_key);
        CREATE INDEX tickets_expiry ON auth_service.tickets (expires_at);
        CREATE TABLE auth_service.provider_grants (
            grant_id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            provider text NOT NULL,
            identity_id text NOT NULL,
            sealed bytea NOT NULL,
            due_at timestamptz,
            leases int NOT NULL DEFAULT 0,
            CONSTRAINT provider_grants_identity UNIQUE (identity_id)
        );
        CREATE INDEX provider_grants_user ON auth_service.provider_grants (user_id);
        CREATE INDEX provider_grants_due ON auth_service.provider_grants (due_at) WHERE due_at IS NOT NULL;
        CREATE TABLE auth_service.security_events (
            event_id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            kind text NOT NULL,
            session_id uuid,
            occurred_at timestamptz NOT NULL
        );
        CREATE INDEX security_events_user ON auth_service.security_events (user_id, occurred_at DESC, event_id DESC);
        CREATE INDEX security_events_age ON auth_service.security_events (occurred_at);
        CREATE TABLE auth_service.outbox (
            event_id uuid PRIMARY KEY,
            name text NOT NULL,
            data text NOT NULL,
            owner text NOT NULL,
            traceparent text,
            occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            claimed_until timestamptz NOT NULL DEFAULT '-infinity',
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON auth_service.outbox (event_id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON auth_service.outbox (sent_at) WHERE sent_at IS NOT NULL;
        CREATE TABLE auth_service.inbox (
            consumer text NOT NULL,
            message_id text NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_seen ON auth_service.inbox (seen_at);
    """)
