"""The second line of defence against secrets in logs: what looks like one is masked, whoever logged it."""

import re
from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "[masked]"

# A line in lower case without any of these holds nothing to mask; looking for them costs a microsecond.
MARKS: Final = tuple(
    mark.encode()
    for mark in (
        *('"code":"', '"key":', "code=", "key=", "code'", "key'", "apikey", "api_key", "api-key", "private key"),
        *("token", "secret", "passw", "pwd", "authoriz", "cookie", "credential", "signature", "verifier", "appid"),
        *("@", "eyj", "bearer ", "basic ", "kakaoak ", "akia", "asia"),
    )
)

SECRET_KEY: Final = re.compile(
    r"(?:.*_)?(?:authorization|tokens?|secrets?|password|passwd|pwd|cookies?|credentials?|e_?mail|verifier|signature)"
    r"|(?:api_?|private_|secret_|signing_|access_|encryption_)?key|(?:authorization_)?code|appid"
)
# The codes of Oddiya's own problems are words; nobody else's code is.
PROBLEM_CODE: Final = re.compile(r"[a-z]{1,16}|[a-z]+(?:-[a-z]+){1,6}")

SECRET_TEXTS: Final = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", MASK),
        (r"(?i)(\b(?:proxy-)?authorization\b['\"]?[ ]*[:=][ ]*)[^\r\n,;}\])]+", rf"\1{MASK}"),
        (r"(?i)(\b(?:set-)?cookie['\"]?[ ]*[:=][ ]*)[^\r\n]+", rf"\1{MASK}"),
        (r"(?i)\b(bearer|basic|kakaoak)[ ]+[a-z0-9._~+/=-]{8,}", rf"\1 {MASK}"),
        (r"\beyJ[\w-]{5,}(?:\.[\w-]*)+", MASK),
        (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", MASK),
        (r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#@'\"]*(?:@[^\s/?#@'\"]*)*@", rf"\1{MASK}@"),
        (
            r"(?i)(?<![a-z0-9])((?:[a-z0-9]+[_-])*"
            r"(?:password|passwd|pwd|secret|token|api[_-]?key|signature|credential|verifier|appid)"
            r"|(?<![_-])(?:code|key))"
            r"(['\"]?[ ]*=[ ]*['\"]?|['\"][ ]*:[ ]*['\"]?)(?!\[masked\])[^\s'\"&,;)}\]]+",
            rf"\1\2{MASK}",
        ),
        (r"(?<![\w.%+'-])[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+", MASK),
    )
)


def is_suspicious(line: bytes) -> bool:
    """Tell whether a rendered line may hold something to mask; it is quick, and wrong only towards yes."""
    lower = line.lower()
    return any(mark in lower for mark in MARKS)


def scrubbed(value: Any, *, key: str = "") -> Any:
    """Return the value with everything masked that is a secret by its key or by its looks."""
    if key and value is not None and _is_secret(key, value):
        return MASK
    if isinstance(value, str):
        return _scrubbed_text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {scrubbed(str(name)): scrubbed(item, key=str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [scrubbed(item) for item in value]
    return _scrubbed_text(repr(value))


def _is_secret(key: str, value: Any) -> bool:
    name = key.lower().replace("-", "_")
    if SECRET_KEY.fullmatch(name) is None or isinstance(value, bool):
        return False
    return name != "code" or not (isinstance(value, int) or PROBLEM_CODE.fullmatch(str(value)))


def _scrubbed_text(text: str) -> str:
    for pattern, mask in SECRET_TEXTS:
        text = pattern.sub(mask, text)
    return text
