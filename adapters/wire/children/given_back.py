"""Keeps a process from holding on to memory that it does not use any more."""

import ctypes
import sys
from typing import Final

LARGE_PIECES: Final = -3  # M_MMAP_THRESHOLD, which grows up to 32 MiB unless it is set
MUCH_AT_THE_END: Final = -1  # M_TRIM_THRESHOLD: 128 KiB, by which a piece of more would go back each time it is free


def large_pieces_given_back(*, least: int) -> None:
    """Have the C library give pieces of so many bytes back as soon as they are free, rather than keep them for later.

    This holds for the whole process. Smaller pieces are kept for what comes next: to get one anew takes longer.
    """
    if sys.platform == "linux" and hasattr(system := ctypes.CDLL(None), "mallopt"):
        system.mallopt(LARGE_PIECES, least)
        system.mallopt(MUCH_AT_THE_END, least)
