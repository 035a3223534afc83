"""Notices as letters: a text, and the same as HTML with a little of Oddiya's look, which also reads well without."""

from collections.abc import Mapping
from html import escape
from typing import Final

from attrs import frozen

from core.identity.model.user import Locale
from core.notices.model.notice import Notice, NoticeKind

# They read well on white and on black: many mail programs turn the one into the other.
BRAND: Final = "#14836f"
BUTTON: Final = "#0d6e5f"
SOFT: Final = "#6d7a76"
PATHS: Final[Mapping[NoticeKind, str]] = {
    "film-completed": "/api/v1/videos/",
    "film-failed": "/api/v1/videos/",
    "frames-completed": "/api/v1/frames/",
    "frames-failed": "/api/v1/frames/",
}


@frozen(kw_only=True)
class Letter:
    """What somebody reads."""

    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class Links:
    """Where a letter leads: to what it tells of, and to where its reader can stop such letters."""

    thing: str
    unsubscribe: str


@frozen(kw_only=True)
class Around:
    """What a letter says besides its notice."""

    button: str
    why: str
    stop: str


AROUND: Final[Mapping[Locale, Around]] = {
    "ko": Around(
        button="오디야에서 보기",
        why="오디야에서 이메일 알림을 받기로 하셔서 보내 드렸어요.",
        stop="이메일 그만 받기",
    ),
    "en": Around(
        button="See it in Oddiya",
        why="You get this letter because e-mails with news are switched on in Oddiya.",
        stop="Stop these e-mails",
    ),
    "ja": Around(
        button="Oddiyaで見る",
        why="メール通知がオンになっているため、お送りしました。",
        stop="メール通知を停止する",
    ),
}


def path_of(notice: Notice) -> str:
    """Return the path of what a notice tells of."""
    return PATHS[notice.kind] + notice.about["job_id"]


def letter_of(notice: Notice, *, links: Links, locale: Locale) -> Letter:
    """Return a notice as a letter."""
    words, around = notice.words[locale], AROUND[locale]
    text = (
        f"{words.title}\n\n{words.body}\n\n{around.button}:\n{links.thing}\n\n"
        f"-- \nOddiya\n{around.why}\n{around.stop}:\n{links.unsubscribe}\n"
    )
    return Letter(subject=words.title, text=text, html=_html(notice, links, locale))


def _html(notice: Notice, links: Links, locale: Locale) -> str:
    words, around = notice.words[locale], AROUND[locale]
    title, body, button, why, stop = map(escape, (words.title, words.body, around.button, around.why, around.stop))
    thing, unsubscribe = escape(links.thing), escape(links.unsubscribe)
    return f"""\
<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body style="margin: 0; padding: 24px; font: 16px/1.6 system-ui, sans-serif; word-break: keep-all">
<div style="max-width: 32em; margin: 0 auto">
<p style="margin: 0; color: {BRAND}; font-weight: 700">Oddiya</p>
<h1 style="margin: 8px 0; font-size: 22px; line-height: 1.3">{title}</h1>
<p style="overflow-wrap: anywhere"><bdi>{body}</bdi></p>
<p><a href="{thing}" style="display: inline-block; padding: 10px 20px; border-radius: 8px; background: {BUTTON}; \
color: #ffffff; font-weight: 600; text-decoration: none">{button}</a></p>
<p style="margin-top: 32px; color: {SOFT}; font-size: 13px">{why}<br>
<a href="{unsubscribe}" style="color: {SOFT}">{stop}</a></p>
</div>
</body>
</html>
"""
