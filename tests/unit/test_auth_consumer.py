"""What the auth service does when it is told of something through its queue."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve, frozen

from adapters.memory.mailer import MemoryMailer
from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from adapters.wire.events import event_json
from composition.catalogue import adapters_of
from composition.subscribers import AUTH, SUBSCRIBERS
from core.events import Event
from core.identity.model.events import (
    EmailClaimLost,
    ProviderAccountGone,
    RefreshTokenReused,
    TicketIssued,
    UserDeleted,
)
from core.identity.model.session import SessionId
from core.identity.model.user import User
from entrypoints.auth_consumer import AuthConsumer
from ports.identity_works import IdentityWork
from ports.works import Envelope, Works
from tests.builders import a_user, an_id, an_identity
from tests.conftest import OpenAdapter
from tests.identity.builders import a_session, a_ticket
from tests.identity.memories import AuthMemory


@frozen(kw_only=True)
class Bench:
    """The consumer, and what it can have an effect on."""

    consumer: AuthConsumer
    memory: AuthMemory
    people: Works[IdentityWork]
    mailer: MemoryMailer

    async def tell(self, name: str, data: str) -> None:
        """Tell it twice, as happens."""
        moment = datetime(2026, 12, 4, tzinfo=UTC)
        envelope = Envelope(event_id=an_id(), name=name, data=data, group="", traceparent=None, occurred_at=moment)
        await self.consumer.handlers()[name](envelope)
        await self.consumer.handlers()[name](envelope)

    async def happens(self, event: Event) -> None:
        await self.tell(event.name, event_json(event))

    def letters(self) -> set[tuple[str, str]]:
        return {(letter.mail_id, letter.to) for letter in self.mailer.letters}


@pytest.fixture
async def bench(open_adapter: OpenAdapter) -> Bench:
    mailer = MemoryMailer()
    works = await open_adapter(adapters_of("auth_works")["memory"])
    sealer = await open_adapter(adapters_of("sealer")["aes"])
    directory = await open_adapter(adapters_of("user_directory")["direct"], ODDIYA_PROFILE="memory")
    memory = AuthMemory(works=works, sessions=MemorySessions(clock=SystemClock()), sealer=sealer)
    return Bench(
        consumer=memory.told_of(directory, mailer), memory=memory, people=directory.sign_in_user.works, mailer=mailer
    )


async def registered(bench: Bench) -> tuple[User, ProviderAccountGone]:
    """Return somebody new, and what would be said if they left their provider."""
    user, identity = evolve(a_user(email="mina@example.com"), email_verified=True), an_identity()
    async with bench.people.begin() as work:
        await work.users.add(user, identity)
        await work.identities.add(user.user_id, an_identity())
    await a_session(bench.memory.sessions, user.user_id)
    return user, ProviderAccountGone(provider=identity.provider, provider_id=identity.provider_id)


def test_whatever_the_queue_is_told_is_dealt_with(bench: Bench) -> None:
    told = {name for name, queues in SUBSCRIBERS.items() if AUTH in queues}
    assert set(bench.consumer.handlers()) == told


async def test_of_a_deleted_user_nothing_is_left(bench: Bench) -> None:
    mina = await bench.memory.of_somebody()
    await bench.happens(UserDeleted(user_id=mina.user_id))
    assert await mina.still() == set()


async def test_al_1_who_lost_an_address_loses_password_and_sessions(bench: Bench) -> None:
    thief = await bench.memory.of_somebody()
    await bench.happens(EmailClaimLost(user_id=thief.user_id))
    assert await thief.still() == {"ticket", "history"}


async def test_who_has_left_their_provider_is_signed_out(bench: Bench) -> None:
    user, gone = await registered(bench)
    await bench.happens(gone)
    assert await bench.memory.sessions.of_user(user.user_id) == []


async def test_for_a_ticket_that_was_issued_a_letter_is_sent(bench: Bench) -> None:
    ticket = a_ticket(purpose="register", expires_at=SystemClock().now() + timedelta(hours=1))
    async with bench.memory.works.begin() as work:
        await work.tickets.add(ticket)
    await bench.happens(TicketIssued(ticket_id=ticket.ticket_id))
    assert bench.letters() == {(ticket.ticket_id, ticket.email)}


async def test_rt_5_who_had_a_token_reused_gets_a_notice(bench: Bench) -> None:
    user, _ = await registered(bench)
    await bench.happens(RefreshTokenReused(user_id=user.user_id, session_id=SessionId(an_id())))
    ((_, address),) = bench.letters()
    assert address == user.email


async def test_fields_that_newer_code_has_added_are_passed_over(bench: Bench) -> None:
    mina = await bench.memory.of_somebody()
    await bench.tell("user-deleted", f'{{"user_id":"{mina.user_id}","reason":"who knows"}}')
    assert await mina.still() == set()


@pytest.mark.parametrize("data", ["", "[]", "{}", '"user"'])
async def test_an_event_that_cannot_be_read_is_no_oddiya_error_and_so_ends_in_the_dead_letters(
    bench: Bench, data: str
) -> None:
    with pytest.raises((ValueError, ExceptionGroup)):
        await bench.tell("user-deleted", data)
