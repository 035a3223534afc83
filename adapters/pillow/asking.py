"""What the reader asks of the program that knows photos, and what that answers: a line of JSON each."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from core.video.model.timeline import Box, Picture, Text


@frozen(kw_only=True)
class Ask:
    """What to draw into the target, a picture of the photo or texts alone; without a target, the photo's size."""

    photo: Path | None = None
    target: Path | None = None
    size: tuple[int, int] = (0, 0)
    picture: Picture | None = None
    texts: tuple[Text, ...] = ()

    @property
    def words(self) -> tuple[Text, ...]:
        """What is to be written."""
        return self.texts if self.picture is None else self.picture.texts


@frozen(kw_only=True)
class Answer:
    """The size of what was looked at or drawn; or why the photo cannot be shown, or what else went wrong."""

    size: tuple[int, int] = (0, 0)
    broken: str | None = None
    failed: str | None = None


def ask_line(ask: Ask) -> bytes:
    """Write what is asked; who reads it is in another folder."""
    return _line(asdict(ask, value_serializer=_plain))


def ask_of(line: bytes) -> Ask:
    """Read what is asked."""
    said = json.loads(line)
    picture = said["picture"]
    return Ask(
        photo=_path(said["photo"]),
        target=_path(said["target"]),
        size=_size(said["size"]),
        picture=None if picture is None else Picture(**{**picture, "texts": _texts(picture["texts"])}),
        texts=_texts(said["texts"]),
    )


def answer_line(answer: Answer) -> bytes:
    """Write an answer."""
    return _line(asdict(answer))


def answer_of(line: bytes) -> Answer:
    """Read an answer; whoever writes it may have been led astray by a photo, so anything else is a `ValueError`."""
    said = json.loads(line)
    try:
        answer = Answer(size=_size(said["size"]), broken=said["broken"], failed=said["failed"])
    except (TypeError, LookupError) as error:
        raise ValueError("this is no answer") from error
    if not (all(type(side) is int for side in answer.size) and _is_text(answer.broken) and _is_text(answer.failed)):
        raise ValueError("this is no answer")
    return answer


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _plain(_: object, __: object, value: object) -> object:
    return str(value.absolute()) if isinstance(value, Path) else value


def _path(said: str | None) -> Path | None:
    return None if said is None else Path(said)


def _size(said: Sequence[int]) -> tuple[int, int]:
    width, height = said
    return width, height


def _texts(said: Sequence[Mapping[str, Any]]) -> tuple[Text, ...]:
    return tuple(Text(**{**text, "box": Box(**text["box"])}) for text in said)


def _is_text(said: object) -> bool:
    return said is None or (isinstance(said, str) and said.isprintable())
