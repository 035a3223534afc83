"""Which sessions were ended because a used-up token came again: their tokens go on telling so for a while."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the column."""
    op.execute("ALTER TABLE auth_service.sessions ADD COLUMN reused boolean NOT NULL DEFAULT false;")
