"""Files of personal data on their way from one service to another."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from ports.personal_data import DataFile


@frozen(kw_only=True)
class DataFileOut:
    """One file."""

    path: str
    content: Annotated[str, Doc("the bytes in base64")]


@frozen(kw_only=True)
class DataFilesOut:
    """What a service keeps about somebody."""

    files: tuple[DataFileOut, ...]


def data_files_out(files: Iterable[DataFile]) -> DataFilesOut:
    """Present files to another service."""
    return DataFilesOut(
        files=tuple(DataFileOut(path=one.path, content=b64encode(one.content).decode()) for one in files)
    )
