"""Ids in paths."""

from typing import Annotated, Final

from core.identity.model.user import UserId
from core.video.model.job import JobId
from entrypoints.http.shapes.constraints import Pattern

UUID: Final = Pattern("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
JobInPath = Annotated[JobId, UUID]
UserInPath = Annotated[UserId, UUID]
