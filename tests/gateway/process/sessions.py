"""Sessions that end while the gateway looks on."""

import secrets
from contextlib import AsyncExitStack
from typing import Any

from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import IDLE, LIFETIME, Client, SessionId
from core.identity.model.user import UserId
from ports.hop_signer import HopVerifier
from ports.sessions import Pace, Sessions
from tests.gateway.process.gateways import Gateway


async def end_session(gateway: Gateway, session_id: str, user_id: str) -> None:
    """Begin a session where the gateway's sessions are, and end it, as somebody does who signs out."""
    async with AsyncExitStack() as stack:
        sessions: Sessions = await _opened(gateway, stack, "sessions")
        token = RefreshToken.first(SessionId(session_id), secrets.token_bytes(32))
        pace = Pace(idle=IDLE, lifetime=LIFETIME)
        await sessions.start(user_id=UserId(user_id), token=token, client=Client(), pace=pace)
        assert await sessions.end(SessionId(session_id), user_id=UserId(user_id))


async def hop_verifier(gateway: Gateway) -> HopVerifier:
    """Return what services of the gateway's installation know its hops by."""
    async with AsyncExitStack() as stack:
        verifier: HopVerifier = await _opened(gateway, stack, "hop_verifier")
        return verifier


async def _opened(gateway: Gateway, stack: AsyncExitStack, port: str) -> Any:
    return await Opener(Settings.read(gateway.told), stack).open(port)
