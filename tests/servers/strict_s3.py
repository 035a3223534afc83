"""Moto's S3, made as strict as S3 itself where our promises depend on it."""

from collections.abc import Iterator
from typing import Any

from moto.s3.exceptions import NoSuchUpload
from moto.s3.models import FakeKey, S3Backend
from typing_extensions import override


class StrictS3(S3Backend):
    """Moto breaks down over an upload that it does not know; S3 says so."""

    __module__ = S3Backend.__module__  # moto finds a backend's routes next to the module of its class

    @override
    def upload_part(self, bucket_name: str, multipart_id: str, part_id: int, value: bytes) -> FakeKey:
        self._check(bucket_name, multipart_id)
        return super().upload_part(bucket_name, multipart_id, part_id, value)

    @override
    def upload_part_copy(self, dest_bucket_name: str, multipart_id: str, *args: Any, **kwargs: Any) -> FakeKey:
        self._check(dest_bucket_name, multipart_id)
        return super().upload_part_copy(dest_bucket_name, multipart_id, *args, **kwargs)

    @override
    def complete_multipart_upload(
        self, bucket_name: str, multipart_id: str, body: Iterator[tuple[int, str]]
    ) -> FakeKey | None:
        self._check(bucket_name, multipart_id)
        return super().complete_multipart_upload(bucket_name, multipart_id, body)

    def _check(self, bucket_name: str, multipart_id: str) -> None:
        if multipart_id not in self.get_bucket(bucket_name).multiparts:
            raise NoSuchUpload(upload_id=multipart_id)
