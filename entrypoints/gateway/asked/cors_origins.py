"""The setting that lists the web pages which may call us from other origins."""

import re
from typing import Final
from urllib.parse import urlsplit

from attrs import field, frozen
from typing_extensions import override

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# As browsers write origins (RFC 6454 section 6.2): what is not spelled so could never be met.
ORIGIN: Final = re.compile(rf"(https?)://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:]+\])(?::([1-9][0-9]{{0,4}}))?")
USUAL_PORTS: Final = {"http": "80", "https": "443"}
HIGHEST_PORT: Final = 65535


def _origins_of(text: str) -> frozenset[str]:
    return frozenset(_origin_of(part.strip()) for part in text.split(",") if part.strip())


def _origin_of(text: str) -> str:
    found = ORIGIN.fullmatch(text)
    if found is None or found[2] == USUAL_PORTS[found[1]] or int(found[2] or 0) > HIGHEST_PORT:
        raise ValueError(text)
    return text


def origin_of(url: str) -> str:
    """Return the origin of the pages under an absolute URL, as browsers write it."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    has_usual_port = parts.port is None or str(parts.port) == USUAL_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if has_usual_port else f":{parts.port}")


@frozen
class CorsOrigins:
    """Origins like https://app.oddiya.app, comma-separated."""

    origins: frozenset[str] = field(converter=_origins_of)

    @override
    def __str__(self) -> str:
        return ",".join(sorted(self.origins))
