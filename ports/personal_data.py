"""What Oddiya's services know about a person, for that person."""

import json
from collections.abc import Sequence
from typing import Protocol, Self

from attrs import field, frozen

from core.identity.model.user import UserId


@frozen(kw_only=True)
class DataFile:
    """One file of an export."""

    path: str
    content: bytes = field(repr=False)

    @classmethod
    def of_json(cls, path: str, value: object) -> Self:
        """Return a file of JSON that people can read."""
        return cls(path=path, content=json.dumps(value, ensure_ascii=False, indent=2).encode(errors="replace") + b"\n")


class PersonalData(Protocol):
    """Collects what services keep about a user.

    - `of_user` returns files whose paths differ; of a user whom nobody knows, files that say so or none.
    - `Unavailable` is raised when a service does not answer: half an export is not an export.
    """

    async def of_user(self, user_id: UserId) -> Sequence[DataFile]:
        """Collect."""
        ...
