"""What a secret looks like: one rule for each kind, and one for whatever is called a key and reads like chance."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from attrs import frozen

from tests.supply.secrets.chance import bits_per_character, is_made_of_words

NAMED: Final = (
    rb"(?:api|access|secret|private|signing|auth)[_-]?keys?|secrets?|passw(?:or)?d|passphrase|token|credentials?"
)
IS: Final = rb"[\w-]{0,30}[\"']?\s{0,3}(?::|=|=>|:=)\s{0,3}[\"']?"
HINTS: Final = tuple(
    spelt
    for word in (b"key", b"secret", b"passw", b"passphrase", b"token", b"credential")
    for spelt in (word, word.upper(), word.capitalize())
)
VALUE: Final = rb"([A-Za-z0-9+/_=~-]{20,512})(?![\w(.\[])"  # what is called, or looked into, is no value


@frozen(kw_only=True)
class Rule:
    """One kind of secret: what it looks like, words without which it cannot be there, and how much chance is in it."""

    name: str
    pattern: re.Pattern[bytes]
    hints: Sequence[bytes] = ()
    bits: float
    may_be_words: bool

    def found_in(self, content: bytes) -> Iterator["Find"]:
        """Find what looks like it."""
        if self.hints and not any(hint in content for hint in self.hints):
            return
        for match in self.pattern.finditer(content):
            secret = match[match.lastindex or 0]
            if bits_per_character(secret) >= self.bits and (self.may_be_words or not is_made_of_words(secret)):
                yield Find(rule=self.name, secret=secret, line=content.count(b"\n", 0, match.start()) + 1)


@frozen(kw_only=True)
class Find:
    """One secret and its line; it is told by its fingerprint, and never shown."""

    rule: str
    secret: bytes
    line: int

    @property
    def fingerprint(self) -> str:
        """Stands for the secret, wherever it lies."""
        return sha256(self.rule.encode() + b"\0" + self.secret).hexdigest()[:20]


def _rule(name: str, pattern: bytes, *hints: bytes, bits: float = 3.0, may_be_words: bool = True) -> Rule:
    return Rule(name=name, pattern=re.compile(pattern), hints=hints, bits=bits, may_be_words=may_be_words)


RULES: Final[Sequence[Rule]] = (
    _rule("private key", rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----\s+(\S{40,})", b"PRIVATE KEY"),
    _rule("private key in one line", rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\\+n(\S{40,})", b"PRIVATE KEY"),
    _rule("AWS access key", rb"\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b", b"AKIA", b"ASIA", b"ABIA", b"ACCA"),
    _rule("token of GitHub", rb"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})", b"gh", bits=3.5),
    _rule("token of GitLab", rb"\b(glpat-[\w-]{20,})", b"glpat-"),
    _rule("token of Slack", rb"\b(xox[abeoprs]-[A-Za-z0-9-]{20,})", b"xox"),
    _rule("web hook of Slack", rb"(hooks\.slack\.com/services/T\w+/B\w+/\w{16,})", b"hooks.slack.com"),
    _rule("key of Google", rb"\b(AIza[\w-]{35}|GOCSPX-[\w-]{28})", b"AIza", b"GOCSPX-", bits=3.5),
    _rule("key of Stripe", rb"\b([rs]k_live_[A-Za-z0-9]{20,}|whsec_[A-Za-z0-9+/]{24,})", b"k_live_", b"whsec_"),
    _rule("token of PyPI", rb"\b(pypi-AgE[\w-]{50,})", b"pypi-AgE"),
    _rule("key of a language model", rb"\b(sk-(?:[a-z]+-)*[A-Za-z0-9_]{32,})", b"sk-", bits=3.5),
    _rule(
        "signed token",
        rb"\b(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,})", b"eyJ", bits=4.0,
    ),
    _rule(
        "password in a URL",
        rb"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{1,64}:([^\s:/@\"'<>{}$]{12,128})@", b"://", bits=3.3,
    ),
    _rule("something called a secret", rb"(?i)(?:" + NAMED + rb")" + IS + VALUE, *HINTS, bits=3.9, may_be_words=False),
)  # fmt: skip


def finds_in(content: bytes) -> Iterator[Find]:
    """Find whatever looks like a secret."""
    for rule in RULES:
        yield from rule.found_in(content)
