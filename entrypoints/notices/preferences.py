"""What somebody wants to be told on which channel."""

from typing import Annotated, Final

from attrs import frozen
from typing_extensions import Doc

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.notices.model.preferences import Preferences
from core.notices.use_cases.preferences.change_preferences import ChangePreferences
from core.notices.use_cases.preferences.read_preferences import ReadPreferences
from entrypoints.http.caller import Caller
from entrypoints.http.etags import IfMatch, Tagged
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.route import get, patch
from entrypoints.notices.notices import NOTICES, TAG

PREFERENCES: Final = f"{NOTICES}/preferences"


@frozen(kw_only=True)
class NoticePreferences:
    """The channels that notices come by; whoever is connected is told in any case."""

    push: Annotated[bool, Doc("on my devices")]
    mail: Annotated[bool, Doc("by e-mail, once my address is verified")]


@frozen(kw_only=True)
class PreferenceRoutes:
    """What people want of notices."""

    read_preferences: ReadPreferences
    change_preferences: ChangePreferences

    @get(PREFERENCES, tags=TAG)
    async def get_preferences(self, caller: Caller) -> Tagged[NoticePreferences]:
        """Show on which channels I want to be told."""
        return preferences_out(await self.read_preferences(caller=UserId(caller.user_id)))

    @patch(PREFERENCES, tags=TAG, raises=(VersionMismatch,))
    async def patch_preferences(
        self, caller: Caller, patch: MergePatch[NoticePreferences], if_match: IfMatch
    ) -> Tagged[NoticePreferences]:
        """Change on which channels I want to be told."""
        preferences = await self.change_preferences(
            caller=UserId(caller.user_id), version=if_match.version, **patch.changes
        )
        return preferences_out(preferences)


def preferences_out(preferences: Preferences) -> Tagged[NoticePreferences]:
    """Present preferences to whose they are."""
    shown = NoticePreferences(push=preferences.push, mail=preferences.mail)
    return Tagged(shown, version=preferences.version)
