"""A notice as its owner sees it, in one language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.identity.model.user import Locale
from core.notices.model.notice import LoggedNotice, NoticeKind


@frozen(kw_only=True)
class NoticeOut:
    """What somebody is told."""

    id: str
    kind: NoticeKind
    title: str
    body: str
    about: Annotated[Mapping[str, str], Doc("what it is about, for programs: such as the job_id of a film")]
    created_at: datetime


def notice_out(logged: LoggedNotice, language: Locale) -> NoticeOut:
    """Present a notice to its owner."""
    notice = logged.notice
    words = notice.words[language]
    return NoticeOut(
        id=notice.notice_id,
        kind=notice.kind,
        title=words.title,
        body=words.body,
        about=notice.about,
        created_at=logged.logged_at,
    )
