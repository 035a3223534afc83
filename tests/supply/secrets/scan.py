"""Looks into texts for secrets that nobody has declared to be none."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from attrs import frozen

from tests.supply.secrets.places import Text
from tests.supply.secrets.rules import Find, finds_in


@frozen(kw_only=True)
class Leak:
    """A secret, and where it lies."""

    place: str
    find: Find


def leaks_in(texts: Iterable[Text], allowed: AbstractSet[str] = frozenset()) -> Sequence[Leak]:
    """Find the secrets whose fingerprint is not allowed."""
    return [leak for leak in everything_in(texts) if leak.find.fingerprint not in allowed]


def everything_in(texts: Iterable[Text]) -> Iterable[Leak]:
    """Find all that looks like a secret, allowed or not."""
    return (Leak(place=text.place, find=find) for text in texts for find in finds_in(text.content))
