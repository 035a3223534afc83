"""The command `oddiya`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from adapters.section import CannotOpen
from composition.command import Command
from composition.media_commands import add_media_commands
from composition.processes import PROCESSES
from composition.settings import Settings
from entrypoints.gateway.table.row import GATEWAY

FAILED = 1
PUBLISHED_AHEAD = timedelta(hours=1)
MOST_WORKERS = 64
STANDINS = "standins"
WORKER = "worker"
FIRST_STANDIN = 9101
LONGEST_LEAD = timedelta(days=365)


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out one command; what only the operator can mend is said in one line."""
    chosen = parser().parse_args(arguments)
    try:
        sys.exit(chosen.command(chosen))
    except CannotOpen as refusal:
        sys.exit(f"oddiya: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    oddiya = argparse.ArgumentParser(
        prog="oddiya", description="A travel companion for Korea.", epilog="Settings: see `oddiya config`."
    )
    commands = oddiya.add_subparsers(required=True, metavar="COMMAND", parser_class=Command)

    up_ = commands.add_parser("up", help="run everything in one process, on one port")
    up_.set_defaults(command=up)

    run_ = commands.add_parser("run", help="run one process")
    names = sorted((GATEWAY, STANDINS, *PROCESSES))
    run_.add_argument("name", choices=names, metavar="NAME", help=", ".join(names))
    run_.add_argument(
        "--workers", type=workers, default=1, metavar="N", help="for the gateway: so many processes on its port"
    )
    run_.add_argument(
        "--concurrency",
        type=workers,
        metavar="N",
        help="for the worker: so many orders at once (ODDIYA_WORKER_CONCURRENCY)",
    )
    run_.set_defaults(command=run)

    migrate_ = commands.add_parser("migrate", help="bring the database's schemas up to date")
    migrate_.add_argument("schemas", nargs="*", metavar="SCHEMA", help="only these (all, unless named)")
    migrate_.set_defaults(command=migrate)

    _describe_keys(commands.add_parser("keys", help="tend the keys that access tokens are signed with"))

    config_ = commands.add_parser("config", help="show every setting, its value, and where that comes from")
    config_.set_defaults(command=config)

    openapi_ = commands.add_parser("openapi", help="print the published contract")
    openapi_.add_argument("--out", type=Path, metavar="FILE", help="write it to a file")
    openapi_.add_argument("--check", type=Path, metavar="FILE", help="fail when the file is not current")
    openapi_.set_defaults(command=openapi)

    plan_ = commands.add_parser(
        "plan", help="make a plan, print it and write it to files", described_in="composition.planning.arguments"
    )
    plan_.set_defaults(command=plan)

    add_media_commands(commands)

    cleanup_ = commands.add_parser(
        "cleanup", help="delete media that nobody may keep any longer", described_in="composition.cleanup.arguments"
    )
    cleanup_.set_defaults(command=cleanup)

    demo_ = commands.add_parser("demo", help="walk through what Oddiya can do, on data of its own")
    demo_.set_defaults(command=demo)
    return oddiya


def _describe_keys(keys: argparse.ArgumentParser) -> None:
    keys_commands = keys.add_subparsers(required=True, metavar="COMMAND")
    rotate_ = keys_commands.add_parser(
        "rotate", help="let a new key take over; where a secret store keeps the keys, print what it is to keep next"
    )
    rotate_.add_argument(
        "--lead",
        type=lead,
        default=PUBLISHED_AHEAD,
        metavar="SECONDS",
        help="how long the new key is published before it signs: by default an hour, for so long others keep what they "
        "read; longer when a secret store takes its time; 0 only when the old key is no secret any more",
    )
    rotate_.set_defaults(command=rotate_keys)


def up(_: argparse.Namespace) -> int:
    """Run everything in one process."""
    from composition.up import everything

    asyncio.run(everything(Settings.read()))
    return 0


def run(chosen: argparse.Namespace) -> int:
    """Run one process."""
    from composition.up import gateway, one

    if chosen.name == GATEWAY:
        return gateway(Settings.read(), workers=chosen.workers)
    if chosen.name == STANDINS:
        return standins()
    if chosen.workers > 1:
        raise CannotOpen("--workers is for the gateway: start another one of any other process")
    settings = Settings.read()
    if chosen.concurrency is not None:
        if chosen.name != WORKER:
            raise CannotOpen("--concurrency is for the worker")
        settings = settings.with_value("ODDIYA_WORKER_CONCURRENCY", str(chosen.concurrency))
    asyncio.run(one(PROCESSES[chosen.name], settings))
    return 0


def standins() -> int:
    """Run servers that behave like the outside services, and print the settings that lead to them."""
    sys.path.insert(0, str(Path.cwd()))
    try:
        play = import_module("tests.standins.__main__").play
    except ModuleNotFoundError as missing:
        raise CannotOpen(
            "the stand-ins are no part of the installed package: run this where Oddiya's source is, with its test extra"
        ) from missing
    asyncio.run(play(FIRST_STANDIN))
    return 0


def migrate(chosen: argparse.Namespace) -> int:
    """Bring the schemas up to date."""
    from composition.migrating import migrated

    for schema, revision in asyncio.run(migrated(Settings.read(), chosen.schemas)).items():
        print(f"{schema} is at {revision}")
    return 0


def rotate_keys(chosen: argparse.Namespace) -> int:
    """Let a new key take over."""
    from composition.keys import rotated

    print(asyncio.run(rotated(Settings.read(), lead=chosen.lead)))
    return 0


def lead(text: str) -> timedelta:
    """Read how long a key is published before it signs."""
    seconds = int(text)
    if not 0 <= seconds <= LONGEST_LEAD.total_seconds():
        raise ValueError(text)
    return timedelta(seconds=seconds)


def workers(text: str) -> int:
    """Read how many workers there are to be."""
    if not 1 <= int(text) <= MOST_WORKERS:
        raise ValueError(text)
    return int(text)


def config(_: argparse.Namespace) -> int:
    """Show every setting."""
    from composition.configuration import configuration, table

    print(table(configuration(PROCESSES.values(), Settings.read())))
    return 0


def openapi(chosen: argparse.Namespace) -> int:
    """Print, write or check the published contract."""
    from composition.contract import contract

    text = contract(PROCESSES.values())
    if chosen.check is not None:
        current = chosen.check.exists() and chosen.check.read_text() == text
        print(f"{chosen.check} is {'current' if current else 'not current: run `make openapi`'}")
        return 0 if current else FAILED
    if chosen.out is not None:
        chosen.out.write_text(text)
    else:
        print(text, end="")
    return 0


def plan(chosen: argparse.Namespace) -> int:
    """Make a plan."""
    from composition.planning.command import plan as made

    return made(chosen)


def cleanup(chosen: argparse.Namespace) -> int:
    """Delete what is due."""
    from composition.cleanup.command import cleanup as cleaned_up

    return cleaned_up(chosen)


def demo(_: argparse.Namespace) -> int:
    """Walk through what Oddiya can do."""
    from composition.demo.walk import walk

    asyncio.run(walk(Settings.read()))
    return 0
