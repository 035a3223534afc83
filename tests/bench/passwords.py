"""Signing in with a password: against bare argon2id, known addresses against unknown ones, and under a flood."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from argon2 import PasswordHasher as Argon2
from attrs import Factory, frozen

from adapters.argon2.settings import Memory, Rounds, cores
from core.errors import TooMany
from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.errors import InvalidCredentials
from core.identity.model.session import Client
from core.identity.model.user import UserId
from tests.bench.harness import Claim, Report, alternately, percentile
from tests.bench.ports import opened, opener
from tests.builders import an_id
from tests.identity.passwords import OTHER_PASSWORD, PASSWORD, Accounts, accounts

LOGINS = 80
AT_ONCE = 8
TRIES = 500
A_SECOND = 500
SECONDS = 4.0
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024
ARGON2 = Argon2(time_cost=Rounds.floor, memory_cost=Memory.floor, parallelism=1, hash_len=32, salt_len=16)
_NUMBERS = count()


async def bench() -> Report:
    """Make every claim."""
    async with the_accounts() as lent:
        # First, for it is the first hash of a thread that makes its memory grow.
        flooded = await flood(lent)
        return Report("passwords", [*await sign_ins(lent), await enumeration(lent), *flooded])


@asynccontextmanager
async def the_accounts() -> AsyncIterator[Accounts]:
    """Lend accounts in memory with the hasher and the signer of production."""
    async with opener(ODDIYA_PROFILE="memory") as lender:
        hasher, signer = await opened(lender, "password_hasher", "token_signer")
        async with accounts(hasher, signer=signer) as lent:
            yield lent


async def sign_ins(lent: Accounts) -> list[Claim]:
    """Compare whole sign-ins, access token included, with what as many threads verify of bare hashes.

    The processor's time says the same on a machine that does other things as well.
    """
    for number in range(AT_ONCE):
        await lent.registering("open").sign_up(_email(number), client=_somewhere())
    ours, rival = partial(_sign_in_often, lent), partial(_verify_often, ARGON2.hash(PASSWORD))
    mine, theirs = await alternately(partial(_rate, ours), partial(_rate, rival))
    worked, they_worked = await alternately(partial(_worked, ours), partial(_worked, rival))
    return [
        Claim(name="sign-ins vs bare argon2id", unit="/s", ours=mine, rival=theirs, goal=0.9, least=True),
        Claim(name="the same in processor time", unit="ms", ours=worked, rival=they_worked, goal=1.11),
    ]


async def enumeration(lent: Accounts) -> Claim:
    """PW-5: tell, by the time, addresses that have an account from those that have none."""
    kept = ARGON2.hash(PASSWORD)
    async with lent.works.begin() as work:
        for number in range(TRIES):
            email = f"known{number}@example.com"
            await work.credentials.put(
                Credential(user_id=UserId(an_id()), email_key=email_key(email), email=email, password_hash=kept)
            )
    known, unknown = [], []
    for number in range(TRIES):
        known.append(await _wrong(lent, f"known{number}@example.com"))
        unknown.append(await _wrong(lent, f"other{number}@example.com"))
    told = abs(median(known) - median(unknown))
    return Claim(name=f"known vs unknown address, medians of {TRIES}", unit="ms", ours=[told], goal=5)


async def flood(lent: Accounts) -> list[Claim]:
    """DO-6: let strangers try five hundred passwords a second."""
    watch, resident, started = Watch(), _resident(), perf_counter()
    watching = asyncio.create_task(watch.run())
    trying = [asyncio.create_task(_try(lent, watch)) async for _ in _ticks(A_SECOND, SECONDS)]
    await asyncio.gather(*trying)
    rate = watch.answered / (perf_counter() - started)
    watching.cancel()
    await asyncio.wait([watching])
    allowed = cores() * Memory.floor * 1024 / MIB + 16
    return [
        Claim(
            name="flood of 500/s: event loop lag, 99th of 100", unit="ms", ours=[percentile(watch.lags, 0.99)], goal=50
        ),
        Claim(name="flood of 500/s: refusals, median", unit="ms", ours=[median(watch.refusals)], goal=50),
        Claim(name="flood of 500/s: answered", unit="/s", ours=[rate], goal=20, least=True),
        Claim(name="flood of 500/s: more memory", unit="MiB", ours=[watch.resident - resident], goal=allowed),
    ]


@frozen
class Watch:
    """What happens to the event loop, the memory and those who ask, meanwhile."""

    lags: list[float] = Factory(list)
    refusals: list[float] = Factory(list)
    residents: list[float] = Factory(list)
    answers: list[float] = Factory(list)

    @property
    def answered(self) -> int:
        """How many passwords were compared."""
        return len(self.answers)

    @property
    def resident(self) -> float:
        """The most memory that was seen, in MiB."""
        return max(self.residents)

    async def run(self, every: float = 0.005) -> None:
        """Look again and again."""
        while True:
            before = perf_counter()
            await asyncio.sleep(every)
            self.lags.append((perf_counter() - before - every) * 1000)
            self.residents.append(_resident())


async def _try(lent: Accounts, watch: Watch) -> None:
    started = perf_counter()
    try:
        await lent.sign_in(f"m{next(_NUMBERS)}@example.com", OTHER_PASSWORD, client=_somewhere())
    except InvalidCredentials:
        watch.answers.append(perf_counter() - started)
    except TooMany:
        watch.refusals.append((perf_counter() - started) * 1000)


async def _ticks(a_second: int, seconds: float) -> AsyncIterator[int]:
    started = perf_counter()
    for number in range(int(a_second * seconds)):
        await asyncio.sleep(max(0, started + number / a_second - perf_counter()))
        yield number


async def _wrong(lent: Accounts, email: str) -> float:
    started = perf_counter()
    assert not await lent.lets_in(email, OTHER_PASSWORD, client=_somewhere())
    return (perf_counter() - started) * 1000


async def _sign_in_often(lent: Accounts) -> None:
    left = iter(range(LOGINS))

    async def client(number: int) -> None:
        for _ in left:
            await lent.sign_in(_email(number), client=_somewhere())

    await asyncio.gather(*map(client, range(AT_ONCE)))


async def _verify_often(kept: str) -> None:
    with ThreadPoolExecutor(cores()) as pool:
        verified = [pool.submit(ARGON2.verify, kept, PASSWORD) for _ in range(LOGINS)]
        await asyncio.gather(*map(asyncio.wrap_future, verified))


async def _rate(work: Callable[[], Awaitable[None]]) -> float:
    started = perf_counter()
    await work()
    return LOGINS / (perf_counter() - started)


async def _worked(work: Callable[[], Awaitable[None]]) -> float:
    started = process_time()
    await work()
    return (process_time() - started) / LOGINS * 1000


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / MIB


def _email(number: int) -> str:
    return f"client{number}@example.com"


def _somewhere() -> Client:
    number = next(_NUMBERS)
    return Client(address=f"{11 + (number >> 16) % 200}.{(number >> 8) & 255}.{number & 255}.1")
