"""The dev issuer's page: one document, nothing in it from elsewhere, no script."""

import hashlib
from base64 import b64encode
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from attrs import asdict, frozen

from entrypoints.dev_issuer.asked import Asked, Consent
from entrypoints.http.files import FileReply

HTML: Final = "text/html; charset=utf-8"
COMPLAINT: Final = '<p class="wrong" role="alert">This is not an e-mail address we can send mail to.</p>'


def _asset(name: str) -> str:
    return files("entrypoints.dev_issuer").joinpath(name).read_text("utf-8")


@frozen
class Page:
    """Draws the page for a request."""

    _template: Template
    _style: str

    @classmethod
    def of_assets(cls) -> "Page":
        """Return the page that comes with Oddiya."""
        return cls(Template(_asset("page.html")), _asset("page.css"))

    def drawn(self, asked: Asked, *, action: str) -> FileReply:
        """Return the page; one that comes back with what was typed says what is wrong with it."""
        typed = asked.email if isinstance(asked, Consent) else asked.login_hint
        name = asked.name if isinstance(asked, Consent) else ""
        text = self._template.substitute(
            style=self._style,
            action=escape(action),
            hidden=_hidden(asked),
            complaint=COMPLAINT if isinstance(asked, Consent) else "",
            email=escape(typed),
            name=escape(name),
            email_focus="" if typed else " autofocus",
            name_focus=" autofocus" if typed else "",
            target=escape(asked.redirect_uri),
        )
        return FileReply.of_bytes(text.encode(), content_type=HTML, headers=self._headers(asked.redirect_uri))

    def _headers(self, target: str) -> dict[str, str]:
        digest = b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' {source_of(target)}; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}


def source_of(target: str) -> str:
    """Return what a Content-Security-Policy calls the place that a form's answer leads on to."""
    scheme, _, rest = target.partition("://")
    if scheme in ("http", "https"):
        return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"
    return f"{target.partition(':')[0]}:"


def _hidden(asked: Asked) -> str:
    kept = ((name, value) for name, value in asdict(asked).items() if value and name not in ("email", "name", "auto"))
    return "\n      ".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept)
