"""Access tokens, read by a process that has no key ring: with the keys that the auth service publishes."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from attrs import frozen

from adapters.jose.followed_keys import FollowedKeys
from adapters.jose.jwks_endpoint import endpoint_at
from adapters.jose.kept_copy import KeptCopy
from adapters.jose.key_renewal import PACE, Fetch, KeyRenewal, Pace
from adapters.jose.key_search import WHAT, KeySearch
from adapters.jose.newest_keys import NewestKeys
from adapters.jose.shared_copy import CopySection, SharedCopy
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.jose.turns import Turns
from adapters.section import need, setting
from adapters.wire.public_url import PublicUrl
from core.errors import Unavailable
from ports.clock import Clock


@frozen(kw_only=True)
class JwksTokenVerifier(JoseTokenVerifier):
    """Reads tokens with keys that it follows; before it knows any, `Unavailable` is what it says of every token."""

    keys: FollowedKeys


@frozen(kw_only=True)
class Section(CopySection):
    """Where the keys are published, and where the last good copy is kept."""

    clock: Clock = need("clock")
    auth_url: PublicUrl = setting("ODDIYA_AUTH_URL", "the URL of the auth service, such as http://auth:8080")
    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[JwksTokenVerifier]:
    """Open the verifier, whether or not the auth service can be reached yet."""
    async with endpoint_at(section.auth_url) as endpoint:
        keys = followed(endpoint.read, section)
        async with keys.following():
            yield JwksTokenVerifier(keys=keys, rules=section.rules, clock=section.clock)


def followed(
    fetch: Fetch, section: Section, *, pace: Pace = PACE, seconds: Callable[[], float] = monotonic
) -> FollowedKeys:
    """Put together what follows the keys that can be fetched."""
    shared = SharedCopy(section.cache, section.form)
    newest = NewestKeys(clock=section.clock, seconds=seconds)
    turns = Turns(shared, seconds=seconds)
    renewal = KeyRenewal(newest, fetch, shared=shared, turns=turns, clock=section.clock, pace=pace)
    return FollowedKeys(
        newest,
        renewal=renewal,
        search=KeySearch(newest, renewal.look_for, seconds=seconds),
        kept=KeptCopy(section.home / "keys", section.form, seconds=seconds),
    )


async def check(verifier: JwksTokenVerifier) -> None:
    """Raise `Unavailable` as long as no key is known: no token could be let pass."""
    if not verifier.keys.is_ready:
        raise Unavailable(what=WHAT)
