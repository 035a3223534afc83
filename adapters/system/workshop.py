"""Folders of this machine's disk, where large files lie for as long as somebody works on them."""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, ParamSpec, TypeVar

import structlog
from attrs import frozen
from typing_extensions import override

from adapters.section import CannotOpen, setting
from adapters.system.draft import Draft
from adapters.system.own_folder import OwnFolder, own_folder, remove, sweep
from adapters.wire.carried_through import carried_through
from adapters.wire.pieces import in_pieces
from core.errors import Unavailable
from ports.workshop import Folder, TooLarge, Workshop

P = ParamSpec("P")
T = TypeVar("T")

PIECE: Final = 1024 * 1024
log = structlog.get_logger()


@frozen
class SystemFolder(Folder):
    """One lent folder."""

    path: Path

    @override
    async def keep(self, name: str, chunks: AsyncIterable[bytes], *, at_most: int) -> Path:
        place = self.path / _simple(name)
        draft = Draft()
        try:
            await _on_disk(draft.begin, self.path)
            await _fill(draft, chunks, at_most)
            await _on_disk(draft.become, place)
        finally:
            await _on_disk(draft.end)
        return place

    @override
    async def read(self, file: Path) -> AsyncIterator[bytes]:
        descriptor = await _on_disk(_opened_below, self.path, file)
        try:
            while piece := await _on_disk(os.read, descriptor, PIECE):
                yield piece
        finally:
            os.close(descriptor)


@frozen
class SystemWorkshop(Workshop):
    """Lends folders below the process's own."""

    _own: Path

    @override
    @asynccontextmanager
    async def folder(self) -> AsyncIterator[Folder]:
        path = Path(await _on_disk(mkdtemp, dir=self._own))
        try:
            yield SystemFolder(path)
        finally:
            await _on_disk(remove, path)


@frozen(kw_only=True)
class Section:
    """Where there is room; it need not outlive the process."""

    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))
    place: Path | None = setting(
        "ODDIYA_WORK_DIR",
        "a directory with room for films in the making; `work` in ODDIYA_HOME unless set",
        default=None,
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Workshop]:
    """Open a folder for this process, after removing those of dead ones."""
    place = (section.place or section.home / "work").absolute()
    try:
        own = await carried_through(asyncio.to_thread(_opened_own, place))
    except OSError as failure:
        raise CannotOpen(f"films cannot be worked on in {place}: {failure.strerror}") from failure
    try:
        yield SystemWorkshop(own.path)
    finally:
        await carried_through(asyncio.to_thread(own.close))


def _opened_own(place: Path) -> OwnFolder:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(place)
    return own_folder(place)


async def _fill(draft: Draft, chunks: AsyncIterable[bytes], at_most: int) -> None:
    size = 0
    async with aclosing(in_pieces(chunks, PIECE)) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size > at_most:
                raise TooLarge(at_most=at_most)
            await _on_disk(draft.append, piece)


def _simple(name: str) -> str:
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise ValueError(f"{name!r} is no simple name of a file")
    return name


def _opened_below(folder: Path, file: Path) -> int:
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{file} is not in {folder}")
    return os.open(file, os.O_RDONLY)


async def _on_disk(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the work in a thread, which goes on although we are cancelled, and tell of a failing disk as `Unavailable`."""
    try:
        return await carried_through(asyncio.to_thread(work, *args, **kwargs))
    except OSError as failure:
        log.warning("the disk refuses", reason=failure.strerror)
        raise Unavailable(what="the disk", retry_after=60) from failure
