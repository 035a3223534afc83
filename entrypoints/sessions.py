"""Where somebody is signed in, over HTTP, and signing out."""

from datetime import datetime
from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.identity.model.errors import SessionNotFound
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from core.identity.use_cases.sessions.end_session import EndSession
from core.identity.use_cases.sessions.end_session_of_token import EndSessionOfToken
from core.identity.use_cases.sessions.end_sessions import EndSessions
from core.identity.use_cases.sessions.list_sessions import ListSessions
from entrypoints.http.caller import PUBLIC, Caller
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, post
from entrypoints.http.shapes.constraints import Length

BODY_LIMIT: Final = 16 * 1024
TAG: Final = "sessions"


@frozen(kw_only=True)
class ClientOut:
    """What signed in, as far as it can be told."""

    agent: Annotated[str, Doc("how the app or browser names itself")]
    address: Annotated[str, Doc("where it was when it signed in")]


@frozen(kw_only=True)
class SessionOut:
    """One sign-in on one client."""

    id: str
    client: ClientOut
    created_at: datetime
    last_used_at: datetime
    expires_at: Annotated[datetime, Doc("when it ends unless it is used before")]
    current: Annotated[bool, Doc("whether it is the one that asks")]


@frozen(kw_only=True)
class Everywhere:
    """Which of the sessions are meant."""

    keep_current: Annotated[bool, Doc("leave the session that asks as it is")] = False


@frozen(kw_only=True)
class LogoutIn:
    """Who signs out."""

    refresh_token: Annotated[str, Length(max=1000), Doc("any refresh token of the session")] = field(repr=False)


@frozen(kw_only=True)
class SessionRoutes:
    """What somebody does about their sessions."""

    list_sessions: ListSessions
    end_session: EndSession
    end_sessions: EndSessions
    end_session_of_token: EndSessionOfToken

    @get("/api/v1/sessions", tags=TAG)
    async def get_sessions(self, caller: Caller, page: PageRequest) -> Page[SessionOut]:
        """List where the caller is signed in, the session that was used last first."""
        sessions = await self.list_sessions(user_id=UserId(caller.user_id))
        following = [one for one in sessions if page.position is None or _position(one) < page.position]
        return page.cut(following, _position).of(lambda one: session_out(one, current=caller.session_id))

    @delete("/api/v1/sessions/{session_id}", raises=(SessionNotFound,), tags=TAG)
    async def delete_session(self, caller: Caller, session_id: str) -> None:
        """Sign out there: its refresh token is dead at once, its access token within seconds."""
        await self.end_session(user_id=UserId(caller.user_id), session_id=SessionId(session_id))

    @delete("/api/v1/sessions", tags=TAG)
    async def delete_sessions(self, caller: Caller, query: Everywhere) -> None:
        """Sign out everywhere."""
        keep = SessionId(caller.session_id) if query.keep_current and caller.session_id else None
        await self.end_sessions(user_id=UserId(caller.user_id), keep=keep)

    @post(
        "/api/v1/auth/logout",
        status=204,
        security=PUBLIC,
        body_limit=BODY_LIMIT,
        tags="sign-in",
    )
    async def log_out(self, body: LogoutIn) -> Reply[None]:
        """Sign out here; what has ended already is answered alike."""
        await self.end_session_of_token(refresh_token=body.refresh_token)
        return Reply(value=None, headers={"Clear-Site-Data": '"cookies","storage"'})


def session_out(session: Session, *, current: str | None) -> SessionOut:
    """Present a session to its owner."""
    return SessionOut(
        id=session.session_id,
        client=_client_out(session.client),
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        current=session.session_id == current,
    )


def _client_out(client: Client) -> ClientOut:
    return ClientOut(agent=client.agent, address=client.address)


def _position(session: Session) -> str:
    return f"{session.last_used_at:%Y%m%d%H%M%S%f} {session.session_id}"
