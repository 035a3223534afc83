"""Says lines on standard output, and tells where nobody takes them."""

import os
import sys
from collections.abc import Iterable
from typing import ClassVar

from attrs import define

from core.errors import Unavailable


@define(kw_only=True)
class NobodyReads(Unavailable):
    """Whoever read what is said has gone, as `head` does."""

    code: ClassVar[str] = "nobody-reads"
    says: ClassVar[str] = "nobody reads {what} any more"
    what: str = "standard output"


def say(lines: Iterable[str]) -> None:
    """Say lines, all of them, or raise `Unavailable`, after which more is said to nobody."""
    if sys.stdout is None:  # a process may be started without one
        return
    try:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError as gone:
        _turn_away()
        raise NobodyReads from gone
    except OSError as failure:
        _turn_away()
        raise Unavailable(what=f"standard output ({failure.strerror})") from failure


def _turn_away() -> None:
    """Let what is still to be written go nowhere: Python tries once more at its end, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)
