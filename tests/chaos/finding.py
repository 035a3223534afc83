"""Looking up what the system has, after everything: as a client would, and behind its back where clients do not see."""

import asyncio
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from adapters.ffmpeg.binary import found
from tests.chaos.audit import Has, Leftovers
from tests.chaos.people import FILMS, ME, Someone
from tests.chaos.phone import Reply, Wish
from tests.servers.aws import AwsAdmin
from tests.system.database import Database, execute
from tests.travellers import PLANS

SCHEMAS: Final = ("user_service", "auth_service", "plan_service", "video_service", "notification_service")
OF_NOTICE: Final = re.compile(rb"^Message-ID: <notice-([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)
COUNTS: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
AT_ONCE: Final = 2  # films looked at


@frozen(kw_only=True)
class BehindIt:
    """The servers themselves, past every proxy."""

    database: Database
    aws: AwsAdmin
    maildir: Path

    def leftovers(self) -> Leftovers:
        """Count what is still on its way."""
        url = self.database.url("oddiya")
        events = {schema: execute(url, _unsent(schema))[0][0] for schema in SCHEMAS}
        queues: list[str] = self.aws.sqs.list_queues().get("QueueUrls", [])
        return Leftovers(messages={url.rpartition("/")[2]: self._depth(url) for url in queues}, events=events)

    def letters(self) -> Counter[str]:
        """Count the letters about each notice."""
        files = (self.maildir / "new").iterdir()
        return Counter(one.decode() for file in files for one in OF_NOTICE.findall(file.read_bytes()[:4096]))

    def _depth(self, url: str) -> int:
        told = self.aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(COUNTS))["Attributes"]
        return sum(int(told[name]) for name in COUNTS)


def _unsent(schema: str) -> str:
    return f"SELECT count(*) FROM {schema}.outbox WHERE sent_at IS NULL"


async def films_of(someone: Someone) -> dict[str, Any]:
    """Return the films that somebody is shown, by their ids."""
    return {one["job_id"]: one for one in await _all(someone, FILMS)}


async def notices_of(someone: Someone) -> dict[str, tuple[str, str]]:
    """Return what somebody was told."""
    return {one["id"]: (one["kind"], one["about"].get("job_id", "")) for one in await _all(someone, "/api/v1/notices")}


async def what_has(someone: Someone, behind: BehindIt, folder: Path) -> Has:
    """Look up everything about one person."""
    profile = await _ask(someone, ME)
    plans = [one["id"] for one in await _all(someone, PLANS)]
    films, notices = await films_of(someone), await notices_of(someone)
    letters = behind.letters()
    done = [one for one in films.values() if one["status"] == "COMPLETED"]
    turns = asyncio.Semaphore(AT_ONCE)
    faults = await asyncio.gather(*(_fault_of(someone, film, folder, turns) for film in done))
    return Has(
        version=int(profile.headers["ETag"].strip('"')),
        name=profile.json["name"],
        plans={plan_id: (await _ask(someone, f"{PLANS}/{plan_id}")).json for plan_id in plans},
        films=films,
        broken={film["job_id"]: fault for film, fault in zip(done, faults, strict=True) if fault},
        notices=notices,
        letters=Counter({one: letters[one] for one in notices}),
    )


async def _all(someone: Someone, path: str) -> list[Any]:
    items: list[Any] = []
    cursor = ""
    while True:
        page = (await _ask(someone, f"{path}?limit=100{cursor}")).json
        items += page["items"]
        if not page["next_cursor"]:
            return items
        cursor = f"&cursor={page['next_cursor']}"


async def _ask(someone: Someone, path: str) -> Reply:
    headers = {"Authorization": f"Bearer {someone.tokens['access_token']}"}
    reply = await someone.phone.insist(Wish(kind="audit", method="GET", path=path, headers=headers))
    assert reply.good, f"{path}: {reply.status} {reply.body!r}"
    return reply


async def _fault_of(someone: Someone, film: Any, folder: Path, turns: asyncio.Semaphore) -> str:
    """Download a film and decode every frame of it; say what is wrong with it."""
    async with turns:
        frames = (await _ask(someone, f"{FILMS}/{film['job_id']}")).json["report"]["frames"]
        led = await _ask(someone, f"{FILMS}/{film['job_id']}/download")
        reply = await someone.phone.insist(Wish(kind="audit", method="GET", path=led.headers["Location"]))
        file = folder / f"{film['job_id']}.mp4"
        file.write_bytes(reply.body)
        fault = await asyncio.to_thread(fault_of_file, file, frames)
        file.unlink()
        return fault


def fault_of_file(file: Path, frames: int) -> str:
    """Decode a file; say what is wrong with it, if anything is."""
    command = [_ffmpeg(), "-v", "error", "-i", str(file), "-map", "0:v", "-f", "framehash", "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    count = sum(not line.startswith(b"#") for line in done.stdout.splitlines())
    if done.returncode or done.stderr:
        return done.stderr.decode(errors="replace")[-200:] or f"FFmpeg ended with {done.returncode}"
    return "" if count == frames else f"{count} frames of {frames}"


@cache
def _ffmpeg() -> str:
    return str(asyncio.run(found("")).path)
