"""Who has claimed a key, for those who did not hear whether it was they."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room; claims of before have no name, and nobody asks for it."""
    op.execute("ALTER TABLE plan_service.idempotency_keys ADD COLUMN claimant text")
