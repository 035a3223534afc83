"""The two pages to which the links in letters lead."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Self

from attrs import frozen

from core.errors import NotFound
from entrypoints.http.caller import PUBLIC
from entrypoints.http.files import FileReply
from entrypoints.http.route import get

# What is asked for, the file that answers, and its media type. Both pages are one file, which sees where it is.
FILES: Final = {
    "verify": ("account.html", "text/html"),
    "reset": ("account.html", "text/html"),
    "account.css": ("account.css", "text/css"),
    "account.js": ("account.js", "text/javascript"),
}
POLICY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@frozen
class AccountPageRoutes:
    """Serves files that were read when the application was built."""

    _files: Mapping[str, FileReply]

    @classmethod
    def read(cls) -> Self:
        """Return the routes."""
        folder = files("entrypoints").joinpath("assets")
        return cls({asked: _reply(folder.joinpath(name).read_bytes(), media) for asked, (name, media) in FILES.items()})

    @get("/account/{name}", security=PUBLIC, hidden=True, raises=(NotFound,))
    async def get_file(self, name: str) -> FileReply:
        """Return a page, or what it is made of."""
        if name not in self._files:
            raise NotFound
        return self._files[name]


def _reply(content: bytes, media: str) -> FileReply:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return FileReply.of_bytes(content, content_type=f"{media}; charset=utf-8", etag=etag, headers=POLICY)
