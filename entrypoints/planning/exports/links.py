"""Which addresses of places may stand in a file as links."""

import re
from typing import Final

WEB: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][A-Za-z0-9._~:/?#@!$&*+,;=%-]*)?")
LONGEST: Final = 2_000


def link(url: str | None) -> str | None:
    """Return the address if it is a plain one of the web."""
    return url if url and len(url) <= LONGEST and WEB.fullmatch(url) else None
