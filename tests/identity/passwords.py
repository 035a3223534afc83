"""Everything that has to do with passwords, wired over memory adapters and a clock that a test moves."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from argon2 import PasswordHasher as Argon2
from attrs import Factory, define, evolve, frozen
from typing_extensions import override

from adapters.argon2.hashing_pool import hashing_pool
from adapters.argon2.password_hasher import Argon2PasswordHasher
from adapters.bundled import password_blocklist
from adapters.memory import auth_works, identity_works
from adapters.memory.mailer import MemoryMailer
from adapters.memory.rate_limiter import MemoryRateLimiter
from adapters.memory.sessions import MemorySessions
from adapters.memory.works import Section
from adapters.system.ids import Uuid7Ids
from adapters.system.randomness import SystemRandomness
from adapters.w3c.tracing import W3cTracing
from composition import direct_user_directory
from composition.direct_user_directory import DirectUserDirectory
from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.errors import InvalidCredentials
from core.identity.model.linking import password_for
from core.identity.model.new_account import NewAccount
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.passwords.ask_password_reset import AskPasswordReset
from core.identity.use_cases.passwords.log_in import LogIn
from core.identity.use_cases.passwords.register import Register
from core.identity.use_cases.passwords.reset_password import ResetPassword
from core.identity.use_cases.passwords.verify_registration import VerifyRegistration
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.known_devices import KnownDevices
from core.identity.use_cases.steps.mailed_links import MailedLinks
from core.identity.use_cases.steps.password_sign_in import PasswordSignIn
from core.identity.use_cases.steps.session_opener import SessionOpener
from core.identity.use_cases.steps.throttle import Throttle
from core.identity.use_cases.steps.token_mint import TokenMint
from core.identity.use_cases.told.forget_user import ForgetUser
from core.identity.use_cases.told.send_ticket_letter import SendTicketLetter
from ports.auth_works import AuthWork
from ports.mailer import Mail
from ports.password_hasher import PasswordHasher
from ports.sessions import Sessions
from ports.works import Works
from tests.clocks import ManualClock
from tests.identity.builders import HOME, KEY
from tests.identity.meanwhile import Happening, MeanwhileDirectory
from tests.identity.plain_signer import PlainSigner

APP_URL = "https://app.example.com"
EMAIL = "mina@example.com"
PASSWORD = "a river under old stones"
OTHER_PASSWORD = "another river, other stones"


@define
class WatchedHasher(PasswordHasher):
    """Counts what it hands on to a real hasher."""

    hasher: PasswordHasher
    calls: list[str] = Factory(list)

    @override
    async def hash(self, password: str) -> str:
        self.calls.append("hash")
        return await self.hasher.hash(password)

    @override
    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.calls.append("verify")
        return await self.hasher.verify(password_hash, password)

    @override
    def is_outdated(self, password_hash: str) -> bool:
        return self.hasher.is_outdated(password_hash)


@frozen(kw_only=True)
class Accounts:
    """The auth and the users service, as far as passwords go."""

    clock: ManualClock
    works: Works[AuthWork]
    mailer: MemoryMailer
    directory: DirectUserDirectory
    sessions: Sessions
    limiter: MemoryRateLimiter
    hasher: WatchedHasher
    session_opener: SessionOpener
    register: Register
    verify_registration: VerifyRegistration
    log_in: LogIn
    ask_password_reset: AskPasswordReset
    reset_password: ResetPassword
    send_ticket_letter: SendTicketLetter

    async def sign_up(self, email: str = EMAIL, password: str = PASSWORD, *, client: Client = HOME) -> SignedIn | None:
        """Register."""
        account = NewAccount(email=email, password=password, name="Mina", locale="ko")
        return await self.register(account=account, client=client)

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **options: Any) -> SignedIn:
        """Log in."""
        return await self.log_in(email=email, password=password, **{"client": HOME, **options})

    async def lets_in(self, email: str = EMAIL, password: str = PASSWORD, **options: Any) -> bool:
        """Tell whether these two go together."""
        try:
            await self.sign_in(email, password, **options)
        except InvalidCredentials:
            return False
        return True

    async def ask_reset(self, email: str = EMAIL, *, client: Client = HOME) -> None:
        """Ask for a new password."""
        await self.ask_password_reset(email=email, locale="en", client=client)

    async def mailed(self) -> Sequence[Mail]:
        """Let the letters be sent, and return those that were not there before."""
        before = len(self.mailer.letters)
        for event in await self.works.feed.claim(limit=100, lease=timedelta(minutes=1)):
            if event.name == "ticket-issued":
                await self.send_ticket_letter(ticket_id=event.data.partition('"ticket_id":"')[2].partition('"')[0])
            await self.works.feed.sent([event.event_id])
        return self.mailer.letters[before:]

    async def token(self) -> str:
        """Return what the link in the newest letter carries."""
        (mail,) = await self.mailed()
        return token_in(mail)

    async def credential(self, email: str = EMAIL) -> Credential | None:
        """Return what is kept for an address."""
        async with self.works.begin() as work:
            return await work.credentials.of_email(email_key(email))

    def during(self, **happening: dict[str, Happening]) -> "Accounts":
        """Return the same with something that happens once `before` or `after` the users service answers."""
        directory = MeanwhileDirectory(directory=self.directory, **happening)
        session_opener = evolve(self.session_opener, directory=directory)
        sign_in = evolve(self.log_in.password_sign_in, session_opener=session_opener)
        return evolve(
            self,
            session_opener=session_opener,
            register=evolve(self.register, directory=directory, password_sign_in=sign_in),
            verify_registration=evolve(self.verify_registration, directory=directory, password_sign_in=sign_in),
            log_in=evolve(self.log_in, password_sign_in=sign_in),
            reset_password=evolve(self.reset_password, directory=directory),
        )

    async def delete(self, email: str = EMAIL) -> None:
        """Delete whose password goes with an address, and let everybody hear of it."""
        user = await self.directory.holder(password_for(email_key(email)))
        assert user is not None
        people = self.directory.sign_in_user.works
        await DeleteAccount(works=people, sessions=self.sessions)(user_id=user.user_id)
        await ForgetUser(works=self.works, sessions=self.sessions)(user_id=user.user_id, message_id=user.user_id)

    def registering(self, how: Literal["open", "verified"]) -> "Accounts":
        """Return the same with another way to register."""
        return evolve(self, register=evolve(self.register, registration=how))


def token_in(mail: Mail) -> str:
    """Return what the link in a letter carries."""
    found = re.search(rf"{re.escape(APP_URL)}/account/(?:verify|reset)#token=(\S+)", mail.text)
    assert found, mail.text
    return found[1]


@asynccontextmanager
async def cheap_hasher(
    *, rounds: int = 1, memory: int = 8, threads: int = 2, waiting: int = 1000
) -> AsyncIterator[PasswordHasher]:
    """Lend the real hasher with parameters that only a test may use."""
    argon2 = Argon2(time_cost=rounds, memory_cost=memory, parallelism=1, hash_len=32, salt_len=16)
    async with hashing_pool(threads=threads, most_waiting=waiting, expected=timedelta()) as pool:
        yield Argon2PasswordHasher(argon2=argon2, nobodys=argon2.hash("nobody's"), pool=pool)


@asynccontextmanager
async def accounts(hasher: PasswordHasher | None = None, **replaced: Any) -> AsyncIterator[Accounts]:
    """Lend accounts that nobody has yet."""
    clock = ManualClock()
    ids = Uuid7Ids(clock)
    section = Section(clock=clock, ids=ids, tracing=W3cTracing())
    async with AsyncExitStack() as stack:
        lend = stack.enter_async_context
        works = await lend(auth_works.open_adapter(section))
        users = await lend(identity_works.open_adapter(section))
        told = direct_user_directory.Section(works=users, clock=clock, ids=ids)
        directory = await lend(direct_user_directory.open_adapter(told))
        assert isinstance(directory, DirectUserDirectory)
        blocklist = await lend(password_blocklist.open_adapter(password_blocklist.Section()))
        watched = WatchedHasher(hasher=await stack.enter_async_context(cheap_hasher()) if hasher is None else hasher)
        sessions, limiter = MemorySessions(clock=clock), MemoryRateLimiter(clock=clock)
        randomness, mailer = SystemRandomness(), MemoryMailer()
        signer = replaced.get("signer", PlainSigner())
        mint = TokenMint(signer=signer, clock=clock, ids=ids, installation_key=KEY)
        session_opener = SessionOpener(
            sessions=sessions, directory=directory, mint=mint, ids=ids, randomness=randomness
        )
        devices = KnownDevices(randomness=randomness, installation_key=KEY)
        password_sign_in = PasswordSignIn(session_opener=session_opener, works=works, hasher=watched, devices=devices)
        throttle = replaced.get("throttle", Throttle(limiter=limiter, local=MemoryRateLimiter(clock=clock)))
        attempts = Attempts(throttle=throttle, installation_key=KEY)
        links = MailedLinks(works=works, attempts=attempts, clock=clock, ids=ids, installation_key=KEY)
        of_passwords = partial(dict[str, Any], works=works, hasher=watched)
        of_addresses = partial(of_passwords, links=links, directory=directory)
        yield Accounts(
            clock=clock,
            works=works,
            mailer=mailer,
            directory=directory,
            sessions=sessions,
            limiter=limiter,
            hasher=watched,
            session_opener=session_opener,
            register=Register(
                registration="verified",
                **of_addresses(attempts=attempts, blocklist=blocklist, password_sign_in=password_sign_in),
            ),
            verify_registration=VerifyRegistration(
                **of_addresses(sessions=sessions, password_sign_in=password_sign_in)
            ),
            log_in=LogIn(
                **of_passwords(
                    attempts=attempts,
                    password_sign_in=password_sign_in,
                    devices=devices,
                )
            ),
            ask_password_reset=AskPasswordReset(attempts=attempts, links=links),
            reset_password=ResetPassword(
                **of_addresses(
                    attempts=attempts,
                    blocklist=blocklist,
                    sessions=sessions,
                    history=History(clock=clock, ids=ids),
                )
            ),
            send_ticket_letter=SendTicketLetter(
                works=works, mailer=mailer, clock=clock, app_url=APP_URL, installation_key=KEY
            ),
        )
