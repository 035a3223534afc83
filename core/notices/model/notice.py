"""Something that somebody is told, in the languages that there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from attrs import Factory, frozen

from core.identity.model.user import Locale, UserId
from core.notices.model.delivery import NoticeId

NoticeKind = Literal["film-completed", "film-failed", "frames-completed", "frames-failed"]


@frozen(kw_only=True)
class Words:
    """A headline, and what there is to say."""

    title: str
    body: str


@frozen(kw_only=True)
class Notice:
    """What its owner is told of one event; `about` names what it is about, for programs."""

    notice_id: NoticeId
    owner: UserId
    kind: NoticeKind
    words: Mapping[Locale, Words]
    about: Mapping[str, str] = Factory(dict)

    @property
    def data(self) -> Mapping[str, str]:
        """What an app reads: by the `notice_id` it knows a notice again that comes twice."""
        return {"notice_id": self.notice_id, "kind": self.kind, **self.about}


@frozen(kw_only=True)
class LoggedNotice:
    """A notice in its owner's log, where the later one has the higher `place`, and when it got there."""

    notice: Notice
    place: int
    logged_at: datetime
