"""The key with which an outside service knows us."""

import re

from attrs import field, frozen


@frozen
class ServiceKey:
    """A key that shows in no repr."""

    text: str = field(repr=False)

    @text.validator
    def _can_be_sent(self, _: object, text: str) -> None:
        if not re.fullmatch(r"[!-~]{1,512}", text):
            raise ValueError("a key is one word")
