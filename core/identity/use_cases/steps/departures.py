"""Setting out to a provider, as often as a network may: for signing in and for linking alike."""

from datetime import timedelta
from typing import Final

from core.identity.model.network import network_of
from ports.rate_limiter import Ask, Limit

DEPARTURES: Final = Limit(count=600, per=timedelta(minutes=1))  # a phone company has many people behind one address


def departure_from(address: str) -> Ask:
    """Return what somebody who sets out counts against."""
    return Ask(key=f"begin-sign-in:{network_of(address)}", limit=DEPARTURES)
