"""`oddiya plan`: a plan at the terminal and in files, without any service."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.section import CannotOpen
from composition.exits import status_of, told
from composition.opener import open_ports
from composition.planning.arguments import trip_of
from composition.settings import Settings
from core.errors import OddiyaError
from core.identity.model.user import UserId
from core.planning.model.plan import Itinerary, Plan, PlanId
from core.planning.model.progress import Finished
from core.planning.model.trip import Trip
from core.planning.model.trip_dates import check_dates, day_in_korea
from entrypoints.planning.plan_files import plan_file
from entrypoints.planning.terminal import lines_of
from ports.clock import Clock
from ports.ids import Ids
from ports.itinerary_maker import ItineraryMaker

NOBODY: Final = UserId("")


@frozen(kw_only=True)
class CommandPorts:
    """What the command needs."""

    clock: Clock
    ids: Ids
    itinerary_maker: ItineraryMaker


def plan(chosen: argparse.Namespace) -> int:
    """Make a plan, print it, and write the files that were asked for; return the exit status."""
    try:
        return asyncio.run(_plan(trip_of(chosen), chosen.out, Settings.read()))
    except OddiyaError as error:
        print(*told(error), sep="\n", file=sys.stderr)
        return status_of(error)


async def _plan(trip: Trip, out: list[Path], settings: Settings) -> int:
    async with open_ports(CommandPorts, settings) as ports:
        check_dates(trip.start_date, trip.end_date, today=day_in_korea(ports.clock.now()))
        itinerary = await _made(ports.itinerary_maker, trip)
        kept = _kept(itinerary, ports)
    print(*lines_of(itinerary), sep="\n")
    for file in out:
        _write(file, kept)
    return 0


async def _made(maker: ItineraryMaker, trip: Trip) -> Itinerary:
    async for progress in maker.make(trip):
        if isinstance(progress, Finished):
            return progress.itinerary
    raise AssertionError("a maker that raises nothing finishes")


def _kept(itinerary: Itinerary, ports: CommandPorts) -> Plan:
    now = ports.clock.now()
    return Plan(
        plan_id=PlanId(ports.ids.new()),
        owner=NOBODY,
        title=itinerary.title,
        itinerary=itinerary,
        version=1,
        created_at=now,
        updated_at=now,
    )


def _write(file: Path, kept: Plan) -> None:
    content = plan_file(kept, ending=file.suffix)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CannotOpen(f"{file} cannot be written: {error.strerror}") from error
    print(f"Written: {file}")
