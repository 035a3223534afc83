"""How much of something is used, of how much that there is."""

from attrs import frozen


@frozen(kw_only=True)
class Usage:
    """What is used and what may be, and whose that is: seconds of so many cores, or bytes of so many."""

    scope: str
    used: float
    limit: float
