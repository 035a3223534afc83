"""A page with a button that stops letters, and the one that says they are stopped."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Final, Literal

from attrs import frozen

from core.identity.model.user import Locale

Said = Literal["asks", "done"]


@frozen(kw_only=True)
class Wording:
    """What a page says; a page that has a button asks."""

    title: str
    text: str
    button: str | None = None


WORDINGS: Final[Mapping[tuple[Said, Locale], Wording]] = {
    ("asks", "ko"): Wording(
        title="이메일 알림을 그만 받으시겠어요?",
        text="앱과 기기의 알림은 그대로예요. 앱 설정에서 언제든지 다시 켤 수 있어요.",
        button="이메일 그만 받기",
    ),
    ("asks", "en"): Wording(
        title="Stop e-mails with news?",
        text="Notices in the app and on your devices stay. You can switch e-mails on again in the app at any time.",
        button="Stop these e-mails",
    ),
    ("asks", "ja"): Wording(
        title="メール通知を停止しますか？",  # noqa: RUF001 - it is how Japanese asks
        text="アプリとデバイスの通知はそのままです。アプリの設定でいつでも再開できます。",
        button="メール通知を停止する",
    ),
    ("done", "ko"): Wording(title="이제 이메일 알림을 보내지 않아요", text="앱 설정에서 언제든지 다시 켤 수 있어요."),
    ("done", "en"): Wording(
        title="No more e-mails with news", text="You can switch them on again in the app at any time."
    ),
    ("done", "ja"): Wording(title="メール通知を停止しました", text="アプリの設定でいつでも再開できます。"),
}
STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1rem/1.6 system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}"
    "main{max-width:26rem;margin:0 auto;padding:3rem 1.25rem}"
    "h1{font-size:1.5rem;line-height:1.3;margin:.5rem 0}"
    ".brand{color:#0d6e5f;font-weight:700;margin:0}"
    "button{width:100%;min-height:2.75rem;border:0;border-radius:.5rem;background:#0d6e5f;color:#fff;font:inherit;"
    "font-weight:600;cursor:pointer}"
    "@media(prefers-color-scheme:dark){.brand{color:#5fcfbb}}"
)
STYLE_HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page(said: Said, language: Locale) -> str:
    """Return a page, whose form asks the page's own URL."""
    wording = WORDINGS[said, language]
    form = "" if wording.button is None else f'<form method="post"><button>{escape(wording.button)}</button></form>'
    return f"""\
<!doctype html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>{escape(wording.title)} · Oddiya</title>
  <link rel="icon" href="data:,">
  <style>{STYLE}</style>
</head>
<body>
  <main>
    <p class="brand">Oddiya</p>
    <h1>{escape(wording.title)}</h1>
    <p>{escape(wording.text)}</p>
    {form}
  </main>
</body>
</html>
"""
