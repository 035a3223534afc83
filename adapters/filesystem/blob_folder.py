"""The folder that holds all objects, those that are being written, and uploads in parts."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from attrs import frozen

from adapters.filesystem.blob_file import LABEL, NewFile, label_of, write_label
from adapters.filesystem.blob_paths import path_of
from adapters.wire.blob_keys import is_key
from ports.blob_store import UnfinishedUpload

ATTEMPTS = 100
KEY = "key"

_UPLOAD_ID = re.compile(r"(uploads|drafts)/[a-z0-9_]+")


@frozen
class BlobFolder:
    """Knows where everything lies. Everything here blocks: it is meant for threads."""

    path: Path

    @property
    def objects(self) -> Path:
        """Where the objects are."""
        return self.path / "objects"

    @property
    def drafts(self) -> Path:
        """Where files are written that are no objects yet."""
        return self.path / "drafts"

    @property
    def uploads(self) -> Path:
        """Where uploads keep their parts, each upload in a folder of its own."""
        return self.path / "uploads"

    def make(self) -> None:
        """Make the folders, for their owner only."""
        for folder in (self.path, self.objects, self.drafts, self.uploads):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sweep(self, *, older_than: datetime) -> None:
        """Delete what processes that died have left and `unfinished` does not show: nothing says what it was for."""
        for leftover in self._leftovers():
            if (
                _key_for(leftover) is None
                and not _is_label(leftover)
                and _changed_at(leftover) < older_than.timestamp()
            ):
                _remove(leftover)

    def publish(self, file: NewFile, key: str) -> None:
        """Make the file the object of a key, although a deletion may be removing the folder that was just made."""
        place = path_of(self.objects, key)
        for attempt in range(ATTEMPTS):
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                file.take(place)
                break
            except (FileNotFoundError, FileExistsError):  # `mkdir` says either when the folder goes as it comes
                if attempt == ATTEMPTS - 1:
                    raise
        self._settle(place.parent)

    def remove(self, keys: Iterable[str]) -> int:
        """Delete the objects, and the folders that are empty without them; tell how many objects there were."""
        removed = 0
        for key in keys:
            place = path_of(self.objects, key)
            with suppress(FileNotFoundError):
                place.unlink()
                removed += 1
            self._prune(place.parent)
        return removed

    def begin_upload(self, key: str) -> Path:
        """Make a folder for the parts of an object."""
        folder = Path(mkdtemp(dir=self.uploads))
        write_label(folder / KEY, key)
        return folder

    def forget_uploads(self, prefix: str) -> None:
        """Delete the parts of all uploads under keys that begin with the prefix."""
        for folder in self.uploads.iterdir():
            with suppress(FileNotFoundError):
                if (folder / KEY).read_text().startswith(prefix):
                    self.forget_upload(folder)

    def forget_upload(self, folder: Path) -> None:
        """Delete the parts of one upload, after putting them where no further part can join them."""
        with suppress(FileNotFoundError):
            _forget(folder.rename(self.drafts / folder.name))

    def unfinished(self, prefix: str) -> Sequence[UnfinishedUpload]:
        """Return what is being written, or was by processes that died, under keys that begin with the prefix."""
        return [upload for upload in self._begun() if upload.key.startswith(prefix)]

    def abandon(self, upload_id: str) -> None:
        """Delete what was written of an object, unless that has been done."""
        if _UPLOAD_ID.fullmatch(upload_id) is None:
            return
        place = self.path / upload_id
        if place.parent == self.uploads:
            self.forget_upload(place)
            return
        with suppress(FileNotFoundError):
            _forget(place)

    def _begun(self) -> Iterator[UnfinishedUpload]:
        for place in self._leftovers():
            with suppress(FileNotFoundError):
                key, begun_at = _key_for(place), datetime.fromtimestamp(_label_of(place).stat().st_mtime, UTC)
                if key is not None:
                    yield UnfinishedUpload(key=key, upload_id=f"{place.parent.name}/{place.name}", begun_at=begun_at)

    def _leftovers(self) -> Iterator[Path]:
        yield from (*self.uploads.iterdir(), *self.drafts.iterdir())

    def _settle(self, folder: Path) -> None:
        while True:
            with suppress(FileNotFoundError):
                _flush(folder)
            if folder == self.objects:
                return
            folder = folder.parent

    def _prune(self, folder: Path) -> None:
        while folder != self.objects:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return
            folder = folder.parent


def _changed_at(leftover: Path) -> float:
    try:
        return leftover.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _label_of(place: Path) -> Path:
    return place / KEY if place.is_dir() else label_of(place)


def _is_label(path: Path) -> bool:
    """Tell whether something says of a file beside it what that is for."""
    return path.suffix == LABEL and path.with_suffix("").exists()


def _key_for(place: Path) -> str | None:
    """Return what something unfinished is for, or None where nothing says so."""
    try:
        key = _label_of(place).read_text()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None
    return key if is_key(key) else None


def _forget(place: Path) -> None:
    """Delete something unfinished, and last of all what key it is for: who dies meanwhile leaves what can be found."""
    label = _label_of(place)
    for path in place.iterdir() if place.is_dir() else (place,):
        if path != label:
            path.unlink(missing_ok=True)
    label.unlink(missing_ok=True)
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)


def _remove(leftover: Path) -> None:
    if leftover.is_dir():
        shutil.rmtree(leftover, ignore_errors=True)
    else:
        leftover.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
