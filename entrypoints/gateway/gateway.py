"""What every connection of clients shares: the table, who may pass, the services, and what is told about it all."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field

from entrypoints.gateway.answered.answer_fields import AnswerFields
from entrypoints.gateway.asked.client_address import TrustedProxies
from entrypoints.gateway.asked.cors import Cors
from entrypoints.gateway.clients import Clients
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.pace import Pace
from entrypoints.gateway.passing.admission import Admission
from entrypoints.gateway.reading import Readings
from entrypoints.gateway.streams import Streams
from entrypoints.gateway.told.telling import Telling
from entrypoints.gateway.upstream.upstream import Upstream
from entrypoints.http.life import Life
from ports.clock import Clock
from ports.hop_signer import HopSigner
from ports.ids import Ids
from ports.tracing import Tracing

MOST_UPLOADS: Final = 64  # of one client, of bodies that are too large to be taken whole first


@define(kw_only=True, eq=False)
class Gateway:
    """Put together once for a process; `now` is the event loop's time."""

    readings: Readings
    admission: Admission
    upstreams: Mapping[str, Upstream]
    hop_signer: HopSigner
    tracing: Tracing
    ids: Ids
    clock: Clock
    cors: Cors
    proxies: TrustedProxies
    clients: Clients
    answer_fields: AnswerFields
    telling: Telling
    life: Life
    wires: set[Wire]
    now: Callable[[], float]
    pace: Pace = field(factory=Pace)
    streams: Streams = field(factory=Streams)
    uploads: Streams = field(factory=lambda: Streams(most=MOST_UPLOADS))

    def second(self) -> int:
        """Return the second that the clock shows, since 1970."""
        return int(self.clock.now().timestamp())
