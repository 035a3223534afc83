"""What the auth service forgets by itself, and when."""

from datetime import timedelta

from adapters.memory.sessions import MemorySessions
from composition.catalogue import adapters_of
from core.identity.use_cases.told.prune_auth import HISTORY_KEPT, PruneAuth
from ports.sessions import Pace
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter
from tests.identity.builders import a_security_event, a_ticket, a_user_id
from tests.identity.families import a_family

MOMENT = timedelta(microseconds=1)


async def test_links_and_sessions_that_are_over_and_what_happened_long_ago_are_forgotten(
    open_adapter: OpenAdapter,
) -> None:
    works, clock = await open_adapter(adapters_of("auth_works")["memory"]), ManualClock()
    now, mina = clock.now(), a_user_id()
    expired, valid = a_ticket(expires_at=now - MOMENT), a_ticket(expires_at=now + 2 * MOMENT)
    old = a_security_event(mina, occurred_at=now - HISTORY_KEPT - MOMENT)
    recent = a_security_event(mina, occurred_at=now - HISTORY_KEPT + MOMENT)
    async with works.begin() as work:
        for ticket in (expired, valid):
            await work.tickets.add(ticket)
        for event in (old, recent):
            await work.security.add(event)
    sessions = MemorySessions(clock=clock)
    await a_family(sessions, pace=Pace(idle=MOMENT, lifetime=MOMENT))
    clock.move(MOMENT)
    await PruneAuth(works=works, sessions=sessions, clock=clock)()
    assert sessions._families == {}
    async with works.begin() as work:
        assert [await work.tickets.get(ticket.ticket_id) for ticket in (expired, valid)] == [None, valid]
        assert await work.security.of_user(mina, limit=10) == [recent]


def test_history_is_kept_for_half_a_year() -> None:
    assert timedelta(days=180) == HISTORY_KEPT
