"""Ids as stores of UUIDs take them."""

from uuid import UUID


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in its one usual spelling; what is not a UUID names nothing."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
