"""What the users service keeps about somebody, for them to read."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import User, UserId
from ports.identity_works import IdentityWork
from ports.personal_data import DataFile
from ports.works import Works


@frozen(kw_only=True)
class CollectProfile:
    """Return a user's profile and identities as files; of nobody, none."""

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        async with self.works.look() as work:
            user = await work.users.get(user_id)
            identities = await work.identities.of(user_id)
        if user is None:
            return ()
        ways = [{"provider": one.provider, "provider_id": one.provider_id} for one in identities]
        return (DataFile.of_json("profile.json", _profile(user)), DataFile.of_json("identities.json", ways))


def _profile(user: User) -> object:
    return {
        "id": user.user_id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.name,
        "locale": user.locale,
        "home_currency": user.home_currency,
        "created_at": user.created_at.isoformat(),
    }
