"""All that is known of somebody, in one file for them to keep."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from attrs import field, frozen

WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)  # the same content is the same bytes, whenever it is asked for


@frozen(kw_only=True)
class Export:
    """A ZIP archive and the name to save it under."""

    name: str
    content: bytes = field(repr=False)


def export_of(files: Iterable[tuple[str, bytes]], *, on: date) -> Export:
    """Put files, each with its path, into an archive."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as opened:
        for path, content in sorted(files):
            opened.writestr(ZipInfo(path, WRITTEN_AT), content)
    return Export(name=f"oddiya-export-{on:%Y-%m-%d}.zip", content=archive.getvalue())
