"""Jobs of another kind than films, jobs that are being removed, and what the last cleanups did."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add to the jobs what older code does without, and keep of the cleanups the last of each outcome."""
    op.execute("""
        ALTER TABLE video_service.video_jobs
            ADD COLUMN kind text NOT NULL DEFAULT 'film',
            ADD COLUMN removed_at timestamptz;
        CREATE INDEX video_jobs_seen ON video_service.video_jobs (user_id, kind, id DESC) WHERE removed_at IS NULL;
        CREATE INDEX video_jobs_removed ON video_service.video_jobs (id) WHERE removed_at IS NOT NULL;
        CREATE TABLE video_service.cleanups (
            succeeded boolean PRIMARY KEY,
            ended_at timestamptz NOT NULL,
            document text NOT NULL
        );
    """)
