"""Which queues get which event: the relay publishes by this table."""

from collections.abc import Mapping, Sequence
from typing import Final

from core.identity.model.events import (
    EmailClaimLost,
    ProviderAccountGone,
    RefreshTokenReused,
    TicketIssued,
    UserDeleted,
)

AUTH: Final = "auth"
PLANS: Final = "plans"

SUBSCRIBERS: Mapping[str, Sequence[str]] = {
    UserDeleted.name: (AUTH, PLANS),
    EmailClaimLost.name: (AUTH,),
    ProviderAccountGone.name: (AUTH,),
    TicketIssued.name: (AUTH,),
    RefreshTokenReused.name: (AUTH,),
}
