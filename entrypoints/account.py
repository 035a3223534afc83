"""One's own account."""

from typing import Annotated

from attrs import frozen

from core.errors import VersionMismatch
from core.identity.model.errors import UserNotFound
from core.identity.model.profile import ProfileEdit, UnfitProfile
from core.identity.model.user import Locale, UserId
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.accounts.edit_profile import EditProfile
from core.identity.use_cases.accounts.export_account import ExportAccount
from core.identity.use_cases.accounts.read_user import ReadUser
from entrypoints.blobs import saved_as
from entrypoints.http.caller import Caller
from entrypoints.http.etags import IfMatch, Tagged
from entrypoints.http.files import FileReply, Media
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.route import delete, get, patch
from entrypoints.http.shapes.constraints import Example, Length, Pattern
from entrypoints.profiles import ProfileOut, profile_out

ME = "/api/v1/users/me"


@frozen(kw_only=True)
class Profile:
    """What people may change about themselves."""

    name: Annotated[str, Length(min=1, max=200)]
    locale: Locale
    home_currency: Annotated[str, Pattern("[A-Z]{3}"), Example("KRW")]


@frozen(kw_only=True)
class AccountRoutes:
    """What people see and change of their own accounts."""

    read_user: ReadUser
    edit_profile: EditProfile
    delete_account: DeleteAccount
    export_account: ExportAccount

    @get(ME, tags="users", raises=(UserNotFound,))
    async def get_me(self, caller: Caller) -> Tagged[ProfileOut]:
        """Show my profile."""
        user = await self.read_user(user_id=UserId(caller.user_id))
        return Tagged(profile_out(user), version=user.version)

    @patch(ME, tags="users", raises=(UserNotFound, VersionMismatch, UnfitProfile))
    async def patch_me(self, caller: Caller, patch: MergePatch[Profile], if_match: IfMatch) -> Tagged[ProfileOut]:
        """Change my profile."""
        edit = ProfileEdit(**patch.changes)
        user = await self.edit_profile(user_id=UserId(caller.user_id), version=if_match.version, edit=edit)
        return Tagged(profile_out(user), version=user.version)

    @delete(ME, tags="users")
    async def delete_me(self, caller: Caller) -> None:
        """Delete my account and everything in it.

        I am signed out everywhere at once; the rest is erased within moments.
        """
        await self.delete_account(user_id=UserId(caller.user_id))

    @get(f"{ME}/export", tags="users", raises=(UserNotFound,))
    async def get_export(self, caller: Caller) -> Annotated[FileReply, Media("application/zip")]:
        """Download everything that is kept about me."""
        export = await self.export_account(user_id=UserId(caller.user_id))
        headers = {"Content-Disposition": saved_as(export.name), "Cache-Control": "no-store"}
        return FileReply.of_bytes(export.content, content_type="application/zip", headers=headers)
