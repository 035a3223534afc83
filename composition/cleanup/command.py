"""`oddiya cleanup`: delete media that nobody may keep any longer."""

import argparse
import asyncio
import sys
from contextlib import suppress
from typing import Final

from adapters.section import CannotOpen
from composition.cleanup.container import CleanupContainer, CleanupPorts
from composition.cleanup.said import NobodyReads, say
from composition.cleanup.told_lines import plan_lines, run_line
from composition.exits import told
from composition.films.retention import RetentionSettings
from composition.logging import configure_logging
from composition.opener import open_ports
from composition.settings import Settings
from composition.web import VERSION, Web
from core.errors import OddiyaError, Unavailable
from core.video.model.cleanup import CleanupPlan
from ports.turns import TurnTaken

FAILED: Final = 1
BUSY: Final = 75  # EX_TEMPFAIL in sysexits.h


def cleanup(chosen: argparse.Namespace) -> int:
    """Clean up, or say what would be done; return the exit status."""
    settings = Settings.read()
    web = settings.section(Web)
    configure_logging(service="cleanup", version=VERSION, level=web.log_level, form=web.log_format)
    return asyncio.run(cleaned_up(beside_others(settings), dry_run=chosen.dry_run, strays=chosen.strays))


def beside_others(settings: Settings) -> Settings:
    """Return settings with which a command finds what a running Oddiya keeps; `CannotOpen` where that is nothing."""
    for port in ("video_works", "blob_store", "turns"):
        name, source = settings.adapter_of(port)
        if name == "memory":
            raise CannotOpen(f"nothing to clean up: {port} is kept in the memory of its own process ({source})")
    if settings.adapter_of("database")[0] == "embedded":
        settings = settings.with_value("ODDIYA_DATABASE", "shared")
    # A cleanup signs no URL.
    return settings.with_default("ODDIYA_PUBLIC_URL", "http://127.0.0.1")


async def cleaned_up(settings: Settings, *, dry_run: bool, strays: bool = False) -> int:
    """Clean up, or say what would be done; return the exit status."""
    try:
        async with open_ports(CleanupPorts, settings) as ports:
            container = CleanupContainer(ports=ports, told=settings.section(RetentionSettings))
            return await (_preview if dry_run else _carry_out)(container, strays=strays)
    except OddiyaError as error:
        print(*told(error), sep="\n", file=sys.stderr)
        return BUSY if isinstance(error, TurnTaken) else FAILED


async def _preview(container: CleanupContainer, *, strays: bool) -> int:
    plan = await container.preview_cleanup()()
    with suppress(NobodyReads):
        _announce(plan)
    if not strays:
        plan.check_strays()
    return 0


async def _carry_out(container: CleanupContainer, *, strays: bool) -> int:
    run = await container.clean_up()(told=_announce, strays=strays)
    # All is done by now, whether anybody still reads it or not.
    with suppress(Unavailable):
        say([run_line(run)])
    if run.failure is not None:
        print(f"oddiya: {run.failure}", file=sys.stderr)
    return 0 if run.succeeded else FAILED


def _announce(plan: CleanupPlan) -> None:
    say(plan_lines(plan))
