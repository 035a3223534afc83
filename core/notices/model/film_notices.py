"""What people are told of their films."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from core.identity.model.user import LOCALES, Locale
from core.notices.model.delivery import NoticeId
from core.notices.model.notice import Notice, NoticeKind, Words
from core.video.model.events import FilmCompleted, FilmFailed

LONGEST_TITLE: Final = 80
LONGEST_REASON: Final = 200


@frozen(kw_only=True)
class Wording:
    """A headline, and what is said of a film with a title and of one without."""

    headline: str
    named: str
    nameless: str


WORDINGS: Final[Mapping[tuple[NoticeKind, Locale], Wording]] = {
    ("film-completed", "ko"): Wording(
        headline="영화가 완성됐어요", named="“{title}” 영화를 지금 볼 수 있어요.", nameless="지금 볼 수 있어요."
    ),
    ("film-completed", "en"): Wording(
        headline="Your film is ready", named="“{title}” can be watched now.", nameless="It can be watched now."
    ),
    ("film-completed", "ja"): Wording(
        headline="ムービーが完成しました", named="「{title}」を今すぐ見られます。", nameless="今すぐ見られます。"
    ),
    # Reasons are told in English only.
    ("film-failed", "ko"): Wording(
        headline="영화를 만들지 못했어요",
        named="“{title}” 영화를 만들지 못한 이유를 앱에서 확인해 주세요.",
        nameless="이유를 앱에서 확인해 주세요.",
    ),
    ("film-failed", "en"): Wording(
        headline="Your film could not be made", named="“{title}”: {reason}", nameless="The reason: {reason}"
    ),
    ("film-failed", "ja"): Wording(
        headline="ムービーを作成できませんでした",
        named="「{title}」を作成できなかった理由をアプリでご確認ください。",
        nameless="理由をアプリでご確認ください。",
    ),
}


def of_completed_film(event: FilmCompleted, *, notice_id: NoticeId) -> Notice:
    """Say that a film can be watched."""
    return Notice(
        notice_id=notice_id,
        owner=event.owner,
        kind="film-completed",
        words=_words("film-completed", title=event.title, reason=""),
        about={"job_id": event.job_id},
    )


def of_failed_film(event: FilmFailed, *, notice_id: NoticeId) -> Notice:
    """Say that a film will not be made, and why."""
    return Notice(
        notice_id=notice_id,
        owner=event.owner,
        kind="film-failed",
        words=_words("film-failed", title=event.title, reason=event.reason),
        about={"job_id": event.job_id},
    )


def _words(kind: NoticeKind, *, title: str, reason: str) -> Mapping[Locale, Words]:
    said = {"title": _shortened(title, LONGEST_TITLE), "reason": _shortened(reason, LONGEST_REASON)}
    wordings: Mapping[Locale, Wording] = {locale: WORDINGS[kind, locale] for locale in LOCALES}
    return {
        locale: Words(
            title=wording.headline, body=(wording.named if said["title"] else wording.nameless).format_map(said)
        )
        for locale, wording in wordings.items()
    }


def _shortened(text: str, most: int) -> str:
    """Return a text in one line, with an ellipsis where it would be too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}\N{HORIZONTAL ELLIPSIS}"
