"""Why the token key of a running process is not rotated."""

from contextlib import AbstractAsyncContextManager

from attrs import frozen

from adapters.section import CannotOpen
from ports.key_ring import KeyRotation


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


def open_adapter(section: Section) -> AbstractAsyncContextManager[KeyRotation]:
    """Refuse what would change nothing."""
    del section
    raise CannotOpen("token keys in memory are their process's own: it makes a new one when it is started again")
