"""Decides who may pass: how often, and with which token."""

from collections.abc import Awaitable, Mapping

from attrs import frozen

from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import AccessClaims
from entrypoints.gateway.passing.allowance import ADDRESS, USER, Allowance
from entrypoints.gateway.passing.bearer import bearer_token, token_in
from entrypoints.gateway.passing.limits import Limits
from entrypoints.gateway.table.row import Row
from ports.sessions import RevokedSessions
from ports.token_signer import TokenVerifier

Values = Mapping[bytes, bytes]


@frozen(kw_only=True)
class Passed:
    """Who passed, nobody in particular on public rows, and what is left to them, as fields of the answer."""

    claims: AccessClaims | None
    left: bytes


@frozen(kw_only=True)
class Admission:
    """Lets requests pass: counted by address before anything costly is done for them, and by user after that."""

    limits: Limits
    allowances: Mapping[str, Allowance]
    verifier: TokenVerifier
    revoked_sessions: RevokedSessions

    def admit(self, row: Row, values: Values, *, network: str, method: str) -> Awaitable[Passed]:
        """Let a request pass to a row's service, or raise why not."""
        if row.access != "user":
            return self._admit_all(row, network)
        more = row.post_limit if method == "POST" else None
        return self._admit_user(values, network, (USER, row.limit) if more is None else (USER, row.limit, more))

    def is_over(self, claims: AccessClaims) -> bool:
        """Tell whether the session that a token belongs to has ended."""
        return self.revoked_sessions.has(claims.session_id)

    async def take(self, name: str, whose: str) -> bytes:
        """Take one request from an allowance by its name, and return what tells how much is left."""
        return await self.limits.take((self.allowances[name], whose))

    async def count(self, network: str) -> bytes:
        """Count a request that leads nowhere."""
        return await self.take(ADDRESS, network)

    async def _admit_all(self, row: Row, network: str) -> Passed:
        if row.limit == "none":
            return Passed(claims=None, left=b"")
        takes = [(self.allowances[ADDRESS], network)]
        if row.limit in self.allowances:
            takes.append((self.allowances[row.limit], network))
        return Passed(claims=None, left=await self.limits.take(*takes))

    async def _admit_user(self, values: Values, network: str, names: tuple[str, ...]) -> Passed:
        by_address = (self.allowances[ADDRESS], network)
        token = token_in(values)
        claims = self.verifier.recall(token)
        if claims is None or self.is_over(claims):
            # Nothing costly is done for an address that asks too often, and asking in vain counts as well.
            await self.limits.take(by_address)
            claims = claims or await self.verifier.verify(token or bearer_token(values))
            if self.is_over(claims):
                raise InvalidAccessToken
            takes = []
        else:
            takes = [by_address]
        takes += [(self.allowances[name], claims.user_id) for name in names if name in self.allowances]
        return Passed(claims=claims, left=await self.limits.take(*takes))
