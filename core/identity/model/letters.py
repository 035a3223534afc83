"""Letters with a link, in Korean and English. Nothing that a stranger typed into a form is in them."""

from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Final, Literal

from attrs import frozen

from core.identity.model.ticket import LIVES
from core.identity.model.user import Locale

Occasion = Literal["register", "account-exists", "reset"]
Language = Literal["ko", "en"]

MINUTES: Final = {purpose: life // timedelta(minutes=1) for purpose, life in LIVES.items()}


@frozen(kw_only=True)
class Letter:
    """What somebody reads."""

    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class Wording:
    """A letter without its link."""

    subject: str
    opening: str
    button: str
    closing: str


WORDINGS: Final[Mapping[tuple[Occasion, Language], Wording]] = {
    ("register", "en"): Wording(
        subject="Finish registering with Oddiya",
        opening="Somebody, probably you, is registering with Oddiya with this e-mail address. To finish, open this "
        f"link and enter the password you chose. It is valid for {MINUTES['register']} minutes.",
        button="Finish registering",
        closing="If it was not you, do nothing: without you there will be no account.",
    ),
    ("register", "ko"): Wording(
        subject="오디야 가입을 마무리해 주세요",
        opening="이 이메일 주소로 오디야 가입 신청이 들어왔습니다. 본인이시라면 아래 링크를 열고 정하신 비밀번호를 "
        f"입력해 주세요. 링크는 {MINUTES['register']}분 동안 유효합니다.",
        button="가입 마무리하기",
        closing="본인이 아니라면 아무것도 하지 않으셔도 됩니다. 계정은 만들어지지 않습니다.",
    ),
    ("account-exists", "en"): Wording(
        subject="You already have an Oddiya account",
        opening="Somebody, probably you, tried to register with this e-mail address, but there is an account with it "
        "already. Sign in to it, or ask for a new password there if you have forgotten yours.",
        button="Go to Oddiya",
        closing="If it was not you, do nothing: your account is as it was.",
    ),
    ("account-exists", "ko"): Wording(
        subject="이미 오디야 계정이 있습니다",
        opening="이 이메일 주소로 가입 신청이 들어왔지만 이미 계정이 있습니다. 기존 계정으로 로그인해 주세요. "
        "비밀번호를 잊으셨다면 로그인 화면에서 재설정하실 수 있습니다.",
        button="오디야로 가기",
        closing="본인이 아니라면 아무것도 하지 않으셔도 됩니다. 계정은 그대로입니다.",
    ),
    ("reset", "en"): Wording(
        subject="Choose a new password for Oddiya",
        opening="Somebody, probably you, asked for a new password for your Oddiya account. Open this link to choose "
        f"one; you will be signed out everywhere. It is valid for {MINUTES['reset']} minutes.",
        button="Choose a new password",
        closing="If it was not you, do nothing: your password stays as it is.",
    ),
    ("reset", "ko"): Wording(
        subject="오디야 비밀번호를 다시 정해 주세요",
        opening="오디야 계정의 비밀번호 재설정 요청이 들어왔습니다. 아래 링크를 열어 새 비밀번호를 정해 주세요. "
        f"모든 기기에서 로그아웃됩니다. 링크는 {MINUTES['reset']}분 동안 유효합니다.",
        button="새 비밀번호 정하기",
        closing="본인이 아니라면 아무것도 하지 않으셔도 됩니다. 비밀번호는 그대로입니다.",
    ),
}


def letter(occasion: Occasion, *, link: str, locale: Locale) -> Letter:
    """Return the letter in the language that the reader is likeliest to understand."""
    language: Language = "ko" if locale == "ko" else "en"
    words = WORDINGS[occasion, language]
    return Letter(
        subject=words.subject,
        text=f"{words.opening}\n\n{link}\n\n{words.closing}\n",
        html=_html(words, link, language),
    )


def _html(words: Wording, link: str, language: Language) -> str:
    href, opening, button, closing = map(escape, (link, words.opening, words.button, words.closing))
    return (
        f'<!doctype html><html lang="{language}"><body><p>{opening}</p>'
        f'<p><a href="{href}">{button}</a></p><p>{href}</p><p>{closing}</p></body></html>'
    )
