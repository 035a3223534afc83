"""A form whose last part is a file: what stands before it is read whole, and the file as it comes."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from attrs import define, field, frozen
from typing_extensions import override

from core.errors import Fault
from entrypoints.http.multipart.heads import PartHead
from entrypoints.http.multipart.parts_reader import PartsReader
from entrypoints.http.multipart.refusals import BadMultipart
from entrypoints.http.refusals import Malformed, TooLarge
from entrypoints.http.shapes.faults import escaped

TEXTS: Final = ("", "application/json", "text/plain")


@frozen(kw_only=True)
class FormShape:
    """The names of a form's texts and of its file, and how many bytes a text may have."""

    texts: frozenset[str]
    file: str
    limit: int


@define(eq=False)
class FilePart(AsyncIterator[bytes]):
    """A file in pieces; when there are no more of them, the whole form has been found to be as it should."""

    _parts: PartsReader
    _shape: FormShape
    _is_whole: bool = field(default=False, init=False)

    @override
    async def __anext__(self) -> bytes:
        piece = b"" if self._is_whole else await self._parts.piece()
        if piece:
            return piece
        if not self._is_whole:
            await self._end()
        raise StopAsyncIteration

    async def _end(self) -> None:
        after = await self._parts.head()
        if after is not None:
            raise _strange(after.name, self._shape)
        self._is_whole = True


@frozen(kw_only=True)
class ArrivingForm:
    """The texts of a form by their names, and its file, of which nothing is read yet."""

    texts: Mapping[str, bytes]
    file: FilePart


async def arriving_form(parts: PartsReader, shape: FormShape) -> ArrivingForm:
    """Read a form up to its file."""
    texts: dict[str, bytes] = {}
    while (head := await parts.head()) is not None:
        if head.name == shape.file:
            return ArrivingForm(texts=texts, file=FilePart(parts, shape))
        if head.name not in shape.texts or head.name in texts:
            raise _strange(head.name, shape)
        texts[head.name] = await _text(head, parts, shape.limit)
    raise Malformed(faults=(Fault(f"/{shape.file}", "is missing"),))


async def _text(head: PartHead, parts: PartsReader, limit: int) -> bytes:
    if head.media not in TEXTS:
        raise BadMultipart(why=f"the part {head.name} is neither JSON nor plain text")
    text = bytearray()
    while piece := await parts.piece():
        text += piece
        if len(text) > limit:
            raise TooLarge(limit=limit)
    return bytes(text)


def _strange(name: str, shape: FormShape) -> Malformed:
    is_known = name in shape.texts or name == shape.file
    why = f"must come once, and {shape.file} last" if is_known else "is not known here"
    return Malformed(faults=(Fault(f"/{escaped(name)}", why),))
