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
from core.video.model.events import (
    CleanupEnded,
    FilmCompleted,
    FilmFailed,
    FilmOrdered,
    FramesCompleted,
    FramesFailed,
    FramesOrdered,
)

AUTH: Final = "auth"
PLANS: Final = "plans"
VIDEOS: Final = "videos"
ORDERS: Final = "orders"
NOTIFICATIONS: Final = "notifications"

SUBSCRIBERS: Mapping[str, Sequence[str]] = {
    UserDeleted.name: (AUTH, PLANS, VIDEOS, NOTIFICATIONS),
    EmailClaimLost.name: (AUTH,),
    ProviderAccountGone.name: (AUTH,),
    TicketIssued.name: (AUTH,),
    RefreshTokenReused.name: (AUTH,),
    FilmOrdered.name: (ORDERS,),
    FramesOrdered.name: (ORDERS,),
    FilmCompleted.name: (NOTIFICATIONS,),
    FilmFailed.name: (NOTIFICATIONS,),
    FramesCompleted.name: (NOTIFICATIONS,),
    FramesFailed.name: (NOTIFICATIONS,),
    CleanupEnded.name: (NOTIFICATIONS,),
}
