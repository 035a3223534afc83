"""How large a file may be that people send."""

from typing import Final

LARGEST: Final = 50 * 1024 * 1024
LARGEST_VIDEO: Final = 4 * 1024**3
