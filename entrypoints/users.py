"""The users service as other services reach it."""

from datetime import datetime
from typing import Annotated, Final

from attrs import frozen

from core.identity.model.errors import LastIdentity, UserNotFound
from core.identity.model.proof import Proof
from core.identity.model.user import Identity, Locale, User, UserId
from core.identity.use_cases.accounts.add_identity import AddIdentity
from core.identity.use_cases.accounts.collect_profile import CollectProfile
from core.identity.use_cases.accounts.find_holder import FindHolder
from core.identity.use_cases.accounts.read_identities import ReadIdentities
from core.identity.use_cases.accounts.read_user import ReadUser
from core.identity.use_cases.accounts.remove_identity import RemoveIdentity
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get, post
from entrypoints.http.shapes.constraints import Length, Pattern
from ports.identity_works import IdentityTaken

SERVICE: Final = "service"
UserInPath = Annotated[UserId, Pattern(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]


@frozen(kw_only=True)
class IdentityShape:
    """Somebody as a provider knows them."""

    provider: Annotated[str, Length(min=1, max=255)]
    provider_id: Annotated[str, Length(min=1, max=255)]

    def identity(self) -> Identity:
        """Return the identity."""
        return Identity(provider=self.provider, provider_id=self.provider_id)


@frozen(kw_only=True)
class ProvedIdentity(IdentityShape):
    """An identity that somebody has proved, and what its provider says of them; see `Proof`."""

    email: Annotated[str, Length(max=320)] | None = None
    email_verified: bool = False
    email_settles: bool = False
    name: Annotated[str, Length(max=200)] = ""

    def proof(self) -> Proof:
        """Return the proof."""
        return Proof(
            identity=self.identity(),
            email=self.email,
            email_verified=self.email_verified,
            email_settles=self.email_settles,
            name=self.name,
        )


@frozen(kw_only=True)
class IdentitiesOut:
    """How somebody can sign in, in the order in which that was added."""

    identities: tuple[IdentityShape, ...]


@frozen(kw_only=True)
class UserOut:
    """A user, as other services see one."""

    id: str
    email: str | None
    email_verified: bool
    name: str
    locale: Locale
    home_currency: str
    created_at: datetime
    version: int


@frozen(kw_only=True)
class UserRoutes:
    """What other services ask of this one. Identities travel in bodies: a URL is written down in too many places."""

    sign_in_user: SignInUser
    read_user: ReadUser
    find_holder: FindHolder
    read_identities: ReadIdentities
    add_identity: AddIdentity
    remove_identity: RemoveIdentity
    collect_profile: CollectProfile

    @post("/internal/users", security=SERVICE, tags="users")
    async def post_user(self, body: ProvedIdentity) -> UserOut:
        """Find the user whose identity it is, or make one."""
        return user_out(await self.sign_in_user(proof=body.proof()))

    @post("/internal/users/holder", security=SERVICE, tags="users", raises=(UserNotFound,))
    async def post_holder(self, body: IdentityShape) -> UserOut:
        """Find the user whose identity it is, and make nobody."""
        return user_out(await self.find_holder(identity=body.identity()))

    @get("/internal/users/{user_id}", security=SERVICE, tags="users", raises=(UserNotFound,))
    async def get_user(self, user_id: UserInPath) -> UserOut:
        """Show a user."""
        return user_out(await self.read_user(user_id=user_id))

    @get("/internal/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show all that this service keeps about a user."""
        return data_files_out(await self.collect_profile(user_id=user_id))

    @get("/internal/users/{user_id}/identities", security=SERVICE, tags="users")
    async def get_identities(self, user_id: UserInPath) -> IdentitiesOut:
        """List how a user can sign in."""
        found = await self.read_identities(user_id=user_id)
        return IdentitiesOut(
            identities=tuple(IdentityShape(provider=one.provider, provider_id=one.provider_id) for one in found)
        )

    @post(
        "/internal/users/{user_id}/identities",
        security=SERVICE,
        tags="users",
        raises=(UserNotFound, IdentityTaken),
    )
    async def post_identity(self, user_id: UserInPath, body: IdentityShape) -> None:
        """Give a user a further way to sign in."""
        await self.add_identity(user_id=user_id, identity=body.identity())

    @post(
        "/internal/users/{user_id}/identities/removed",
        security=SERVICE,
        tags="users",
        raises=(LastIdentity,),
    )
    async def post_removed_identity(self, user_id: UserInPath, body: IdentityShape) -> None:
        """Take a way to sign in away from a user."""
        await self.remove_identity(user_id=user_id, identity=body.identity())


def user_out(user: User) -> UserOut:
    """Present a user to another service."""
    return UserOut(
        id=user.user_id,
        email=user.email,
        email_verified=user.email_verified,
        name=user.name,
        locale=user.locale,
        home_currency=user.home_currency,
        created_at=user.created_at,
        version=user.version,
    )
