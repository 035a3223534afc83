"""The slower life of what failed too often: a push service or a mail server may be away for hours."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from attrs import evolve, frozen

from core.errors import Unavailable
from core.identity.model.events import UserDeleted
from core.notices.model.delivery import NoticeId
from core.notices.use_cases.telling.give_up_telling import GiveUpTelling
from entrypoints.consumer import LONGEST_DELAY, Handler
from entrypoints.notices.metrics import count
from ports.clock import Clock
from ports.meter import Meter
from ports.works import Envelope

NEWS: Final = timedelta(days=1)
ERASURE: Final = timedelta(days=13)  # a day less than SQS can keep a message

log = structlog.get_logger()


@frozen(kw_only=True)
class DeadNoticesConsumer:
    """Has each event dealt with again, from time to time until it is no news any more; then it is given up.

    That somebody is forgotten is tried for longer, since it must be done.
    """

    handlers_of_events: Mapping[str, Handler]
    give_up_telling: GiveUpTelling
    clock: Clock
    meter: Meter

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {name: partial(self._again, handle) for name, handle in self.handlers_of_events.items()}

    async def _again(self, handle: Handler, envelope: Envelope) -> None:
        try:
            await handle(envelope)
        except Exception as failure:
            if not self._is_over(envelope):
                raise _later(failure) from failure
            log.exception("an event is given up", event_name=envelope.name, event_id=envelope.event_id)
            count(await self.give_up_telling(NoticeId(envelope.event_id)), self.meter)

    def _is_over(self, envelope: Envelope) -> bool:
        life = ERASURE if envelope.name == UserDeleted.name else NEWS
        return self.clock.now() - envelope.occurred_at >= life


def _later(failure: Exception) -> Exception:
    return evolve(failure, retry_after=LONGEST_DELAY) if isinstance(failure, Unavailable) else failure
