"""The users service over HTTP."""

from typing import Annotated

from attrs import frozen

from core.identity.model.user import Identity, User
from core.identity.use_cases.find_or_create_user import FindOrCreateUser
from entrypoints.http.route import post
from entrypoints.http.shapes.constraints import Length


@frozen(kw_only=True)
class KnownIdentity:
    """Somebody as a provider knows them."""

    provider: Annotated[str, Length(min=1, max=64)]
    provider_id: Annotated[str, Length(min=1, max=255)]
    email: Annotated[str, Length(min=3, max=320)] | None = None
    name: Annotated[str, Length(max=200)] = ""


@frozen(kw_only=True)
class UserOut:
    """A user, as other services see one."""

    id: str
    email: str | None
    name: str


@frozen(kw_only=True)
class UserRoutes:
    """What other services ask of this one."""

    find_or_create_user: FindOrCreateUser

    @post("/internal/users", security="service", tags=("users",))
    async def post_user(self, body: KnownIdentity) -> UserOut:
        """Find the user with an identity, or make one."""
        identity = Identity(provider=body.provider, provider_id=body.provider_id)
        return user_out(await self.find_or_create_user(identity=identity, email=body.email, name=body.name))


def user_out(user: User) -> UserOut:
    """Present a user."""
    return UserOut(id=user.user_id, email=user.email, name=user.name)
