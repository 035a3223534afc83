"""How many files a process may have open at once; each connection is one of them."""

import resource
from contextlib import suppress


def allow_as_many_open_files_as_possible() -> None:
    """Raise the soft limit to the hard one, unless the system has something against it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def most_open_files() -> int | None:
    """Return the limit that is in force, None for none."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft
