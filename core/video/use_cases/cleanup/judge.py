"""Tells of a file whether its time is over."""

from datetime import datetime

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.cleanup import FileRubbish, Removal, file_due_since
from core.video.model.retention import Retention
from core.video.model.storage import owner_of
from ports.blob_store import Blob


@frozen(kw_only=True)
class Judge:
    """Knows the time, for how long files are kept, and whose accounts were deleted lately."""

    now: datetime
    retention: Retention
    forgotten: frozenset[UserId]

    def judged(self, what: FileRubbish, blob: Blob) -> Removal | None:
        """Return what is to be done about a file, as far as its owner and its age tell."""
        kind: FileRubbish = "left-behind" if owner_of(blob.key) in self.forgotten else what
        return self.aged(kind, blob.key, blob.modified_at, size=blob.size)

    def aged(self, what: FileRubbish, key: str, came_at: datetime, *, size: int = 0) -> Removal | None:
        """Return what is to be done about something of this age."""
        since = file_due_since(what, came_at, retention=self.retention, now=self.now)
        return None if since is None else Removal(what=what, name=key, due_since=since, size=size)
