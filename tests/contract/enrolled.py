"""Which adapters a contract suite runs over."""

import pytest

from composition.catalogue import adapters_of


def enrolled(port: str) -> list[object]:
    """Return pytest parameters for every adapter of the port that the catalogue has."""
    return [pytest.param(entry, id=entry.name) for entry in adapters_of(port).values()]
