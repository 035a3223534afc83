"""How an adapter declares what it must be told, and which other opened ports it stands on."""

from typing import Any

from attrs import NOTHING, field


class CannotOpen(Exception):  # noqa: N818 - named for the fact
    """Something that only the operator can mend keeps an adapter shut; its text is one line that says what to do."""


SETTING = "oddiya.setting"
NEED = "oddiya.need"


def setting(env: str, expects: str, *, default: Any = NOTHING, secret: bool = False) -> Any:
    """Declare a field of a section that the environment variable `env` fills.

    `expects` completes the sentence "ODDIYA_X is missing: it expects …". The field's type says how the text is read:
    str, int, float, bool, Path, timedelta (seconds), a Literal, or a tuple of str (comma-separated).
    """
    return field(
        default=default, repr=not secret, metadata={SETTING: {"env": env, "expects": expects, "secret": secret}}
    )


def need(port: str) -> Any:
    """Declare a field of a section that holds another port of the same process, opened before this one."""
    return field(repr=False, metadata={NEED: port})
