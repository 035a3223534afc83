"""Changing one's profile."""

from attrs import evolve, frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.profile import ProfileEdit
from core.identity.model.user import User, UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class EditProfile:
    """Change what was read as `version`; when it is not the newest any more, it is `VersionMismatch`."""

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId, version: int, edit: ProfileEdit) -> User:
        """Edit."""
        async with self.works.begin() as work:
            user = await work.users.get(user_id)
            if user is None:
                raise UserNotFound
            edited = edit.applied_to(evolve(user, version=version))
            await work.users.save(edited)
        return edited
