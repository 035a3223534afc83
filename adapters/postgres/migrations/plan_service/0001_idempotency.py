"""Requests that may arrive twice and must be answered once."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.execute("""
        CREATE TABLE plan_service.idempotency_keys (
            owner text NOT NULL,
            key text NOT NULL,
            fingerprint text NOT NULL,
            claimed_until timestamptz,
            status int,
            headers text,
            body bytea,
            settled_at timestamptz,
            PRIMARY KEY (owner, key)
        );
        CREATE INDEX idempotency_keys_settled ON plan_service.idempotency_keys (settled_at);
    """)
