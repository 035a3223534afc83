"""The header Date, which is the same for a second."""

from email.utils import formatdate
from functools import lru_cache


@lru_cache(maxsize=4)
def date_field(second: int) -> bytes:
    """Return the field for a second since 1970."""
    return f"Date: {formatdate(second, usegmt=True)}\r\n".encode()
