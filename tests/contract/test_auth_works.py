"""What the auth service's works promise of passwords, mailed links on their way, and history."""

import asyncio
from datetime import timedelta

import pytest

from core.errors import Unavailable
from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.security_event import SecurityEvent
from core.identity.model.ticket import Ticket
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.identity.builders import MOMENT, a_credential, a_security_event, a_ticket, a_user_id

MINUTE = timedelta(minutes=1)
AT_ONCE = timedelta()
SOON = timedelta(milliseconds=50)
AuthWorks = Works[AuthWork]


@pytest.fixture(params=enrolled("auth_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> AuthWorks:
    opened: AuthWorks = await open_adapter(request.param)
    return opened


async def put(works: AuthWorks, *credentials: Credential) -> None:
    for credential in credentials:
        async with works.begin() as work:
            await work.credentials.put(credential)


async def of_user(works: AuthWorks, user_id: UserId) -> Credential | None:
    async with works.begin() as work:
        return await work.credentials.of_user(user_id)


async def of_email(works: AuthWorks, email: str) -> Credential | None:
    async with works.begin() as work:
        return await work.credentials.of_email(email_key(email))


async def test_a_credential_is_found_by_user_and_by_address_whatever_its_case(works: AuthWorks) -> None:
    mina = a_credential(a_user_id())
    await put(works, mina, a_credential(a_user_id(), "junho@example.com"))
    assert await of_user(works, mina.user_id) == mina
    assert await of_email(works, "mina@EXAMPLE.com") == mina


async def test_who_has_no_credential_is_none(works: AuthWorks) -> None:
    assert await of_user(works, a_user_id()) is None
    assert await of_email(works, "nobody@example.com") is None


async def test_a_user_has_one_password(works: AuthWorks) -> None:
    mina = a_user_id()
    changed = a_credential(mina, "mina@example.net", "$argon2id$2")
    await put(works, a_credential(mina), changed)
    assert await of_user(works, mina) == changed
    assert await of_email(works, "mina@example.net") == changed
    assert await of_email(works, "mina@example.com") is None


async def test_an_address_has_one_password(works: AuthWorks) -> None:
    thief, owner = a_user_id(), a_user_id()
    await put(works, a_credential(thief), a_credential(owner, "MINA@example.com", "$argon2id$2"))
    assert await of_user(works, thief) is None
    assert (found := await of_email(works, "mina@example.com")) is not None
    assert await of_user(works, owner) == found


async def test_a_credential_may_take_the_place_of_two_others(works: AuthWorks) -> None:
    mina, junho = a_user_id(), a_user_id()
    await put(works, a_credential(mina), a_credential(junho, "junho@example.com"))
    await put(works, a_credential(mina, "junho@example.com"))
    assert await of_user(works, junho) is None
    assert await of_email(works, "mina@example.com") is None
    assert (found := await of_email(works, "junho@example.com")) is not None
    assert await of_user(works, mina) == found


@pytest.mark.parametrize("same", ["user", "address"])
async def test_of_works_at_once_with_the_same_user_or_address_each_waits_for_the_one_before(
    works: AuthWorks, same: str
) -> None:
    mina = a_user_id()

    async def put_one(number: int) -> None:
        if same == "user":
            await put(works, a_credential(mina, f"mina{number}@example.com"))
        else:
            await put(works, a_credential(a_user_id()))

    await asyncio.gather(*(put_one(number) for number in range(12)))
    addresses = [f"mina{number}@example.com" for number in range(12)] if same == "user" else ["mina@example.com"]
    found = [found for address in addresses if (found := await of_email(works, address))]
    assert len(found) == 1
    assert await of_user(works, found[0].user_id) == found[0]


async def replace(works: AuthWorks, credential: Credential, known: Credential | None) -> bool:
    async with works.begin() as work:
        return await work.credentials.replace(credential, known=known)


async def test_replace_puts_where_what_is_kept_is_what_was_known(works: AuthWorks) -> None:
    mina = a_user_id()
    first, second = a_credential(mina), a_credential(a_user_id(), "MINA@example.com", "$argon2id$2")
    assert await replace(works, first, None)
    assert await replace(works, second, first)
    assert await of_email(works, "mina@example.com") == second
    assert await of_user(works, mina) is None


async def test_replace_changes_nothing_where_another_is_kept_than_was_known(works: AuthWorks) -> None:
    kept, other = a_credential(a_user_id()), a_credential(a_user_id(), password_hash="$argon2id$2")
    await put(works, kept)
    for known in (None, other, a_credential(kept.user_id, password_hash="$argon2id$2")):
        assert not await replace(works, other, known)
    assert not await replace(works, a_credential(kept.user_id, "junho@example.com"), kept)
    assert await of_email(works, "mina@example.com") == kept
    assert await of_email(works, "junho@example.com") is None


@pytest.mark.parametrize("is_known", [False, True])
async def test_who_replaces_waits_for_who_was_quicker_and_changes_nothing(works: AuthWorks, *, is_known: bool) -> None:
    known, quicker, slower = (a_credential(a_user_id()) for _ in range(3))
    if is_known:
        await put(works, known)
    has_put = asyncio.Event()

    async def put_slowly() -> None:
        async with works.begin() as work:
            await work.credentials.put(quicker)
            has_put.set()
            await asyncio.sleep(0.05)

    putting = asyncio.create_task(put_slowly())
    await has_put.wait()
    assert not await replace(works, slower, known if is_known else None)
    await putting
    assert await of_email(works, "mina@example.com") == quicker


async def test_who_forgets_waits_for_who_puts(works: AuthWorks) -> None:
    mina, has_put, forgetting = a_user_id(), asyncio.Event(), asyncio.Event()

    async def put_slowly() -> None:
        async with works.begin() as work:
            await work.credentials.put(a_credential(mina))
            has_put.set()
            await forgetting.wait()
            await asyncio.sleep(0.05)

    putting = asyncio.create_task(put_slowly())
    await has_put.wait()
    forgetting.set()
    async with works.begin() as work:
        await work.credentials.forget(mina)
    await putting
    assert await of_user(works, mina) is None


async def test_a_forgotten_password_is_gone_by_user_and_by_address(works: AuthWorks) -> None:
    mina, junho = a_user_id(), a_credential(a_user_id(), "junho@example.com")
    await put(works, a_credential(mina), junho)
    async with works.begin() as work:
        await work.credentials.forget(mina)
        await work.credentials.forget(a_user_id())
    assert await of_user(works, mina) is None
    assert await of_email(works, "mina@example.com") is None
    assert await of_user(works, junho.user_id) == junho


@pytest.mark.parametrize(
    "ticket",
    [
        a_ticket(),
        a_ticket(purpose="register", name="김 민아 '; --", password_hash="$argon2id$", locale="ko"),
    ],
    ids=lambda ticket: ticket.purpose,
)
async def test_get_returns_a_ticket_as_it_was_added_also_when_it_has_expired(works: AuthWorks, ticket: Ticket) -> None:
    await add_tickets(works, ticket)
    async with works.begin() as work:
        assert await work.tickets.get(ticket.ticket_id) == ticket
        assert await work.tickets.get(ticket.ticket_id) == ticket


async def test_a_ticket_that_was_never_added_is_none(works: AuthWorks) -> None:
    async with works.begin() as work:
        assert await work.tickets.get("never") is None
        assert await work.tickets.take("never") is None


async def test_of_many_works_at_once_exactly_one_takes_a_ticket(works: AuthWorks) -> None:
    ticket = a_ticket()
    await add_tickets(works, ticket)

    async def take() -> Ticket | None:
        async with works.begin() as work:
            return await work.tickets.take(ticket.ticket_id)

    taken = await asyncio.gather(*(take() for _ in range(20)))
    assert [one for one in taken if one] == [ticket]
    assert not await is_kept(works, ticket)


async def test_a_work_that_rolls_back_has_not_taken_the_ticket(works: AuthWorks) -> None:
    ticket = a_ticket()
    await add_tickets(works, ticket)
    with pytest.raises(Unavailable):
        async with works.begin() as work:
            assert await work.tickets.take(ticket.ticket_id) == ticket
            raise Unavailable(what="the rest")
    assert await is_kept(works, ticket)


async def test_forget_removes_all_tickets_for_an_address_and_no_other(works: AuthWorks) -> None:
    ours = [a_ticket(), a_ticket("mina@Example.com", purpose="register")]
    theirs = a_ticket("junho@example.com")
    await add_tickets(works, *ours, theirs)
    async with works.begin() as work:
        await work.tickets.forget(email_key("MINA@example.com"))
    assert [await is_kept(works, ticket) for ticket in (*ours, theirs)] == [False, False, True]


async def test_prune_removes_the_tickets_that_expired_before_a_moment(works: AuthWorks) -> None:
    tickets = [a_ticket(expires_at=MOMENT + wait) for wait in (-MINUTE, AT_ONCE, MINUTE)]
    await add_tickets(works, *tickets)
    async with works.begin() as work:
        await work.tickets.prune(before=MOMENT)
    assert [await is_kept(works, ticket) for ticket in tickets] == [False, True, True]


async def test_the_events_of_a_user_are_listed_newest_first_up_to_a_limit(works: AuthWorks) -> None:
    mina = a_user_id()
    oldest, newest = (
        a_security_event(mina, occurred_at=MOMENT - MINUTE),
        a_security_event(mina, occurred_at=MOMENT + MINUTE),
    )
    reused, together = a_security_event(mina, kind="refresh-token-reused", session_id=an_id()), a_security_event(mina)
    await add_events(works, reused, newest, together, oldest, a_security_event(a_user_id()))
    assert await history(works, mina) == [newest, together, reused, oldest]
    assert await history(works, mina, limit=2) == [newest, together]


async def test_an_event_that_is_added_twice_is_kept_once(works: AuthWorks) -> None:
    event = a_security_event(a_user_id())
    await add_events(works, event, event)
    await add_events(works, event)
    assert await history(works, event.user_id) == [event]


async def test_forget_erases_the_events_of_a_user_and_no_others(works: AuthWorks) -> None:
    mina, junho = a_security_event(a_user_id()), a_security_event(a_user_id())
    await add_events(works, mina, junho)
    async with works.begin() as work:
        await work.security.forget(mina.user_id)
        await work.security.forget(a_user_id())
    assert await history(works, mina.user_id) == []
    assert await history(works, junho.user_id) == [junho]


async def test_prune_erases_what_happened_before_a_moment(works: AuthWorks) -> None:
    mina = a_user_id()
    events = [a_security_event(mina, occurred_at=MOMENT + wait) for wait in (MINUTE, AT_ONCE, -MINUTE)]
    await add_events(works, *events)
    async with works.begin() as work:
        await work.security.prune(before=MOMENT)
    assert await history(works, mina) == events[:2]


async def add_tickets(works: AuthWorks, *tickets: Ticket) -> None:
    async with works.begin() as work:
        for ticket in tickets:
            await work.tickets.add(ticket)


async def is_kept(works: AuthWorks, ticket: Ticket) -> bool:
    async with works.begin() as work:
        return await work.tickets.get(ticket.ticket_id) is not None


async def add_events(works: AuthWorks, *events: SecurityEvent) -> None:
    async with works.begin() as work:
        for event in events:
            await work.security.add(event)


async def history(works: AuthWorks, user_id: UserId, *, limit: int = 10) -> list[SecurityEvent]:
    async with works.begin() as work:
        return list(await work.security.of_user(user_id, limit=limit))
