"""`oddiya demo`: walks through what there is, on data of its own, and says what it did and where the results are."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession
from attrs import frozen

from composition.http_service import http_service
from composition.logging import configure_logging
from composition.media import MediaContainer, MediaPorts
from composition.opener import Opener, bundle_of
from composition.planning.plans import PlansContainer, PlansPorts
from composition.settings import Settings
from composition.users import UsersContainer, UsersPorts
from composition.web import VERSION
from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User
from core.planning.model.plan import Plan
from core.planning.model.preferences import Preferences
from core.planning.model.trip import Trip
from core.planning.model.trip_dates import day_in_korea
from entrypoints.http.app import http_app
from entrypoints.http.server import Serving, serve
from entrypoints.planning.plan_events import plan_of
from entrypoints.planning.plan_files import ENDINGS, plan_file
from ports.mailer import Mail, Mailer
from ports.notifier import Notifier, Push

PICTURE = b"the sea at Haeundae, in very few bytes"


@frozen(kw_only=True)
class DemoPorts:
    """What the demo uses beside the services' own ports."""

    mailer: Mailer
    notifier: Notifier


async def walk(settings: Settings) -> None:
    """Do one thing after the other."""
    configure_logging(service="demo", version=VERSION, level="warning", form="console")
    home = Path(settings.environment.get("ODDIYA_HOME", "var")) / "demo"
    settings = settings.with_value("ODDIYA_HOME", str(home))
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        say(f"Everything below is kept under {home}/.")
        mina = await sign_in_twice(opener)
        await plan_a_trip(opener, mina, home / "plans")
        await upload_and_download(opener)
        await tell_people(opener, home)
    say("That was all there is so far. `make run` serves it; /docs describes it.")


async def sign_in_twice(opener: Opener) -> User:
    """Register somebody, and find them again; the event of it is published by the relay."""
    users = UsersContainer(ports=await bundle_of(UsersPorts, opener))
    sign_in = users.sign_in_user()
    identity = Identity(provider="demo", provider_id="mina")
    proof = Proof(identity=identity, email="mina@example.com", name="Mina")
    user, again = await sign_in(proof=proof), await sign_in(proof=proof)
    published = await users.relay().publish_some()
    say(f"Mina signed in twice and is one user, {user.user_id} ({'the same' if user == again else 'TWO'}).")
    say(f"The relay published {published} event(s) of that.")
    return user


async def plan_a_trip(opener: Opener, user: User, folder: Path) -> None:
    """Make a plan for somebody, and write it where people and calendars can read it."""
    plans = PlansContainer(ports=await bundle_of(PlansPorts, opener))
    start = day_in_korea((await opener.open("clock")).now()) + timedelta(days=14)
    wishes = Preferences(pace="relaxed", interests=("food", "sea"), note="slowly, please")
    trip = Trip(location="Busan", start_date=start, end_date=start + timedelta(days=2), preferences=wishes)
    plan = await plan_of(plans.create_plan()(caller=user.user_id, trip=trip))
    checks = plan.itinerary.verification.checks
    stops = sum(len(day.stops) for day in plan.itinerary.days)
    write_files(plan, folder)
    say(f"Three slow days in Busan: {stops} stops, {len(checks)} checks, none of them failed; see {folder}/busan.md.")


def write_files(plan: Plan, folder: Path) -> None:
    """Write a plan in every format."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending in ENDINGS:
        (folder / f"busan{ending}").write_bytes(plan_file(plan, ending=ending))


async def upload_and_download(opener: Opener) -> None:
    """Send a file straight to storage through a signed URL, and fetch it again."""
    ports = await bundle_of(MediaPorts, opener)
    routes = MediaContainer(ports=ports).routes()
    app = http_app(await http_service("demo", opener, routes), routes)
    async with serve(app, host="127.0.0.1", port=0) as server, ClientSession() as client:
        put = await ports.blob_store.sign_put(
            "demo/sea.txt", content_type="text/plain", size=len(PICTURE), expires_in=timedelta(minutes=5)
        )
        async with client.put(here(put.url, server), data=PICTURE, headers=put.headers) as answer:
            say(f"A signed upload was answered {answer.status}.")
        get = await ports.blob_store.sign_get("demo/sea.txt", expires_in=timedelta(minutes=5))
        async with client.get(here(get.url, server)) as answer:
            same = await answer.read() == PICTURE
            say(f"A signed download was answered {answer.status} with {'the same' if same else 'OTHER'} bytes.")
        async with client.get(here(get.url + "0", server)) as answer:
            say(f"The same link with one character more was answered {answer.status}.")


async def tell_people(opener: Opener, home: Path) -> None:
    """Send a letter and a push message, which on a laptop end in files and on the terminal."""
    ports = await bundle_of(DemoPorts, opener)
    ids = await opener.open("ids")
    letter = Mail(mail_id=ids.new(), to="mina@example.com", subject="부산의 사흘", text="Your plan is ready. 🌊")
    await ports.mailer.send(letter)
    address = await ports.notifier.register(platform="web", token="demo-device")  # noqa: S106 - a name, not a secret
    await ports.notifier.push(address, Push(title="Oddiya", body="Your film is ready."))
    say(f"A letter lies under {home}/mail/, and the line above is a push message.")


def here(url: str, server: Serving) -> str:
    """Return a signed URL as it is reached on the demo's own port."""
    return server.url + url[url.index("/blobs/") :]


def say(line: str) -> None:
    """Print one step."""
    print(f"- {line}", flush=True)
