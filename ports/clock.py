"""What time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time.

    - `now` is aware and in UTC.
    """

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...
