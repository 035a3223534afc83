"""What every blob store asks of a key, of a range and of the parts of an upload."""

import re
from collections.abc import Mapping

from ports.blob_store import MIN_PART, InvalidKey

MOST_PARTS = 10_000

_KEY = re.compile(r"(?!.*(?:^|/)\.{0,2}(?:/|$))[a-zA-Z0-9._/-]{1,512}", re.DOTALL)
_PREFIX = re.compile(r"[a-zA-Z0-9._/-]{0,512}")


def is_key(text: str) -> bool:
    """Tell whether objects may be kept under this text."""
    return _KEY.fullmatch(text) is not None


def key_below(place: str, url: str) -> str | None:
    """Return the key that a URL names below this place, which ends in a slash, or None.

    URLs are compared as texts and never taken apart: any other spelling leads elsewhere as far as we are concerned.
    """
    if not url.startswith(place) or "#" in url:
        return None
    key = url[len(place) :].partition("?")[0]
    return key if is_key(key) else None


def may_begin_keys(prefix: str) -> bool:
    """Tell whether there can be keys that begin with this text."""
    return _PREFIX.fullmatch(prefix) is not None


def checked(key: str) -> str:
    """Return the key, or raise `InvalidKey`."""
    if not is_key(key):
        raise InvalidKey(key=key)
    return key


def checked_prefix(prefix: str) -> str:
    """Return the prefix of something to delete, which must not be everything."""
    if not prefix:
        raise ValueError("an empty prefix would delete every object")
    return prefix


def checked_start(start: int) -> int:
    """Return where reading begins, which is not before the object."""
    if start < 0:
        raise ValueError(f"reading begins at 0 or later, not at {start}")
    return start


def checked_number(number: int) -> int:
    """Return the number of a part, if parts may have it."""
    if not 1 <= number <= MOST_PARTS:
        raise ValueError(f"parts are numbered from 1 to {MOST_PARTS}, not {number}")
    return number


def in_order(sizes: Mapping[int, int]) -> list[int]:
    """Return the numbers of the parts as they follow each other; every part but the last must be large enough."""
    numbers = sorted(sizes)
    for number in numbers[:-1]:
        if sizes[number] < MIN_PART:
            raise ValueError(f"part {number} has {sizes[number]} bytes: every part but the last has {MIN_PART} or more")
    return numbers
