"""Who may pass: counted by address before anything else, whether there is a token or none."""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_bytes

import pytest
from attrs import frozen

from adapters.jose.access_claims import ClaimRules
from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.memory.revoked_sessions import MemoryRevokedSessions
from adapters.memory.sessions import MemorySessions
from adapters.prometheus.meter import PrometheusMeter
from core.errors import OddiyaError, Unauthenticated
from core.identity.model.errors import InvalidAccessToken
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import IDLE, LIFETIME, Client, SessionId
from core.identity.model.user import UserId
from entrypoints.gateway.passing.admission import Admission
from entrypoints.gateway.passing.allowance import LimitReached
from entrypoints.gateway.passing.limits import Limits
from entrypoints.gateway.table.row import LimitClass, Row
from entrypoints.http.refusals import BadHeader
from ports.sessions import Pace
from tests.clocks import ManualClock
from tests.gateway.passing.limiting import WatchedLimiter, an_allowance
from tests.tokens.forging import AUDIENCE, ISSUER, NOW, SECONDS, SESSION, USER, header, payload, rs256, token

KEY = TokenKey.made()
GOOD = token(header(KEY), payload(), rs256(KEY))
EXPIRED = token(header(KEY), payload(exp=SECONDS - 60), rs256(KEY))
NETWORK = "192.0.2.1"
BY_ADDRESS, BY_USER = f"gateway:address:{NETWORK}", f"gateway:user:{USER}"
MOST = 3
PRIVATE = Row(prefix="/private", service="users")


@frozen
class Gate:
    """An admission, the limiter behind it, and the sessions that can end."""

    admission: Admission
    limiter: WatchedLimiter
    sessions: MemorySessions

    async def admit(self, credentials: str = "", *, row: Row = PRIVATE, method: str = "GET") -> list[tuple[str, ...]]:
        """Let one request pass, and return what was asked of the limiter for it, call by call."""
        self.limiter.asked.clear()
        passed = await self.admission.admit(row, fields(credentials), network=NETWORK, method=method)
        assert (passed.claims is None) == (row.access == "public")
        return list(self.limiter.asked)

    async def end_session(self) -> None:
        """End the session of the good token."""
        family = RefreshToken.first(SessionId(SESSION), token_bytes(32))
        pace = Pace(idle=IDLE, lifetime=LIFETIME)
        await self.sessions.start(user_id=UserId(USER), token=family, client=Client(), pace=pace)
        assert await self.sessions.end(SessionId(SESSION), user_id=UserId(USER))


def fields(credentials: str) -> Mapping[bytes, bytes]:
    return {b"authorization": credentials.encode()} if credentials else {}


@pytest.fixture
def gate() -> Gate:
    clock = ManualClock(NOW)
    limiter, sessions = WatchedLimiter(clock), MemorySessions(clock=clock)
    names = ("user", "preflight", "sign-in", "login", "refresh", "register", "plan")
    admission = Admission(
        limits=Limits(shared=limiter, local=WatchedLimiter(clock), meter=PrometheusMeter()),
        allowances={"address": an_allowance("address", MOST)} | {name: an_allowance(name, 100) for name in names},
        verifier=JoseTokenVerifier(
            keys=MemoryKeyRing(key=KEY, clock=clock), rules=ClaimRules(issuer=ISSUER, audience=AUDIENCE), clock=clock
        ),
        revoked_sessions=MemoryRevokedSessions(sessions),
    )
    return Gate(admission, limiter, sessions)


async def test_an_unknown_token_is_counted_by_address_first_and_by_user_once_it_is_verified(gate: Gate) -> None:
    assert await gate.admit(f"Bearer {GOOD}") == [(BY_ADDRESS,), (BY_USER,)]


async def test_a_remembered_token_is_counted_by_address_and_user_in_one_go(gate: Gate) -> None:
    await gate.admit(f"Bearer {GOOD}")
    assert await gate.admit(f"Bearer {GOOD}") == [(BY_ADDRESS, BY_USER)]


async def test_who_passes_is_told_what_is_left_to_the_user(gate: Gate) -> None:
    for expected in (b'"user";r=99;', b'"user";r=98;'):
        passed = await gate.admission.admit(PRIVATE, fields(f"Bearer {GOOD}"), network=NETWORK, method="GET")
        assert expected in passed.left
        assert passed.claims is not None
        assert (passed.claims.user_id, passed.claims.session_id) == (USER, SESSION)


IN_VAIN: dict[str, tuple[str, type[OddiyaError]]] = {
    "no token": ("", Unauthenticated),
    "another scheme": ("Basic bWluYTpodW50ZXIy", Unauthenticated),
    "no form of a token": ("Bearer a b", InvalidAccessToken),
    "two tokens": (f"Bearer {GOOD}, Bearer {GOOD}", BadHeader),
    "a forged token": (f"Bearer {GOOD[:-8]}AAAAAAAA", InvalidAccessToken),
    "an expired token": (f"Bearer {EXPIRED}", InvalidAccessToken),
}


