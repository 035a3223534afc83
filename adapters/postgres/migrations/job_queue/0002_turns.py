"""Whose messages are waiting, so that groups can take turns, and which have been tried already.

The index that goes served the code of the last release, which goes on without it, if more slowly.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change the indexes."""
    op.execute("""
        CREATE INDEX messages_turns ON job_queue.messages (queue, owner COLLATE "C" DESC, visible_at);
        CREATE INDEX messages_tried ON job_queue.messages (queue, receives, visible_at) WHERE receives > 0;
        DROP INDEX job_queue.messages_visible;
    """)
