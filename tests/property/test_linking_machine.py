"""Accounts beside naive ones, while honest people and one who is not sign in in every way there is.

Everybody has accounts of their own with two providers and may register with a password for any address. Alice and Bob
each read the mail of one address; Mallory reads nobody's, and claims what she likes.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, TypeVar

from attrs import Factory, define
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from typing_extensions import override

from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.errors import LastIdentity
from core.identity.model.events import EmailClaimLost, UserDeleted
from core.identity.model.proof import Proof
from core.identity.model.user import PASSWORD, Identity, User
from ports.identity_works import IdentityTaken, IdentityWork
from ports.user_directory import UserDirectory
from ports.works import Works

T = TypeVar("T")
Key = tuple[str, str]  # provider and subject; of a password, the address

READERS = {"alice": "alice@gmail.com", "bob": "bob@gmail.com"}
PEOPLE = st.sampled_from(["alice", "bob", "mallory"])
PROVIDERS = st.sampled_from(["https://one.example", "https://two.example"])
ADDRESSES = st.sampled_from(list(READERS.values()))
VERIFIED, SETTLES = {"email_verified": True}, {"email_settles": True}


@define
class Account:
    """What a naive users service knows of somebody."""

    email: str | None
    verified: bool
    keys: set[Key]


@define
class Naive:
    """A list of accounts that is searched from one end to the other for everything."""

    accounts: list[Account] = Factory(list)
    lost: list[Account] = Factory(list)
    deleted: list[Account] = Factory(list)

    def of(self, key: Key) -> Account | None:
        return next((account for account in self.accounts if key in account.keys), None)

    def verified(self, email: str) -> Account | None:
        return next((one for one in self.accounts if one.email == email and one.verified), None)

    def new(self, key: Key, email: str | None, *, verified: bool = False) -> Account:
        self.accounts.append(Account(email, verified, {key}))
        return self.accounts[-1]

    def tell(self, key: Key, email: str | None) -> Account:
        """Sign in with an address that nobody vouches for."""
        free = email if email and not self.verified(email) else None
        return self.of(key) or self.new(key, free)

    def settle(self, key: Key, email: str) -> Account:
        """Sign in with a provider that says whose the address is."""
        if known := self.of(key):
            return known
        if holder := self.verified(email):
            holder.keys.add(key)
            return holder
        self.expel([account for account in self.accounts if account.email == email], email)
        return self.new(key, email, verified=True)

    def mail(self, email: str) -> Account:
        """Sign in with a link that came by mail."""
        password = (PASSWORD, email)
        owner = self.verified(email)
        claiming = self.of(password)
        if owner is None and claiming is not None and claiming.email == email:
            owner = claiming
        others = [one for one in self.accounts if one is not owner and (one.email == email or password in one.keys)]
        self.expel(others, email)
        if owner is None:
            return self.new(password, email, verified=True)
        owner.keys = owner.keys | {password} if owner.verified else {password}
        owner.verified = True
        return owner

    def expel(self, losers: list[Account], email: str) -> None:
        for account in losers:
            account.keys.discard((PASSWORD, email))
            account.email = None if account.email == email else account.email
            (self.lost if account.keys else self.deleted).append(account)
        self.accounts = [account for account in self.accounts if account.keys]


class LinkingMachine(RuleBasedStateMachine):
    """Every answer leads to the account to which the naive one leads, and nobody gets into anybody else's."""

    machines = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).machines += 1
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        opener = Opener(Settings.read(self.environment()), self.stack)
        self.directory: UserDirectory = self.run(opener.open("user_directory"))
        self.works: Works[IdentityWork] = self.run(opener.open("identity_works"))
        self.naive = Naive()
        self.users: list[tuple[Account, str]] = []
        self.passwords: dict[str, str] = {}
        self.whose: dict[Key, str] = {}

    def environment(self) -> dict[str, str]:
        return {"ODDIYA_PROFILE": "memory"}

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(asked)

    def key(self, person: str, provider: str) -> Key:
        self.whose[provider, person] = person
        return provider, person

    @rule(person=PEOPLE, provider=PROVIDERS, email=st.none() | ADDRESSES, half=st.sampled_from([{}, VERIFIED, SETTLES]))
    def sign_in_with_an_address_that_nobody_settles(
        self, person: str, provider: str, email: str | None, half: dict[str, bool]
    ) -> None:
        key = self.key(person, provider)
        self.leads(self.sign_in(key, email, **half), self.naive.tell(key, email))

    @rule(person=st.sampled_from(list(READERS)), provider=PROVIDERS)
    def sign_in_with_ones_own_settled_address(self, person: str, provider: str) -> None:
        key, email = self.key(person, provider), READERS[person]
        self.leads(self.sign_in(key, email, **VERIFIED, **SETTLES), self.naive.settle(key, email))

    @rule(person=PEOPLE, email=ADDRESSES)
    def sign_in_with_a_password_for_any_address(self, person: str, email: str) -> None:
        key = (PASSWORD, email)
        if self.naive.of(key) is None:
            self.whose[key] = person
        if self.whose[key] == person:
            self.leads(self.sign_in(key, email), self.naive.tell(key, email))

    @rule(person=st.sampled_from(list(READERS)))
    def choose_a_password_by_mail(self, person: str) -> None:
        email = READERS[person]
        self.whose[PASSWORD, email] = person
        self.leads(self.sign_in((PASSWORD, email), email, **VERIFIED, **SETTLES), self.naive.mail(email))

    @precondition(lambda self: self.naive.accounts)
    @rule(number=st.integers(0, 20), provider=PROVIDERS)
    def link_another_identity_of_ones_own(self, number: int, provider: str) -> None:
        account = self.naive.accounts[number % len(self.naive.accounts)]
        key = self.key(self.opened_by(account), provider)
        taken = self.naive.of(key) not in (None, account)
        try:
            self.run(self.directory.link(self.user_id(account), self.identity(key)))
        except IdentityTaken:
            assert taken
        else:
            assert not taken
            account.keys.add(key)

    @precondition(lambda self: self.naive.accounts)
    @rule(number=st.integers(0, 20), which=st.integers(0, 5))
    def unlink_an_identity(self, number: int, which: int) -> None:
        account = self.naive.accounts[number % len(self.naive.accounts)]
        key = sorted(account.keys)[which % len(account.keys)]
        try:
            self.run(self.directory.unlink(self.user_id(account), self.identity(key)))
        except LastIdentity:
            assert account.keys == {key}
        else:
            account.keys.discard(key)
            assert account.keys

    @precondition(lambda self: self.naive.accounts)
    @rule(number=st.integers(0, 20))
    def delete_an_account(self, number: int) -> None:
        account = self.naive.accounts.pop(number % len(self.naive.accounts))
        self.run(self.remove(account))

    async def remove(self, account: Account) -> None:
        async with self.works.begin() as work:
            await work.users.remove(self.user_id(account))

    @invariant()
    def nobody_shares_an_account(self) -> None:
        for account in self.naive.accounts:
            opened_by = self.opened_by(account)
            assert not account.verified or READERS[opened_by] == account.email

    @invariant()
    def everything_is_as_the_naive_one_has_it(self) -> None:
        self.run(self.compare())

    async def compare(self) -> None:
        async with self.works.begin() as work:
            for account in self.naive.accounts:
                user = await work.users.get(self.user_id(account))
                assert user is not None
                assert (user.email, user.email_verified) == (self.address(account.email), account.verified)
                assert set(await work.identities.of(user.user_id)) == {self.identity(key) for key in account.keys}
            for account in self.naive.deleted:
                assert await work.users.get(self.user_id(account)) is None

    @invariant()
    def whoever_lost_something_is_told_of(self) -> None:
        events = self.run(self.works.feed.claim(limit=100, lease=timedelta(hours=1)))
        for name, losers in ((EmailClaimLost.name, self.naive.lost), (UserDeleted.name, self.naive.deleted)):
            told = sorted(event.group for event in events if event.name == name)
            assert told == sorted(self.user_id(account) for account in losers)
            losers.clear()

    def sign_in(
        self, key: Key, email: str | None, *, email_verified: bool = False, email_settles: bool = False
    ) -> User:
        proof = Proof(
            identity=self.identity(key),
            email=self.address(email),
            email_verified=email_verified,
            email_settles=email_settles,
        )
        return self.run(self.directory.sign_in(proof))

    def leads(self, user: User, account: Account) -> None:
        if not any(known is account for known, _ in self.users):
            assert all(user.user_id != user_id for _, user_id in self.users), "somebody else's account"
            self.users.append((account, user.user_id))
        assert user.user_id == self.user_id(account)

    def user_id(self, account: Account) -> Any:
        return next(user_id for known, user_id in self.users if known is account)

    def opened_by(self, account: Account) -> str:
        (person,) = {self.whose[key] for key in account.keys}
        return person

    def identity(self, key: Key) -> Identity:
        provider, subject = key
        return Identity(provider=provider, provider_id=self.address(subject) or subject)

    def address(self, text: str | None) -> str | None:
        """Return the text for this machine alone: several may share a store."""
        return text and f"{type(self).machines}-{text}"

    @override
    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()


def postgres_machine(environment: dict[str, str]) -> type[LinkingMachine]:
    """Return a machine over PostgreSQL."""

    class PostgresMachine(LinkingMachine):
        @override
        def environment(self) -> dict[str, str]:
            return {**super().environment(), "ODDIYA_IDENTITY_WORKS": "postgres", **environment}

    return PostgresMachine


def test_nobody_gets_into_somebody_elses_account_in_memory() -> None:
    run_state_machine_as_test(LinkingMachine, settings=settings(max_examples=200, stateful_step_count=30))


def test_nobody_gets_into_somebody_elses_account_in_postgres(postgres_environment: dict[str, str]) -> None:
    machine = postgres_machine(postgres_environment)
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=25, deadline=None))
