"""Decides who may pass: how often, and with which token."""

from collections.abc import Mapping
from typing import NamedTuple

from attrs import frozen

from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import AccessClaims
from core.identity.model.user import UserId
from entrypoints.gateway.passing.allowance import ADDRESS, USER, Allowance
from entrypoints.gateway.passing.bearer import bearer_token, token_in
from entrypoints.gateway.passing.limits import Limits, Take
from entrypoints.gateway.table.row import Row
from ports.sessions import RevokedSessions
from ports.token_signer import TokenVerifier

Values = Mapping[bytes, bytes]


class Passed(NamedTuple):
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

    async def admit(self, row: Row, values: Values, *, network: str, method: str) -> Passed:
        """Let a request pass to a row's service, or raise why not."""
        if row.access != "user":
            return await self._admit_all(row, network)
        by_address = (self.allowances[ADDRESS], network)
        claims = self.verifier.recall(token_in(values))
        if claims is None or self.is_over(claims):
            # Nothing costly is done for an address that asks too often, and asking in vain counts as well.
            await self.limits.take(by_address)
            claims = claims or await self.verifier.verify(bearer_token(values))
            if self.is_over(claims):
                raise InvalidAccessToken
            return Passed(claims, await self.limits.take(*self._of_user(row, method, claims.user_id)))
        return Passed(claims, await self.limits.take(by_address, *self._of_user(row, method, claims.user_id)))

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
            return Passed(None, b"")
        takes = [(self.allowances[ADDRESS], network)]
        if row.limit in self.allowances:
            takes.append((self.allowances[row.limit], network))
        return Passed(None, await self.limits.take(*takes))

    def _of_user(self, row: Row, method: str, user_id: UserId) -> list[Take]:
        names: list[str] = [USER, row.limit]
        if row.post_limit is not None and method == "POST":
            names.append(row.post_limit)
        return [(self.allowances[name], user_id) for name in names if name in self.allowances]
