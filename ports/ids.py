"""Names for new things."""

from typing import Protocol


class Ids(Protocol):
    """Makes identifiers.

    - An id is a UUID of version 7 in its usual lower-case form.
    - No two ids are equal, whichever process made them.
    - Ids made by one process sort, as text, in the order in which they were made.
    - The time in an id is the clock's, to the millisecond, unless order asks for more.
    """

    def new(self) -> str:
        """Return an id nobody has seen before."""
        ...
