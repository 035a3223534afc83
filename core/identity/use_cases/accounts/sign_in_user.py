"""Signing in, as the users service sees it: which account a proof leads to."""

from attrs import frozen

from core.errors import VersionMismatch
from core.identity.model.email import EmailKey
from core.identity.model.errors import UserNotFound
from core.identity.model.events import EmailClaimLost, UserDeleted, UserRegistered
from core.identity.model.linking import (
    Claim,
    claim_of,
    holder_among,
    is_mailed,
    losers_among,
    owner_among,
    password_for,
    with_first_name,
    with_proved_address,
    without_address,
)
from core.identity.model.name import tidy
from core.identity.model.proof import Proof
from core.identity.model.user import User, UserId
from ports.clock import Clock
from ports.identity_works import EmailHeld, IdentityTaken, IdentityWork
from ports.ids import Ids
from ports.works import Works

SOMEBODY_WAS_QUICKER = (IdentityTaken, EmailHeld, UserNotFound, VersionMismatch)


@frozen(kw_only=True)
class SignInUser:
    """Return whose identity somebody has proved, making an account if there is none; however many ask, there is one.

    An e-mail address leads to an account only where both have proved that it is theirs. Whoever proves it takes it from
    all who merely claim it: they lose the address and its password, and the account too if nothing else opens it.
    """

    works: Works[IdentityWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, proof: Proof) -> User:
        """Find the user, or register them."""
        try:
            return await self._sign_in(proof)
        except SOMEBODY_WAS_QUICKER:
            # What they did between our look and our change is there to be found now.
            return await self._sign_in(proof)

    async def _sign_in(self, proof: Proof) -> User:
        claim = claim_of(proof)
        async with self.works.begin() as work:
            known = await work.users.with_identity(proof.identity)
            if known is not None and not is_mailed(proof):
                return await self._welcome_back(work, known, proof)
            if claim is None:
                return await self._register(work, proof, None)
            if claim.settled:
                return await self._settle(work, proof, claim)
            claimants = await work.users.claimants(claim.key)
            return await self._register(work, proof, claim if holder_among(claimants) is None else None)

    async def _welcome_back(self, work: IdentityWork, known: User, proof: Proof) -> User:
        """Return the user as they are: what a provider says later, of e-mail addresses above all, moves nothing."""
        named = with_first_name(known, proof)
        if named != known:
            await work.users.save(named)
        return named

    async def _settle(self, work: IdentityWork, proof: Proof, claim: Claim) -> User:
        claimants = await work.users.claimants(claim.key)
        # Looked up once more: before we were alone with the address, others may have changed whose identity this is.
        known = await work.users.with_identity(proof.identity)
        if known is not None and not is_mailed(proof):
            return await self._welcome_back(work, known, proof)
        owner = owner_among(claimants, known)
        for loser in losers_among(claimants, known, owner):
            await self._dispossess(work, loser, claim.key)
        if owner is None:
            return await self._register(work, proof, claim)
        if known is None or known.user_id != owner.user_id:
            await work.identities.add(owner.user_id, proof.identity)
        return owner if owner.email_verified else await self._prove(work, owner, proof)

    async def _prove(self, work: IdentityWork, owner: User, proof: Proof) -> User:
        """Keep the address as verified, and no other identity: whoever added one had not proved whose account it is."""
        for other in await work.identities.of(owner.user_id):
            if other != proof.identity:
                await work.identities.remove(other)
        proved = with_proved_address(owner)
        await work.users.save(proved)
        return proved

    async def _dispossess(self, work: IdentityWork, loser: User, key: EmailKey) -> None:
        password, identities = password_for(key), set(await work.identities.of(loser.user_id))
        if identities <= {password}:
            await work.users.remove(loser.user_id)
            work.outbox.add(UserDeleted(user_id=loser.user_id), group=loser.user_id)
            return
        if password in identities:
            await work.identities.remove(password)
        if loser.email_key == key:
            await work.users.save(without_address(loser))
        work.outbox.add(EmailClaimLost(user_id=loser.user_id), group=loser.user_id)

    async def _register(self, work: IdentityWork, proof: Proof, claim: Claim | None) -> User:
        user = User(
            user_id=UserId(self.ids.new()),
            email=None if claim is None else claim.address,
            email_verified=claim is not None and claim.settled,
            name=tidy(proof.name),
            created_at=self.clock.now(),
        )
        await work.users.add(user, proof.identity)
        work.outbox.add(UserRegistered(user_id=user.user_id), group=user.user_id)
        return user
