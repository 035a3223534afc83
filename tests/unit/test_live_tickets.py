"""Tickets to connect with: each works once, soon, and for the one who asked for it."""

import asyncio

import pytest
from attrs import define

from adapters.memory.cache import MemoryCache
from adapters.system.randomness import SystemRandomness
from core.notices.model.live import TICKET_LIFE, Listener, LiveTicketNotValid, ticket_key
from core.notices.use_cases.live.give_ticket import GiveTicket
from core.notices.use_cases.live.use_ticket import UseTicket
from tests.clocks import ManualClock
from tests.live_rig import EndedSessions, a_listener


@define
class Desk:
    """Where tickets are given and used."""

    clock: ManualClock
    cache: MemoryCache
    sessions: EndedSessions

    async def give(self, listener: Listener) -> str:
        ticket = await GiveTicket(cache=self.cache, randomness=SystemRandomness())(caller=listener)
        assert ticket.life == TICKET_LIFE
        return ticket.text

    async def use(self, ticket: str) -> Listener:
        return await UseTicket(cache=self.cache, revoked_sessions=self.sessions)(ticket)


@pytest.fixture
def desk() -> Desk:
    clock = ManualClock()
    return Desk(clock, MemoryCache(clock=clock, most_bytes=100_000), EndedSessions())


async def test_a_ticket_says_who_asked_for_it(desk: Desk) -> None:
    mina, junho = a_listener(), a_listener()
    tickets = [await desk.give(who) for who in (mina, junho, mina)]
    assert len(set(tickets)) == 3
    assert [await desk.use(ticket) for ticket in tickets] == [mina, junho, mina]


async def test_of_many_who_use_a_ticket_one_gets_in(desk: Desk) -> None:
    ticket = await desk.give(a_listener())
    came = await asyncio.gather(*(desk.use(ticket) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, Listener) for one in came) == 1
    assert sum(isinstance(one, LiveTicketNotValid) for one in came) == 19


async def test_a_ticket_lasts_half_a_minute(desk: Desk) -> None:
    ticket = await desk.give(a_listener())
    desk.clock.move(TICKET_LIFE)
    with pytest.raises(LiveTicketNotValid):
        await desk.use(ticket)


async def test_a_ticket_of_a_session_that_has_ended_lets_nobody_in(desk: Desk) -> None:
    mina = a_listener()
    ticket = await desk.give(mina)
    desk.sessions.ended.add(mina.session_id)
    with pytest.raises(LiveTicketNotValid):
        await desk.use(ticket)


@pytest.mark.parametrize(
    "guess", ["", "0" * 64, "표", "a\0b", "\ud800"], ids=["empty", "zeros", "korean", "nul", "half"]
)
async def test_what_is_no_ticket_lets_nobody_in(desk: Desk, guess: str) -> None:
    await desk.give(a_listener())
    with pytest.raises(LiveTicketNotValid):
        await desk.use(guess)


async def test_what_is_kept_of_a_ticket_cannot_be_used(desk: Desk) -> None:
    ticket = await desk.give(a_listener())
    key = ticket_key(ticket)
    assert ticket not in key
    assert ticket.encode() not in (await desk.cache.get(key) or b"")
    with pytest.raises(LiveTicketNotValid):
        await desk.use(key)
