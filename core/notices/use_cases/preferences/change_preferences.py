"""Changing what one wants to be told on which channel."""

from attrs import evolve, frozen

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.notices.model.preferences import Preferences
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class ChangePreferences:
    """Change what was read as `version`, None being no change; when they are others by now, it is `VersionMismatch`.

    To switch letters on, even where they are, is to ask for them: an address that took none gets them again.
    """

    works: Works[NoticeWork]

    async def __call__(
        self, *, caller: UserId, version: int, push: bool | None = None, mail: bool | None = None
    ) -> Preferences:
        """Change."""
        async with self.works.begin() as work:
            current = await work.wants.hold(caller)
            if current.version != version:
                raise VersionMismatch(expected=version, actual=current.version)
            changed = evolve(
                current,
                push=current.push if push is None else push,
                mail=current.mail if mail is None else mail,
            )
            await work.wants.put(caller, changed)
            if mail:
                await work.bounces.forget(caller)
        return changed
