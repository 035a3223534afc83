"""Families of refresh tokens, an honest client and a thief, beside a model that knows who has done what.

The honest client refreshes with the newest token it was given, and repeats at once when it gets no answer. The thief
copies what the client has and uses it whenever they like. "Late" is a use after the window since the last rotation.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import ClassVar

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from typing_extensions import override

from adapters.system.clock import SystemClock
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable
from core.identity.model.errors import InvalidGrant
from core.identity.model.session import SessionId, TokenPair
from core.identity.model.user import UserId
from ports.sessions import RevokedSessions
from tests.builders import an_id
from tests.identity.sessions import Refreshing, refreshing
from tests.waiting import until

AT_MOST = 3  # families at once: more would only come to less


@define(eq=False)
class Family:
    """What is known of one family: the tokens that it should have given out, oldest first, and who holds which."""

    user_id: UserId
    session_id: SessionId
    tokens: list[str]
    held: int = 0  # by the honest client
    unanswered: bool = False  # its last refresh, which it will repeat at once
    stolen: set[int] = field(factory=set)
    robbed: bool = False  # the thief has refreshed, so that the client's next late use must show it
    alive: bool = True
    found: bool = False  # a theft, at once or once it can be told

    @property
    def newest(self) -> int:
        return len(self.tokens) - 1

    def would_pass(self, generation: int, *, late: bool) -> bool:
        return self.alive and (generation == self.newest or (generation == self.newest - 1 and not late))


class RefreshFamiliesMachine(RuleBasedStateMachine):
    """Clients and thieves use one store; what they are answered is what the model says."""

    families: Bundle[Family] = Bundle("families")
    environment: ClassVar[dict[str, str]] = {}
    can_die: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.known: list[Family] = []
        self.has_done_something = False  # since it was started: killing an idle server twice shows nothing new
        self.runner.run(self._open())

    @precondition(lambda self: len(self.known) < AT_MOST)
    @rule(target=families)
    def sign_in(self) -> Family:
        user_id = UserId(an_id())
        pair = self.runner.run(self.auth.sign_in(user_id))
        family = Family(user_id, session_of(pair), [pair.refresh_token])
        self.known.append(family)
        self.has_done_something = True
        return family

    @rule(family=families, late=st.booleans())
    def refresh(self, family: Family, *, late: bool) -> None:
        self._refresh_honestly(family, late=late, answered=True)

    @rule(family=families, late=st.booleans())
    def lose_the_answer(self, family: Family, *, late: bool) -> None:
        self._refresh_honestly(family, late=late, answered=False)

    @rule(family=families)
    def steal(self, family: Family) -> None:
        family.stolen.add(family.held)

    @rule(family=families, late=st.booleans(), pick=st.integers(0, 9))
    def use_what_was_stolen(self, family: Family, *, late: bool, pick: int) -> None:
        if family.stolen:
            generation = sorted(family.stolen)[pick % len(family.stolen)]
            rotates = family.alive and generation == family.newest
            if self._present(family, generation, late=late):
                family.stolen.add(generation + 1)
                family.robbed |= rotates

    @rule(family=families, late=st.booleans(), pick=st.integers(0, 9))
    def replay(self, family: Family, *, late: bool, pick: int) -> None:
        """Somebody shows a token that the client no longer has, and does not look at the answer."""
        if family.held:
            self._present(family, pick % family.held, late=late)

    @rule(family=families, late=st.booleans(), pick=st.integers(0, 9))
    def replay_while_nobody_can_be_told(self, family: Family, *, late: bool, pick: int) -> None:
        if family.held:
            self._present(family, pick % family.held, late=late, works_away=True)

    @rule(family=families, pick=st.integers(0, 9))
    def sign_out(self, family: Family, pick: int) -> None:
        token = family.tokens[pick % len(family.tokens)]
        self.runner.run(self.auth.end_session_of_token(refresh_token=token))
        self.has_done_something = True
        family.alive = False

    @rule(family=families)
    def sign_out_there(self, family: Family) -> None:
        self.runner.run(self.auth.end_sessions(user_id=family.user_id))
        self.has_done_something = True
        family.alive = False

    @precondition(lambda self: self.can_die and self.has_done_something)
    @rule()
    def kill_the_server(self) -> None:
        self._start_anew()

    @rule(family=families, late=st.booleans())
    def kill_the_server_before_it_answers(self, family: Family, *, late: bool) -> None:
        self._refresh_honestly(family, late=late, answered=False)
        if self.can_die:
            self._start_anew()

    @invariant()
    def who_is_signed_in_is_who_should_be(self) -> None:
        for family in self.known:
            listed = self.runner.run(self.auth.list_sessions(user_id=family.user_id))
            assert [session.session_id for session in listed] == [family.session_id] * family.alive

    @override
    def teardown(self) -> None:
        try:
            self.runner.run(self._no_token_outlives_its_family())
            self.runner.run(self._every_theft_was_told_once())
            self.runner.run(self.stack.aclose())
        finally:
            self.runner.close()

    def _refresh_honestly(self, family: Family, *, late: bool, answered: bool) -> None:
        late = late and not family.unanswered
        theft_must_show = family.alive and family.robbed and late and family.held < family.newest
        was_alive = family.alive
        passed = self._present(family, family.held, late=late)
        assert not (theft_must_show and passed), "a theft was not found at the next honest use after the window"
        assert passed or not was_alive or family.robbed, "an honest client was signed out"
        if passed:
            family.held += answered
            family.unanswered = not answered

    def _present(self, family: Family, generation: int, *, late: bool, works_away: bool = False) -> bool:
        """Show a token; the answer is the family's next token, or a refusal, as the model says."""
        expected = family.would_pass(generation, late=late)
        self.has_done_something = True
        auth = self.auth.without_works() if works_away else self.auth
        try:
            pair = self.runner.run(auth.refresh(family.tokens[generation], late=late))
        except (InvalidGrant, Unavailable) as refusal:
            untold = isinstance(refusal, Unavailable)
            assert not expected
            family.found |= family.alive
            family.alive = False
            assert untold == (works_away and family.found), "a theft was kept quiet"
            return False
        assert expected
        assert session_of(pair) == family.session_id
        if generation == family.newest:
            family.tokens.append(pair.refresh_token)
        assert pair.refresh_token == family.tokens[generation + 1], "a token has two successors"
        return True

    def _start_anew(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.run(self._open())
        self.has_done_something = False

    async def _open(self) -> None:
        self.stack = AsyncExitStack()
        opener = Opener(Settings.read(self.environment), self.stack)
        sessions, works = await opener.open("sessions"), await opener.open("auth_works")
        self.revoked: RevokedSessions = await opener.open("revoked_sessions")
        self.auth: Refreshing = refreshing(clock=SystemClock(), sessions=sessions, works=works)

    async def _no_token_outlives_its_family(self) -> None:
        dead = [family for family in self.known if not family.alive]
        for family in dead:
            for token in family.tokens:
                assert await self.auth.refused(token)

        async def all_known() -> bool:
            return all(self.revoked.has(family.session_id) for family in dead)

        await until(all_known)
        assert not any(self.revoked.has(family.session_id) for family in self.known if family.alive)

    async def _every_theft_was_told_once(self) -> None:
        for family in self.known:
            kinds = [event.kind for event in await self.auth.history(family.user_id)]
            assert kinds.count("refresh-token-reused") == family.found


def session_of(pair: TokenPair) -> SessionId:
    _, session_id, _ = pair.access_token.split()
    return SessionId(session_id)


class MemoryMachine(RefreshFamiliesMachine):
    """Families in a process that must not be killed, or nothing is left of them."""

    environment: ClassVar = {"ODDIYA_PROFILE": "memory"}


def lasting(environment: dict[str, str]) -> type[RefreshFamiliesMachine]:
    """Return a machine over a store that outlives the process."""

    class LastingMachine(RefreshFamiliesMachine):
        can_die = True

    LastingMachine.environment = environment
    return LastingMachine


FEW = settings(max_examples=30, stateful_step_count=30, deadline=None)


def test_families_in_memory() -> None:
    run_state_machine_as_test(MemoryMachine, settings=settings(max_examples=200, stateful_step_count=50))


def test_families_in_postgres(postgres_environment: dict[str, str]) -> None:
    run_state_machine_as_test(lasting(postgres_environment), settings=FEW)


def test_families_in_redis(redis_environment: dict[str, str], postgres_environment: dict[str, str]) -> None:
    chosen = {"ODDIYA_SESSIONS": "redis", "ODDIYA_REVOKED_SESSIONS": "redis"}
    run_state_machine_as_test(lasting({**postgres_environment, **redis_environment, **chosen}), settings=FEW)
