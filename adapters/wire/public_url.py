"""Where clients reach Oddiya, for adapters that hand out what points or belongs there."""

import re
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from adapters.section import setting


class PublicUrl(str):
    """An absolute http or https URL without query and without a slash at its end."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what a path cannot be added to."""
        parts_of(text)
        return super().__new__(cls, text.rstrip("/"))


def parts_of(url: str) -> SplitResult:
    """Return the parts of an absolute http or https URL that a path can be added to; any other is a `ValueError`."""
    parts = urlsplit(url)
    if not re.fullmatch(r"https?://[!-~]+", url) or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(url)
    if parts.port == 0:  # reading it also refuses what is no port
        raise ValueError(url)
    return parts


def public_url() -> Any:
    """Declare a field of a section that holds the public URL."""
    return setting(
        "ODDIYA_PUBLIC_URL",
        "the http or https URL under which clients reach Oddiya",
        default=PublicUrl("http://127.0.0.1:8080"),
    )
