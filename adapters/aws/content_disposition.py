"""The header that asks a browser to save what it gets (RFC 6266)."""

import re
from urllib.parse import quote

_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 5987, besides letters and digits


def saved_as(name: str) -> str:
    """Return the header's value for a name in any script; old browsers get the nearest name in ASCII."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f/\\]", "_", name).strip() or "download"
    plain = re.sub(r'[^ !#-~]|[%"]', "_", shown)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe=_ATTR_CHAR, errors='replace')}"
