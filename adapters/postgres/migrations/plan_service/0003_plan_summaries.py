"""What lists of plans show, beside each plan, so that they need not read the whole of it.

Code that knows nothing of it leaves `summary_version` NULL or behind `version`: such a plan is summed up anew.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the columns."""
    op.execute("""
        ALTER TABLE plan_service.travel_plans ADD COLUMN summary text, ADD COLUMN summary_version int;
    """)
