"""A step: forgetting uploads in parts that were never completed."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from os.path import commonprefix

from attrs import frozen

from core.at_once import answer_of
from core.errors import OddiyaError
from core.video.model.cleanup import Removal, file_due_since
from core.video.model.retention import Retention
from ports.blob_store import BlobStore, UnfinishedUpload


@frozen(kw_only=True)
class AbandonParts:
    """Forget the uploads under some keys, as far as they are still due; tell of each key whether there were any.

    They are looked for together: a store may have to go through all uploads to find one.
    """

    store: BlobStore
    retention: Retention

    async def __call__(self, removals: Sequence[Removal], *, now: datetime) -> Sequence[bool | OddiyaError]:
        """Forget them."""
        outcomes = await answer_of(self._abandoned(removals, now))
        return [outcomes] * len(removals) if isinstance(outcomes, OddiyaError) else outcomes

    async def _abandoned(self, removals: Sequence[Removal], now: datetime) -> Sequence[bool | OddiyaError]:
        outcomes: dict[str, bool | OddiyaError] = {removal.name: False for removal in removals}
        for upload in [upload async for upload in self._due(outcomes, now)]:
            failure = await answer_of(self.store.abandon(upload))
            outcomes[upload.key] = failure or outcomes[upload.key] or True
        return list(outcomes.values())

    async def _due(self, keys: Collection[str], now: datetime) -> AsyncIterator[UnfinishedUpload]:
        async for upload in self.store.unfinished(commonprefix([*keys])):  # noqa: RUF071 - a prefix of keys is any text
            due_since = file_due_since("parts", upload.begun_at, retention=self.retention, now=now)
            if upload.key in keys and due_since is not None:
                yield upload
