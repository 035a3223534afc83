"""Where sign-ins are kept while somebody is away at their provider: found by their state only, for ten minutes."""

import hashlib

from attrs import frozen

from core.identity.model.errors import SignInNotOpen
from core.identity.model.pending_sign_in import OPEN_FOR, PendingSignIn
from ports.cache import Cache


@frozen(kw_only=True)
class OpenSignIns:
    """Keeps them in the cache under a digest of the state, so that nothing stored there is a state to go on with."""

    cache: Cache

    async def keep(self, state: str, pending: PendingSignIn) -> None:
        """Remember one."""
        await self.cache.set(_key("sign-in", state), pending.to_json(), ttl=OPEN_FOR)

    async def look(self, state: str) -> PendingSignIn:
        """Return one that stays open, or raise `SignInNotOpen`."""
        return _read(await self.cache.get(_key("sign-in", state)))

    async def take(self, state: str) -> PendingSignIn:
        """Return one and close it: of many at once, exactly one gets it, and the others `SignInNotOpen`."""
        return _read(await self.cache.pop(_key("sign-in", state)))

    async def keep_person(self, state: str, person: str) -> None:
        """Remember what a provider posted of the person beside its answer."""
        await self.cache.set(_key("sign-in-person", state), person.encode(), ttl=OPEN_FOR)

    async def take_person(self, state: str) -> str | None:
        """Return what was posted of the person, once."""
        kept = await self.cache.pop(_key("sign-in-person", state))
        return None if kept is None else kept.decode()


def _key(kind: str, state: str) -> str:
    return f"{kind}:{hashlib.sha256(state.encode()).hexdigest()}"


def _read(kept: bytes | None) -> PendingSignIn:
    if kept is None:
        raise SignInNotOpen
    return PendingSignIn.from_json(kept)
