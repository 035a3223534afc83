"""Stopping letters without signing in."""

from attrs import evolve, frozen

from core.notices.use_cases.steps.unsubscribe_links import UnsubscribeLinks
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class Unsubscribe:
    """Send no more letters to whose link it is; `NothingToUnsubscribe` is raised for what is no such link.

    With `really` false nothing changes: programs follow links in letters too, before anybody reads them.
    """

    works: Works[NoticeWork]
    links: UnsubscribeLinks

    async def __call__(self, *, token: str, really: bool) -> None:
        """Stop, or only look whether that can be done."""
        owner = self.links.owner_of(token)
        if not really:
            return
        async with self.works.begin() as work:
            preferences = await work.wants.hold(owner)
            await work.wants.put(owner, evolve(preferences, mail=False))
