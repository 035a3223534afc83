"""Names a part after everything that its bytes depend on."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from attrs import asdict, evolve, frozen

from adapters.ffmpeg.engine import PhotoFile
from adapters.ffmpeg.moving.cutting import Part, Seen
from core.video.model.timeline import Picture, Timeline

EDITION: Final = 1  # to be raised whenever the same timeline is to be drawn in another way


@frozen(kw_only=True)
class Namer:
    """Knows what is the same for all parts of a film; `identity` tells one encoder from another."""

    timeline: Timeline
    photos: Sequence[PhotoFile]
    identity: str

    def name(self, part: Part) -> str:
        """Return the name under which a part is kept."""
        canvas = self.timeline.canvas
        facts = {
            "edition": EDITION,
            "encoder": self.identity,
            "canvas": asdict(canvas),
            "frames": part.frames,
            "sides": [self._side(seen) for seen in part.sides],
        }
        return f"moving-{hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()}"

    def _side(self, seen: Seen) -> dict[str, Any]:
        shot = seen.shot
        picture = self.timeline.pictures[shot.picture]
        way = None if shot.motion is None else (asdict(shot.motion), seen.first, seen.of)
        return {"picture": self._picture(picture), "overlay": [asdict(text) for text in shot.overlay], "way": way}

    def _picture(self, picture: Picture) -> dict[str, Any]:
        photo = None if picture.photo is None else self.photos[picture.photo].digest
        return {**asdict(evolve(picture, photo=None)), "photo": photo}
