"""Names that a provider tells once and never again, kept until the users service has them."""

from datetime import timedelta
from typing import Final

from attrs import evolve, frozen

from core.identity.model.identity_id import identity_id
from core.identity.model.proof import Proof
from core.identity.model.user import Identity
from ports.cache import Cache

KEPT_FOR: Final = timedelta(days=7)


@frozen(kw_only=True)
class FirstNames:
    """Keeps the name of a first sign-in that may yet fail: Apple tells it no second time."""

    cache: Cache

    async def complete(self, proof: Proof) -> Proof:
        """Keep the name that a proof brings; return a proof that brings none with the one that was kept."""
        if proof.name:
            await self.cache.set(_key(proof.identity), proof.name.encode(), ttl=KEPT_FOR)
            return proof
        kept = await self.cache.get(_key(proof.identity))
        return proof if kept is None else evolve(proof, name=kept.decode())

    async def forget(self, identity: Identity) -> None:
        """Forget the name, since the users service has it."""
        await self.cache.delete(_key(identity))


def _key(identity: Identity) -> str:
    return f"first-name:{identity_id(identity)}"
