"""Where a fact is from."""

from datetime import datetime

from attrs import frozen


@frozen(kw_only=True)
class Provenance:
    """Who said it, and when it was asked; bundled facts are as old as their collection."""

    source: str
    fetched_at: datetime
