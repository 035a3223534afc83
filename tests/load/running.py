"""One step of a load: a fresh system, so many people, and everything that was seen of it."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any, Final

from attrs import asdict, field, frozen

from adapters.system.clock import SystemClock
from core.planning.model.trip_dates import day_in_korea
from tests.deploy.telling import ALWAYS
from tests.e2e.apart import held_port
from tests.load.crowd import Crowd, Place, coming
from tests.load.database import looking_on
from tests.load.machine import child_that_runs
from tests.load.material import make_material
from tests.load.past import remembering, written_down
from tests.load.scraping import difference, scraped
from tests.load.throttle import throttled
from tests.load.watching import Watch, watching
from tests.system.environments import DEV_ISSUER
from tests.system.system import System, Wishes, system

# As behind a load balancer on this machine; whoever registers is somebody at once.
TOLD: Final = {"ODDIYA_TRUSTED_PROXIES": "127.0.0.1/32", "ODDIYA_REGISTRATION": "open"}
# Programs beside the processes, and a word of the command that each is known by.
BESIDE: Final = {"redis": "redis-server", "moto": "moto", "stand-ins": "tests.standins"}
SOON: Final = timedelta(days=30)
SMALL: Final = {"shared_buffers": "1MB", "effective_cache_size": "4MB"}


@frozen(kw_only=True)
class Step:
    """What is to be tried; `share` is the part of a core that PostgreSQL is left with, the whole machine if it is 1."""

    crowd: Crowd
    share: float = 1.0
    told: Mapping[str, str] = field(factory=dict)

    @property
    def name(self) -> str:
        """What its results are filed under."""
        return f"{self.crowd.scenario}-{self.crowd.users}" + ("" if self.share == 1 else "-throttled")


def carry_out(step: Step, out: Path) -> Path:
    """Try it, and return the file with everything that was seen."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="load-") as home, held_port() as metrics:
        Path(home).chmod(0o755)  # the database runs as somebody else
        told = {**TOLD, "ODDIYA_METRICS_PORT": str(metrics), **step.told}
        with system(Path(home), Wishes(told=told, postgres={} if step.share == 1 else SMALL)) as running:
            try:
                found = _observed(step, running, {**_urls(running), "gateway": f"http://127.0.0.1:{metrics}"}, out)
            finally:
                copytree(running.environments.home / "logs", out / "logs", dirs_exist_ok=True)
    file = out / "seen.json"
    file.write_text(json.dumps(found, indent=1))
    return file


def _observed(step: Step, running: System, urls: Mapping[str, str], out: Path) -> dict[str, Any]:
    first_day = day_in_korea(SystemClock().now()) + SOON
    place = Place(
        gateway=running.gateway, first_day=first_day.isoformat(), material=make_material(out / "material"), out=out
    )
    at_rest = dict(running.memory())
    with looking_on(running.servers.database) as database, looking_on(running.servers.database) as other:
        past = written_down(running.gateway, other)
        before, done = scraped(urls), database.done()
        watch = Watch(programs=_programs(running), weighed=frozenset(ALWAYS), database=database)
        with _pressed(step, running), coming(step.crowd, place) as locust:
            watch.programs = {**watch.programs, "locust": locust.pid}
            with remembering(past), watching(watch):
                _wait_for(locust, step.crowd.patience, place.out / "locust.log")
        after = scraped(urls)
        return {
            "step": asdict(step),
            "day": day_in_korea(SystemClock().now()).isoformat(),
            "at_rest": at_rest,
            "notes": json.loads(place.notes.read_text()),
            "readings": [asdict(one) for one in watch.readings],
            "doing": {state: count / len(watch.readings) for state, count in watch.doing.items()},
            "done": {name: value - done[name] for name, value in database.done().items()},
            "numbers": {name: difference(before[name], after[name]) for name in urls},
            "ended": sorted(name for name in ALWAYS if not running.runs(name)),
        }


def _wait_for(locust: "subprocess.Popen[bytes]", patience: float, log: Path) -> None:
    try:
        locust.wait(patience)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"Locust does not end:\n{log.read_text()[-3000:]}") from late


@contextmanager
def _pressed(step: Step, running: System) -> Iterator[None]:
    with ExitStack() as stack:
        if step.share < 1:
            stack.enter_context(throttled(running.servers.postgres.pid, step.share))
        yield


def _urls(running: System) -> dict[str, str]:
    return {name: running.environments.url(name) for name in ALWAYS}


def _programs(running: System) -> dict[str, int]:
    ours = {name: running.running[name].pid for name in (*ALWAYS, DEV_ISSUER)}
    beside = {name: child_that_runs(word) for name, word in BESIDE.items()}
    return {**ours, "postgres": running.servers.postgres.pid, **{name: pid for name, pid in beside.items() if pid}}
