"""The second line of defence against secrets in logs: what looks like one is masked, whoever logged it."""

import re
from typing import Any, Final

MASK: Final = "[masked]"

# A text that has none of these, in lower case, holds nothing to mask; looking for them is what makes scrubbing cheap.
MARKS: Final = (
    *(
        "token",
        "secret",
        "passw",
        "pwd",
        "authoriz",
        "cookie",
        "credential",
        "signature",
        "verifier",
        "appid",
        "key",
        "mail",
    ),
    *('"code":"', "code=", "code'", "@", "eyj", "bearer", "basic", "kakaoak", "akia", "asia"),
)

SECRET_NAME: Final = re.compile(
    r"(?:.*_)?(?:authorization|tokens?|secrets?|password|passwd|pwd|cookies?|credentials?|e_?mail|verifier|signature)"
    r"|(?:api_?|private_|secret_|signing_|access_|encryption_)?key|(?:authorization_)?code|appid"
)

# Every pattern begins where a word does and so takes time in proportion to the text, whatever the text is.
PRIVATE_KEY: Final = r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?"
AUTHORIZATION: Final = r"(?i)(\bauthorization\b['\"]?[ ]?[:=][ ]?)[^\r\n,;}\])]+"
COOKIE: Final = r"(?i)(\bcookie\b['\"]?[ ]?[:=][ ]?)[^\r\n]+"
CREDENTIALS: Final = r"(?i)\b(bearer|basic|kakaoak)[ ]+[a-z0-9._~+/=-]{8,}"
JWT: Final = r"\beyJ[\w-]{5,}(?:\.[\w-]*)+"
AWS_KEY: Final = r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
USER_OF_URL: Final = r"(?i)(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*://)[^\s/?#'\"]*@"
ASSIGNED: Final = (
    r"(?i)(password|passwd|pwd|secret|token|api[_-]?key|signature|credential|verifier|appid|(?<![\w-])(?:code|key))"
    r"(['\"]?[ ]?=[ ]?['\"]?|['\"][ ]?:[ ]?['\"]?)[^\s'\"&,;)}\]]+"
)
EMAIL: Final = r"(?<![\w.%+'-])[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+"

MASKED_TEXTS: Final = (
    (re.compile(PRIVATE_KEY), MASK),
    (re.compile(AUTHORIZATION), rf"\1{MASK}"),
    (re.compile(COOKIE), rf"\1{MASK}"),
    (re.compile(CREDENTIALS), rf"\1 {MASK}"),
    (re.compile(JWT), MASK),
    (re.compile(AWS_KEY), MASK),
    (re.compile(USER_OF_URL), rf"\1{MASK}@"),
    (re.compile(ASSIGNED), rf"\1\2{MASK}"),
    (re.compile(EMAIL), MASK),
)


def is_suspicious(text: str) -> bool:
    """Tell whether a text may hold something to mask; it is quick, and wrong only towards yes."""
    lower = text.lower()
    for mark in MARKS:  # noqa: SIM110 - a generator costs twice as much
        if mark in lower:
            return True
    return False


def scrubbed(value: Any, *, name: str = "") -> Any:
    """Return a JSON value with everything masked that is a secret by its name or by its looks."""
    if name and _is_secret(name, value):
        return MASK
    match value:
        case str():
            return _scrubbed_text(value)
        case dict():
            return {_scrubbed_text(key): scrubbed(item, name=key) for key, item in value.items()}
        case list():
            return [scrubbed(item) for item in value]
        case _:
            return value


def _is_secret(name: str, value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return False
    return SECRET_NAME.fullmatch(name.lower().replace("-", "_")) is not None


def _scrubbed_text(text: str) -> str:
    if is_suspicious(text):
        for pattern, mask in MASKED_TEXTS:
            text = pattern.sub(mask, text)
    return text