@pytest.mark.parametrize(("credentials", "error"), IN_VAIN.values(), ids=IN_VAIN)
async def test_who_asks_in_vain_takes_from_its_address_until_nothing_is_left(
    gate: Gate, credentials: str, error: type[OddiyaError]
) -> None:
    for _ in range(MOST):
        with pytest.raises(error) as refused:
            await gate.admit(credentials)
        assert type(refused.value) is error
        assert gate.limiter.asked == [(BY_ADDRESS,)]
    with pytest.raises(LimitReached) as reached:
        await gate.admit(credentials)
    assert b'RateLimit: "address";r=0;' in reached.value.fields


@pytest.mark.parametrize("is_remembered", [True, False], ids=["remembered", "unknown"])
async def test_jw_20_a_token_of_an_ended_session_takes_from_its_address_and_not_from_its_user(
    gate: Gate, *, is_remembered: bool
) -> None:
    if is_remembered:
        await gate.admit(f"Bearer {GOOD}")
    await gate.end_session()
    for _ in range(MOST - is_remembered):
        with pytest.raises(InvalidAccessToken):
            await gate.admit(f"Bearer {GOOD}")
        assert gate.limiter.asked == [(BY_ADDRESS,)]
    with pytest.raises(LimitReached):
        await gate.admit(f"Bearer {GOOD}")


async def test_an_address_with_nothing_left_has_no_token_verified(gate: Gate) -> None:
    for _ in range(MOST):
        await gate.admission.count(NETWORK)
    with pytest.raises(LimitReached):
        await gate.admit(f"Bearer {GOOD}")
    assert gate.admission.verifier.recall(GOOD) is None


async def test_a_request_that_leads_nowhere_is_counted_by_address(gate: Gate) -> None:
    assert b'RateLimit: "address";r=2;' in await gate.admission.count(NETWORK)
    for _ in range(MOST - 1):
        await gate.admission.count(NETWORK)
    with pytest.raises(LimitReached):
        await gate.admission.count(NETWORK)
    assert set(gate.limiter.asked) == {(BY_ADDRESS,)}


async def test_a_preflight_takes_from_an_allowance_of_its_own(gate: Gate) -> None:
    assert b'RateLimit: "preflight";r=99;' in await gate.admission.take("preflight", NETWORK)
    assert gate.limiter.asked == [(f"gateway:preflight:{NETWORK}",)]


@pytest.mark.parametrize(
    ("limit", "keys"),
    [
        ("open", [(BY_ADDRESS,)]),
        ("data", [(BY_ADDRESS,)]),
        ("login", [(BY_ADDRESS, f"gateway:login:{NETWORK}")]),
        ("register", [(BY_ADDRESS, f"gateway:register:{NETWORK}")]),
        ("none", []),
    ],
)
async def test_a_public_row_is_counted_by_address_and_by_its_own_allowance_whatever_token_comes_along(
    gate: Gate, limit: LimitClass, keys: list[tuple[str, ...]]
) -> None:
    row = Row(prefix="/public", service="auth", access="public", limit=limit)
    for credentials in ("", f"Bearer {GOOD}", f"Bearer {EXPIRED}"):
        assert await gate.admit(credentials, row=row) == keys


async def test_a_user_row_may_have_an_allowance_of_its_own(gate: Gate) -> None:
    row = Row(prefix="/own", service="users", limit="register")
    assert await gate.admit(f"Bearer {GOOD}", row=row) == [(BY_ADDRESS,), (BY_USER, f"gateway:register:{USER}")]


async def test_what_a_post_makes_may_have_an_allowance_beside_that_of_reading(gate: Gate) -> None:
    row = Row(prefix="/made", service="plans", post_limit="plan")
    await gate.admit(f"Bearer {GOOD}", row=row)

    assert await gate.admit(f"Bearer {GOOD}", row=row) == [(BY_ADDRESS, BY_USER)]
    assert await gate.admit(f"Bearer {GOOD}", row=row, method="POST") == [(BY_ADDRESS, BY_USER, f"gateway:plan:{USER}")]


async def test_what_has_one_allowance_is_taken_from_it_once_by_a_post_as_well(gate: Gate) -> None:
    row = Row(prefix="/own", service="plans", limit="plan")
    await gate.admit(f"Bearer {GOOD}", row=row)

    assert await gate.admit(f"Bearer {GOOD}", row=row, method="POST") == [(BY_ADDRESS, BY_USER, f"gateway:plan:{USER}")]


async def test_an_expired_token_that_was_remembered_is_counted_like_an_unknown_one(gate: Gate) -> None:
    await gate.admit(f"Bearer {GOOD}")
    gate.limiter.clock.move(timedelta(hours=2))
    with pytest.raises(InvalidAccessToken):
        await gate.admit(f"Bearer {GOOD}")
    assert gate.limiter.asked == [(BY_ADDRESS,)]
