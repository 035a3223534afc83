"""Tokens that were verified once: remembered no longer than they are good, and never more of them than agreed."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import define, field
from typing_extensions import override

from adapters.jose.public_keys import PublicKeys
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.jose.verified_tokens import VerifiedTokens
from core.identity.model.errors import InvalidAccessToken
from tests.clocks import ManualClock
from tests.tokens.forging import NOW, SECONDS, header, payload, rs256, token
from tests.tokens.reading import RULES

KEY, OTHER = TokenKey.made(), TokenKey.made()
SECOND, LEEWAY, SKEW = timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=60)


@define
class CountedKey:
    """python-jose's key, and how often it was asked."""

    key: TokenKey
    verified: int = 0

    def verify(self, signed: bytes, signature: bytes) -> bool:
        self.verified += 1
        good: bool = self.key.public.verify(signed, signature)
        return good


@define
class Keys(PublicKeys):
    """Keys that a test gives and takes away."""

    by_kid: dict[str, CountedKey] = field(factory=dict)

    @override
    def public(self, kid: str) -> Any:
        return self.by_kid.get(kid)

    @override
    async def sought(self, kid: str) -> Any:
        return None


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def keys() -> Keys:
    return Keys({KEY.kid: CountedKey(KEY), OTHER.kid: CountedKey(OTHER)})


@pytest.fixture
def verifier(keys: Keys, clock: ManualClock) -> JoseTokenVerifier:
    return JoseTokenVerifier(keys=keys, rules=RULES, clock=clock, verified=VerifiedTokens(most=3))


def a_token(signer: TokenKey = KEY, /, **changed: Any) -> str:
    return token(header(signer), payload(**changed), rs256(signer))


async def test_a_signature_is_looked_at_once(verifier: JoseTokenVerifier, keys: Keys) -> None:
    text = a_token()
    assert verifier.recall(text) is None
    first = await verifier.verify(text)
    assert [await verifier.verify(text) for _ in range(5)] == [first] * 5
    assert verifier.recall(text) is first
    assert keys.by_kid[KEY.kid].verified == 1


async def test_what_was_refused_is_not_remembered(verifier: JoseTokenVerifier, keys: Keys) -> None:
    text = a_token(exp=SECONDS - 60)
    for _ in range(3):
        with pytest.raises(InvalidAccessToken):
            await verifier.verify(text)
    assert len(verifier.verified) == 0
    assert keys.by_kid[KEY.kid].verified == 3


async def test_a_token_is_remembered_until_it_is_over_and_not_a_moment_longer(
    verifier: JoseTokenVerifier, clock: ManualClock
) -> None:
    text = a_token(exp=SECONDS + 10)
    await verifier.verify(text)
    clock.move(10 * SECOND + LEEWAY - timedelta(microseconds=1))
    assert verifier.recall(text) is not None
    clock.move(timedelta(microseconds=1))
    assert verifier.recall(text) is None
    with pytest.raises(InvalidAccessToken):
        await verifier.verify(text)


@pytest.mark.parametrize("name", ["iat", "nbf"])
async def test_a_clock_that_is_set_back_makes_a_remembered_token_one_of_the_future(
    verifier: JoseTokenVerifier, clock: ManualClock, name: str
) -> None:
    text = a_token(**{name: SECONDS + 60})
    await verifier.verify(text)
    clock.move(-SECOND)
    assert verifier.recall(text) is None
    with pytest.raises(InvalidAccessToken):
        await verifier.verify(text)
    clock.move(SECOND)
    assert verifier.recall(text) is not None


async def test_a_key_that_is_withdrawn_takes_its_tokens_with_it_and_no_others(
    verifier: JoseTokenVerifier, keys: Keys
) -> None:
    gone, other = a_token(), a_token(OTHER)
    await verifier.verify(gone)
    await verifier.verify(other)
    del keys.by_kid[KEY.kid]
    assert verifier.recall(gone) is None
    with pytest.raises(InvalidAccessToken):
        await verifier.verify(gone)
    assert verifier.recall(other) is not None
    assert keys.by_kid[OTHER.kid].verified == 1


async def test_another_key_with_the_same_kid_does_not_vouch_for_what_the_first_one_signed(
    verifier: JoseTokenVerifier, keys: Keys
) -> None:
    text = a_token()
    await verifier.verify(text)
    keys.by_kid[KEY.kid] = CountedKey(OTHER)
    assert verifier.recall(text) is None
    with pytest.raises(InvalidAccessToken):
        await verifier.verify(text)


async def test_the_oldest_makes_room_when_there_are_too_many(verifier: JoseTokenVerifier) -> None:
    texts = [a_token(jti=f"019ae8a8-0000-7000-8000-{number:012}") for number in range(5)]
    for text in texts:
        await verifier.verify(text)
    assert [verifier.recall(text) is not None for text in texts] == [False, False, True, True, True]
    assert len(verifier.verified) == 3


async def test_jw_15_no_other_spelling_is_taken_for_a_remembered_token(verifier: JoseTokenVerifier) -> None:
    text = a_token()
    await verifier.verify(text)
    for other in (text + "=", f" {text}", text.upper(), text[:-1], f"{text}\ud800", text.replace(".", "..", 1)):
        assert verifier.recall(other) is None


async def test_jw_12_a_text_that_is_too_long_is_not_even_hashed(verifier: JoseTokenVerifier) -> None:
    assert verifier.recall("a" * 50_000_000) is None
