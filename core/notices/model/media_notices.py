"""What people are told of their films and frames."""

from collections.abc import Mapping
from typing import Final

from core.identity.model.name import tidy
from core.identity.model.user import LOCALES, Locale
from core.notices.model.delivery import NoticeId
from core.notices.model.notice import Notice, NoticeKind, Words
from core.notices.model.wordings import WORDINGS
from core.video.model.events import FilmCompleted, FilmFailed, FramesCompleted, FramesFailed

LONGEST_TITLE: Final = 80
LONGEST_REASON: Final = 200

MediaEvent = FilmCompleted | FilmFailed | FramesCompleted | FramesFailed


def of_completed_film(event: FilmCompleted, *, notice_id: NoticeId) -> Notice:
    """Say that a film can be watched."""
    return _notice(event, notice_id, "film-completed", title=event.title)


def of_failed_film(event: FilmFailed, *, notice_id: NoticeId) -> Notice:
    """Say that a film will not be made, and why."""
    return _notice(event, notice_id, "film-failed", title=event.title, reason=event.reason)


def of_completed_frames(event: FramesCompleted, *, notice_id: NoticeId) -> Notice:
    """Say that frames can be downloaded, and how many."""
    return _notice(event, notice_id, "frames-completed", frames=f"{event.frames:,}")


def of_failed_frames(event: FramesFailed, *, notice_id: NoticeId) -> Notice:
    """Say that frames will not be extracted, and why."""
    return _notice(event, notice_id, "frames-failed", reason=event.reason)


def _notice(event: MediaEvent, notice_id: NoticeId, kind: NoticeKind, **said: str) -> Notice:
    said["title"] = _shortened(said.get("title", ""), LONGEST_TITLE)
    said["reason"] = _shortened(said.get("reason", ""), LONGEST_REASON)
    return Notice(
        notice_id=notice_id, owner=event.owner, kind=kind, words=_words(kind, said), about={"job_id": event.job_id}
    )


def _words(kind: NoticeKind, said: Mapping[str, str]) -> Mapping[Locale, Words]:
    wordings = {locale: WORDINGS[kind, locale] for locale in LOCALES}
    return {
        locale: Words(
            title=wording.headline, body=(wording.named if said["title"] else wording.nameless).format_map(said)
        )
        for locale, wording in wordings.items()
    }


def _shortened(text: str, most: int) -> str:
    """Return a text on one line, with nothing that is not shown, and with an ellipsis where it would be too long."""
    line = tidy(text)
    return line if len(line) <= most else f"{line[: most - 1]}\N{HORIZONTAL ELLIPSIS}"
