"""Where a service listens, as an operator says it."""

import re
from typing import Final, Self
from urllib.parse import urlsplit

HTTP_PORT: Final = 80
LABEL: Final = r"[A-Za-z0-9_-]{1,63}"
SHAPE: Final = re.compile(rf"http://({LABEL}(\.{LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?/?")


class ServiceUrl(str):
    """`http://host:port` and nothing more: the network between services is our own, and paths are the table's."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what says more than where to connect, or not even that."""
        if not SHAPE.fullmatch(text) or urlsplit(text).port == 0:  # reading it also refuses what is no port
            raise ValueError(text)
        return super().__new__(cls, text.removesuffix("/"))

    @property
    def host(self) -> str:
        """Whom to connect to."""
        return urlsplit(self).hostname or ""

    @property
    def port(self) -> int:
        """On which port."""
        return urlsplit(self).port or HTTP_PORT

    @property
    def authority(self) -> bytes:
        """What requests say in the field Host."""
        return urlsplit(self).netloc.encode()
