"""Where people are signed in: one row for each family of refresh tokens, which has digests and no token."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; `expires_at` is when a row means nothing any more, also that of a session that was revoked.

    `reused`: it was revoked because a used-up token came again, and its tokens go on telling so.
    """
    op.execute("""
        CREATE TABLE auth_service.sessions (
            id uuid PRIMARY KEY,
            user_id uuid NOT NULL,
            generation bigint NOT NULL,
            digest bytea NOT NULL,
            parent_digest bytea,
            agent text NOT NULL,
            address text NOT NULL,
            created_at timestamptz NOT NULL,
            last_used_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            revoked_at timestamptz,
            reused boolean NOT NULL DEFAULT false
        );
        CREATE INDEX sessions_user ON auth_service.sessions (user_id) WHERE revoked_at IS NULL;
        CREATE INDEX sessions_expiry ON auth_service.sessions (expires_at);
        CREATE INDEX sessions_revoked ON auth_service.sessions (revoked_at) WHERE revoked_at IS NOT NULL;
    """)
