"""Committing two rows through `Works`, against the same SQL on a bare aiopg cursor."""

from time import perf_counter

from adapters.postgres.identity_works import ADD_USER
from adapters.postgres.pool import Pool
from core.identity.model.events import UserRegistered
from ports.identity_works import IdentityWork
from ports.works import Works
from tests.bench.harness import Claim, Report, alternately
from tests.bench.ports import opened, opener
from tests.builders import a_user, an_id, an_identity

COMMITS = 300
ADD_EVENT = (
    "INSERT INTO user_service.outbox (event_id, name, data, owner, traceparent) VALUES (%s, %s, %s, %s, %s);COMMIT"
)


async def bench() -> Report:
    """Compare the time of a commit: a row and the event that tells of it."""
    async with opener() as lender:
        works, pool = await opened(lender, "identity_works", "postgres_pool")

        async def ours() -> float:
            return await commit_through_works(works)

        async def rival() -> float:
            return await commit_by_hand(pool)

        mine, theirs = await alternately(ours, rival, rounds=11)
    claim = Claim(name="commit of two rows vs bare aiopg", unit="ms", ours=mine, rival=theirs, goal=1.25)
    return Report("works", [claim])


async def commit_through_works(works: Works[IdentityWork]) -> float:
    """Return the milliseconds of one commit."""
    users = [(a_user(), an_identity()) for _ in range(COMMITS)]
    started = perf_counter()
    for user, identity in users:
        async with works.begin() as work:
            await work.users.add(user, identity)
            work.outbox.add(UserRegistered(user_id=user.user_id), group=user.user_id)
    return (perf_counter() - started) / COMMITS * 1000


async def commit_by_hand(pool: Pool) -> float:
    """Return the milliseconds of one commit, with the same two round trips."""
    users = [(a_user(), an_identity()) for _ in range(COMMITS)]
    started = perf_counter()
    for user, identity in users:
        async with pool.connections.acquire() as connection, connection.cursor() as cursor:
            profile = (user.email, None, False, user.name, user.locale, user.home_currency, user.version)
            row = (user.user_id, *profile, user.created_at, identity.provider, identity.provider_id)
            await cursor.execute("BEGIN;" + ADD_USER, row)
            event = (an_id(), "user-registered", f'{{"user_id":"{user.user_id}"}}', user.user_id, None)
            await cursor.execute(ADD_EVENT, event)
    return (perf_counter() - started) / COMMITS * 1000
