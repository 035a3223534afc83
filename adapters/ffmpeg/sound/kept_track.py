"""A film's sound, made once and kept."""

import asyncio
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from attrs import frozen

from adapters.ffmpeg.accepting import accept_sound
from adapters.ffmpeg.binary import Binary
from adapters.ffmpeg.probing import NoFilm, probed
from adapters.ffmpeg.sound.music_track import RATE, Wanted, music_track
from core.video.model.film import PieceMade
from core.video.model.timeline import Timeline
from ports.film_maker import Pieces

NAME = "music"


@frozen(kw_only=True)
class Track:
    """Sound, ready to be put beside pictures."""

    path: Path
    piece: PieceMade


async def track_for(timeline: Timeline, music: Path, *, binary: Binary, folder: Path, pieces: Pieces) -> Track:
    """Return the music as the timeline wants it, made anew only where it is not kept."""
    begin = perf_counter()
    wanted = Wanted.by(timeline)
    name = wanted.name(binary, await asyncio.to_thread(digest_of, music))
    path = folder / "music.m4a"
    kept = await pieces.find(name)
    usable = kept is not None and await asyncio.to_thread(_usable, kept, path, wanted)
    if not usable:
        await music_track(binary, music, wanted, track=path)
        await pieces.keep(name, await asyncio.to_thread(path.read_bytes))
    return Track(path=path, piece=PieceMade(name=NAME, seconds=perf_counter() - begin, kept=usable))


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = sha256()
    with file.open("rb") as source:
        while chunk := source.read(1 << 18):
            digest.update(chunk)
    return digest.hexdigest()


def _usable(kept: bytes, path: Path, wanted: Wanted) -> bool:
    """Write what was kept; tell whether it is what it must be."""
    path.write_bytes(kept)
    try:
        accept_sound(probed(path), seconds=wanted.samples / RATE)
    except NoFilm:
        return False
    return True
