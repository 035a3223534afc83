"""What has happened, told to whoever cares, in the same transaction as the change itself."""

from typing import ClassVar

from attrs import frozen


@frozen(kw_only=True)
class Event:
    """A fact in the past tense; `name` identifies its type on the wire and never changes."""

    name: ClassVar[str]
