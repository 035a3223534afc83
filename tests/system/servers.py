"""Everything that Oddiya's processes stand on in production, on this machine."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.pgserver.server import PostgresServer
from tests.processes import ROOT, clean_environment
from tests.servers.aws import administering, moto, new_push_applications, new_rooms
from tests.servers.redis import RedisServer, private_server
from tests.servers.smtp import SENDER, filing_server
from tests.standins.running import MODULES
from tests.system.database import Database, new_database, running_server

ROOMS: Final = "oddiya"
TAKEN: Final = ("_URL", "_KEY", "_BEDROCK_MODEL")


@frozen(kw_only=True)
class Servers:
    """The servers, for who wants to stop one, and `told`: where they are, as settings that all processes share."""

    postgres: PostgresServer
    database: Database
    redis: RedisServer
    maildir: Path
    told: Mapping[str, str]


@contextmanager
def servers(home: Path, postgres: Mapping[str, str] | None = None) -> Iterator[Servers]:
    """Start PostgreSQL (with these options), Redis, AWS as moto has it, a mail server and the outside services."""
    with ExitStack() as stack:
        server = stack.enter_context(running_server(home / "postgres", postgres))
        redis = stack.enter_context(private_server(keeps=True))
        maildir = home / "letters"
        told = {
            **redis.environment,
            **stack.enter_context(_aws()),
            **stack.enter_context(standins_aside()),
            "ODDIYA_SMTP_URL": stack.enter_context(filing_server(maildir)),
            "ODDIYA_MAIL_FROM": SENDER,
        }
        yield Servers(postgres=server, database=new_database(server), redis=redis, maildir=maildir, told=told)


@contextmanager
def _aws() -> Iterator[dict[str, str]]:
    with moto() as endpoint:
        with administering(endpoint) as admin:
            told = {**new_rooms(admin, ROOMS), **new_push_applications(admin)}
        yield told


@contextmanager
def standins_aside() -> Iterator[dict[str, str]]:
    """Run the stand-ins of the outside services in a process of their own; the value is what leads to them."""
    command = [sys.executable, "-u", "-m", "tests.standins", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=clean_environment({}, measured=False), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _settings_printed_by(process)
        finally:
            process.kill()


def _settings_printed_by(process: "subprocess.Popen[str]") -> dict[str, str]:
    """Read where the stand-ins are; which adapter is chosen, and AWS's keys, are not theirs to say."""
    assert process.stdout is not None
    told: dict[str, str] = {}
    while len({name for name in told if name.endswith("_URL")}) < len(MODULES):
        name, _, value = process.stdout.readline().removeprefix("export ").rstrip("\n").partition("=")
        assert name, "the stand-ins did not start"
        told[name] = value
    return {name: value for name, value in told.items() if name.endswith(TAKEN) and "_AWS_" not in name}
