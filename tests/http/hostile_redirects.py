"""Addresses that lead elsewhere while they look like ours, or like no address at all; made by rules."""

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

OWN = "app.oddiya.test"
PATH = "/signed-in"
EVIL = (
    "evil.test",
    "evil。test",
    "evil．test",
    "evil%E3%80%82test",
    "evil.test:443",
    f"evil.test?{OWN}",
    f"evil.test#{OWN}",
    f"{OWN}@evil.test",
    f"{OWN}:443@evil.test",
    f"{OWN}%40evil.test",
    f"{OWN}.evil.test",
    f"evil.test/{OWN}",
    "[::ffff:203.0.113.9]",
    "3405803785",
    "ⓔⓥⓘⓛ.test",
)
BLANKS = ("", " ", "\t", "\n", "\r\n", "\x0b", "\u00a0", "\u2028", "\ufeff", "%09", "%0d%0a", "%20")
STARTS = ("//", "///", "/\\", "\\\\", "\\/", "/%5c", "/%2f", "/.//", "/..//", "/;//", "//%09/")
SCHEMES = ("https:", "https:/", "https:\\\\", "https:///", "http://", "ftp://", "HTTPS://", "hTtPs:")
SCRIPTS = ("javascript:alert(1)", "javascript://%0aalert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc")


def hostile_redirects() -> list[str]:
    """Return them all, each once."""
    return list(dict.fromkeys(_made()))


def _made() -> Iterator[str]:
    for start, host in product((*STARTS, *SCHEMES), EVIL):
        yield f"{start}{host}{PATH}"
    for blank, start in product(BLANKS, STARTS):
        yield f"{blank}{start}evil.test"
        yield f"/{blank}{start[1:]}evil.test"
    for blank in BLANKS[1:]:
        yield from (f"{blank}https://{OWN}{PATH}", f"https://{OWN}{PATH}{blank}", f"ht{blank}tps://{OWN}{PATH}")
        yield f"https://{OWN}{PATH}{blank}Location: https://evil.test"
        yield f"https://{OWN}{blank}.evil.test{PATH}"
    for script in SCRIPTS:
        yield from (script, script.upper(), f" {script}", script.replace(":", "&colon;"), f"//{OWN}/{script}")
    for text in (f"https://{OWN}{PATH}", "oddiya://signin"):
        yield from _nearly(text)


def _nearly(ours: str) -> Iterator[str]:
    """Spell one of our own addresses otherwise; also what only some reader takes for it is not it."""
    yield from (quote(ours), quote(ours, safe=""), ours.upper(), ours.title(), f"{ours}/", f"{ours}/..", f"{ours}//")
    yield from (f"{ours}?next=https://evil.test", f"{ours}#@evil.test", f"{ours}.evil.test", f"{ours}@evil.test")
    yield from (f"{ours};x", f"{ours}%00", f"{ours}\\@evil.test", f"<{ours}>", f'"{ours}"', f"{ours},{ours}")
    for position in range(0, len(ours), 3):
        yield f"{ours[:position]}%{ord(ours[position]):02x}{ours[position + 1 :]}"
