"""Taking one's data along."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.export import Export, export_of
from core.identity.model.user import UserId
from ports.clock import Clock
from ports.identity_works import IdentityWork
from ports.personal_data import PersonalData
from ports.works import Works


@frozen(kw_only=True)
class ExportAccount:
    """Put all that Oddiya's services keep about a user into one archive, or raise `UserNotFound`."""

    works: Works[IdentityWork]
    personal_data: PersonalData
    clock: Clock

    async def __call__(self, *, user_id: UserId) -> Export:
        """Export."""
        files = await self.personal_data.of_user(user_id)
        async with self.works.look() as work:
            user = await work.users.get(user_id)
        if user is None:
            raise UserNotFound
        return export_of(((one.path, one.content) for one in files), on=self.clock.now().date())
