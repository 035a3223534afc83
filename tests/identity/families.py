"""Families of refresh tokens to test with."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import define, field

from core.identity.model.refresh_token import SECRET_BYTES, RefreshToken
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from ports.sessions import Pace, Rotation, Sessions
from tests.builders import an_id
from tests.identity.builders import KEY, PACE, PHONE

MINUTE: Final = timedelta(minutes=1)


def a_first_token() -> RefreshToken:
    """Return a token that begins a family."""
    return RefreshToken.first(SessionId(an_id()), secrets.token_bytes(SECRET_BYTES))


@define
class Family:
    """Every token of one family, as somebody who has the key can know them."""

    sessions: Sessions
    session: Session
    _tokens: list[RefreshToken] = field(factory=list)

    @property
    def session_id(self) -> SessionId:
        """Which session it is."""
        return self.session.session_id

    def token(self, generation: int) -> RefreshToken:
        """Return a token of the family, also one that nobody was given yet."""
        while len(self._tokens) <= generation:
            self._tokens.append(self._tokens[-1].successor(KEY))
        return self._tokens[generation]

    async def rotate(self, generation: int, *, window: timedelta = MINUTE, pace: Pace = PACE) -> Rotation:
        """Present a token; with no window, as if it had passed already."""
        return await self.sessions.rotate(
            presented=self.token(generation), successor=self.token(generation + 1), window=window, pace=pace
        )

    async def rotated(self, *generations: int) -> Sequence[type]:
        """Present one token after the other and return what each of them was."""
        return [type(await self.rotate(generation)) for generation in generations]


async def a_family(sessions: Sessions, *, user_id: str = "", client: Client = PHONE, pace: Pace = PACE) -> Family:
    """Begin a family, of a user that nobody has seen before unless told."""
    token = a_first_token()
    session = await sessions.start(user_id=UserId(user_id or an_id()), token=token, client=client, pace=pace)
    return Family(sessions, session, [token])
