"""`oddiya demo`: somebody's journey from signing in to a film, over HTTP, on data of its own; it says what it does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from aiohttp import ClientSession
from attrs import frozen

from composition.demo.app import App
from composition.demo.photos import SCENES, photo_of
from composition.gateway.running import run_together
from composition.opener import open_ports
from composition.processes import PROCESSES
from composition.settings import Settings
from composition.up import reachable
from core.planning.model.trip_dates import day_in_korea
from entrypoints.ending import ended
from entrypoints.http.server import Serving
from ports.clock import Clock
from ports.ids import Ids

TITLE: Final = "부산의 사흘"
PNG: Final = "image/png"
PASSWORD: Final = "a boat to Jeju in May"  # noqa: S105 - of an account that only the demo has
MIB: Final = 1024 * 1024


@frozen(kw_only=True)
class DemoPorts:
    """What the demo itself needs."""

    clock: Clock
    ids: Ids


async def walk(settings: Settings) -> None:
    """Do one thing after the other."""
    async with open_ports(DemoPorts, settings) as ports:
        await _walk(settings, clock=ports.clock, ids=ports.ids)


async def _walk(settings: Settings, *, clock: Clock, ids: Ids) -> None:
    began = perf_counter()
    home = Path(settings.environment.get("ODDIYA_HOME", "var")) / "demo"
    home.mkdir(parents=True, exist_ok=True)
    told = (
        settings.with_value("ODDIYA_HOME", str(home)).with_value("PORT", "0").with_default("ODDIYA_LOG_LEVEL", "error")
    )
    with reachable(told) as known:
        await _journey(known, home, clock=clock, ids=ids)
    say(f"That took {perf_counter() - began:.0f} s. `make run` serves the same, and /docs there describes it.")


async def _journey(settings: Settings, home: Path, *, clock: Clock, ids: Ids) -> None:
    async with running(settings) as url, ClientSession() as client:
        say(f"Oddiya runs at {url} for a moment; everything is kept under {home}/.")
        app = await sign_in(App(client=client, url=url), ids)
        await register_phone(app)
        await plan(app, clock, home)
        film = await order_film(app, await upload(app), ids)
        await follow(app, film)
        await download(app, film, home)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """Run everything as `oddiya up` does, and return where."""
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    wanted = [process for process in PROCESSES.values() if process.wanted(settings)]

    def begun(server: Serving) -> None:
        started.set_result(server.url)

    serving = asyncio.ensure_future(run_together(wanted, settings, started=begun))
    try:
        await asyncio.wait((serving, started), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield started.result()
    finally:
        await ended(serving)


async def sign_in(app: App, ids: Ids) -> App:
    """Register somebody new."""
    about = {"email": f"mina-{ids.new()}@example.com", "password": PASSWORD, "name": "Mina"}
    tokens = await app.ask("POST", "/api/v1/auth/register", about)
    say("Mina has registered and is signed in.")
    return app.signed_in(tokens["access_token"])


async def register_phone(app: App) -> None:
    """Make Mina's phone known, which on a laptop is the terminal."""
    await app.ask("POST", "/api/v1/devices", {"platform": "web", "token": "minas-phone"})
    say("Her phone can be told of things; on a laptop that is a line here.")


async def plan(app: App, clock: Clock, home: Path) -> None:
    """Have a trip planned, and take it along in every format."""
    start = day_in_korea(clock.now()) + timedelta(days=14)
    wanted = {
        "location": "Busan",
        "start_date": start.isoformat(),
        "end_date": (start + timedelta(days=2)).isoformat(),
        "preferences": {"pace": "relaxed", "interests": ["food", "sea"], "note": "slowly, please"},
    }
    made = await app.ask("POST", "/api/v1/plans", wanted)
    for form in ("md", "ics", "gpx", "kml"):
        await app.fetch(f"/api/v1/plans/{made['id']}/export?format={form}", home / f"busan.{form}")
    stops = sum(len(day["stops"]) for day in made["daily_plans"])
    checks = made["verification"]["checks"]
    say(f"Three slow days in Busan: {stops} stops, {len(checks)} checks, none of them failed; see {home}/busan.md.")


async def upload(app: App) -> list[str]:
    """Send photos straight to storage."""
    photos = await asyncio.gather(*(asyncio.to_thread(photo_of, scene) for scene in SCENES))
    files = [
        {"name": f"{scene.name}.png", "content_type": PNG, "size": len(photo)}
        for scene, photo in zip(SCENES, photos, strict=True)
    ]
    signed = await app.ask("POST", "/api/v1/uploads", {"files": files})
    for one, photo in zip(signed, photos, strict=True):
        await app.send(one, photo)
    say(f"{len(photos)} photos were painted and uploaded, {sum(map(len, photos)) / MIB:.1f} MiB.")
    return [one["key"] for one in signed]


async def order_film(app: App, photos: list[str], ids: Ids) -> str:
    """Order a film of them."""
    wanted = {"photos": photos, "template": "story", "title": TITLE}
    job = await app.ask("POST", "/api/v1/videos", wanted, **{"Idempotency-Key": ids.new()})
    say(f"A film of them is ordered, by the template “story” and with the title “{TITLE}”.")
    return f"/api/v1/videos/{job['job_id']}"


async def follow(app: App, film: str) -> None:
    """Be told how the worker goes on."""
    steps: list[str] = []
    async for told in app.follow("GET", f"{film}/events"):
        step = told.data.get("progress", {}).get("step", told.event)
        if step not in steps:
            steps.append(step)
    say(f"The worker says what it does: {', '.join(steps)}.")


async def download(app: App, film: str, home: Path) -> None:
    """Fetch the film and its poster."""
    made: dict[str, Any] = await app.ask("GET", film)
    report = made["report"]
    size = await app.fetch(f"{film}/download", home / "film.mp4")
    say(
        f"The film is ready, {report['frames'] / report['fps']:.0f} s long, made in {report['took']:.1f} s: "
        f"{home}/film.mp4, {size / MIB:.1f} MiB."
    )


def say(line: str) -> None:
    """Print one step."""
    print(f"- {line}", flush=True)
