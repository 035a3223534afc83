"""What somebody was told, and how that got to them."""

from datetime import datetime
from typing import Annotated, Final

from attrs import asdict, frozen
from typing_extensions import Doc

from core.identity.model.user import Locale, UserId
from core.notices.model.delivery import Delivery, Outcome
from core.notices.model.preferences import Channel
from core.notices.use_cases.log.list_notices import ListNotices, ToldNotice
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.route import get
from entrypoints.languages import locale_of
from entrypoints.notices.notice_out import NoticeOut, notice_out

NOTICES: Final = "/api/v1/notices"
TAG: Final = "notices"


@frozen(kw_only=True)
class NoticesWanted:
    """How notices are read."""

    language: Annotated[Locale, Doc("the language of the notices; unless given, `Accept-Language` says it")] | None = (
        None
    )


@frozen(kw_only=True)
class DeliveryOut:
    """How a notice got to its owner on one channel, a device at a time; without an outcome it is still on its way."""

    channel: Channel
    outcome: Annotated[
        Outcome | None,
        Doc(
            "`told`; `unwanted` by my preferences; `unreachable` without a verified address; `gone` like the device; "
            "`refused` by the address; `failed` for a whole day"
        ),
    ]
    attempts: int
    ended_at: datetime | None


@frozen(kw_only=True)
class ToldNoticeOut(NoticeOut):
    """What somebody was told, and how."""

    deliveries: tuple[DeliveryOut, ...]


@frozen(kw_only=True)
class NoticeRoutes:
    """The log of what somebody was told."""

    list_notices: ListNotices

    @get(NOTICES, tags=TAG)
    async def get_notices(
        self, caller: Caller, page: PageRequest, query: NoticesWanted, info: RequestInfo
    ) -> Page[ToldNoticeOut]:
        """List my notices, the newest first; they are kept for 90 days."""
        place = None if page.position is None else int(page.position)
        told = await self.list_notices(caller=UserId(caller.user_id), place=place, limit=page.limit + 1)
        language = query.language or locale_of(info.headers.get("Accept-Language", ""))
        return page.cut(told, _position).of(lambda one: told_notice_out(one, language))


def told_notice_out(told: ToldNotice, language: Locale) -> ToldNoticeOut:
    """Present a notice and its deliveries to its owner."""
    deliveries = tuple(delivery_out(delivery) for delivery in told.deliveries)
    return ToldNoticeOut(**asdict(notice_out(told.logged, language)), deliveries=deliveries)


def delivery_out(delivery: Delivery) -> DeliveryOut:
    """Present a delivery."""
    return DeliveryOut(
        channel=delivery.channel, outcome=delivery.outcome, attempts=delivery.attempts, ended_at=delivery.ended_at
    )


def _position(told: ToldNotice) -> str:
    return str(told.logged.place)
