"""Where people may be sent back to: our own apps, and nowhere else."""

import re
from typing import Final
from urllib.parse import urlencode

from attrs import Attribute, field, frozen

from core.identity.model.errors import RedirectNotAllowed

TARGET: Final = re.compile(r"[a-z][a-z0-9+.-]*:[!$-;=?-Z_a-z~\[\]]+")  # RFC 3986, without a fragment
SCRIPTS: Final = ("javascript:", "data:", "vbscript:", "file:", "blob:", "about:")
LOOPBACK: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)")
LAST_PORT: Final = 65535


def _all_are_targets(_: object, __: "Attribute[tuple[str, ...]]", targets: tuple[str, ...]) -> None:
    for target in targets:
        if not _is_target(target):
            raise ValueError(
                f"{target!r} is not an address of an app: https, http on this machine, or a scheme of its own"
            )


def _is_target(text: str) -> bool:
    if TARGET.fullmatch(text) is None or text.startswith(SCRIPTS):
        return False
    if text.startswith("http:"):
        return _portless(text) is not None
    return not text.startswith("https:") or text.startswith("https://")


@frozen
class RedirectTargets:
    """The addresses of our apps.

    They are compared character by character, for every rule by which two texts could be one address is a way around
    the list. Only an app that listens on its own machine may choose its port (RFC 8252 section 7.3).
    """

    allowed: tuple[str, ...] = field(validator=_all_are_targets)

    def admit(self, target: str) -> None:
        """Raise `RedirectNotAllowed` unless the target is one of our apps."""
        portless = _portless(target)
        if target in self.allowed or (portless is not None and portless in map(_portless, self.allowed)):
            return
        raise RedirectNotAllowed


def _portless(target: str) -> tuple[str, str] | None:
    loopback = LOOPBACK.fullmatch(target)
    if loopback is None or int(loopback[2] or 0) > LAST_PORT:
        return None
    return loopback[1], loopback[3]


def target_with(target: str, **parameters: str | None) -> str:
    """Return a target with parameters in its query; those that are None are left out."""
    told = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{target}{'&' if '?' in target else '?'}{told}"
