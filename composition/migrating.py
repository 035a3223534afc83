"""Brings the database's schemas up to date, whichever database the settings choose."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

from composition.opener import Opener
from composition.settings import SettingError, Settings


async def migrated(settings: Settings, wanted: Sequence[str]) -> Mapping[str, str]:
    """Migrate the wanted schemas (all, unless named) and return what each is at."""
    from adapters.postgres.schema import migrate, schemas

    unknown = set(wanted) - set(schemas())
    if unknown:
        raise SettingError(f"there is no schema {', '.join(sorted(unknown))}: there are {', '.join(schemas())}")
    async with AsyncExitStack() as stack:
        url = await Opener(settings, stack).open("database")
        return await asyncio.to_thread(migrate, url, list(wanted) or None)
