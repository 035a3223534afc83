"""People who use Oddiya steadily, each as an app would for them, and note what they are told."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from attrs import define, field

from composition.demo.photos import png
from tests.builders import an_id
from tests.chaos.ledger import Person
from tests.chaos.phone import STREAM, Phone, Reply, Wish, as_it_ended, events_in
from tests.chaos.signing_in import sign_in
from tests.travellers import PLANS, a_wanted_plan

ME: Final = "/api/v1/users/me"
FILMS: Final = "/api/v1/videos"
READING: Final = (ME, f"{PLANS}?limit=5", "/api/v1/notices?limit=5", f"{FILMS}?limit=5")
CITIES: Final = ("Busan", "Seoul", "Jeju", "Gyeongju")
PLANNING: Final = "plan"


@define(kw_only=True)
class Someone:
    """One person with one phone; they go on until `over`, and then finish what they have in hand."""

    phone: Phone
    person: Person
    over: asyncio.Event = field(factory=asyncio.Event)
    tokens: dict[str, str] = field(factory=dict, repr=False)
    photos: list[str] = field(factory=list)

    async def arrive(self) -> None:
        """Sign in and send photos, before anything goes wrong."""
        while (reply := await sign_in(self.phone, self.person.email)).status != 200:
            await asyncio.sleep(1)
        self.tokens = reply.json
        profile = await self._insist("read", "GET", ME)
        self.person.user_id, self.person.first_version = profile.json["id"], _version(profile)
        self.person.name = profile.json["name"]
        self.photos = [await self._upload(shade) for shade in (40, 200)]

    async def live(self) -> None:
        """Do everything that people do, side by side."""
        async with asyncio.TaskGroup() as doing:
            doing.create_task(self._again(self.read, every=0.7))
            doing.create_task(self._again(self.edit, every=1.1))
            doing.create_task(self._again(self.plan, every=4.0))
            doing.create_task(self._again(self.order, every=4.0))
            doing.create_task(self._again(self.refresh, every=2.3))
            doing.create_task(self._again(self.sign_in_elsewhere, every=3.1))

    async def read(self) -> None:
        """Look at everything."""
        for path in READING:
            self._check_signed_in(await self.phone.ask(self._wish("read", "GET", path)))

    async def edit(self) -> None:
        """Take another name, as the second of two steps: nobody edits what they have not read."""
        profile = await self._insist("read", "GET", ME)
        if not profile.good:
            return
        name = f"Mina {an_id()[-12:]}"
        self.person.names_unknown.add(name)
        headers = {"If-Match": profile.headers["ETag"]}
        changed = await self._insist("edit", "PATCH", ME, {"name": name}, headers)
        if changed.status == 412:  # an earlier try of ours went through, or somebody else's
            changed = await self._insist("read", "GET", ME)
        if changed.good and changed.json["name"] == name:
            self.person.edits, self.person.name = self.person.edits + 1, name
            self.person.names_unknown.clear()

    async def plan(self) -> None:
        """Have a plan made, step by step, and ask once more, as an app does that was closed meanwhile."""
        key = an_id()
        self.person.plans_asked.add(key)
        wanted = a_wanted_plan(CITIES[len(self.person.plans_asked) % len(CITIES)], days=2, title=f"Trip {key[-6:]}")
        headers = {"Accept": STREAM, "Idempotency-Key": key}
        for _ in range(2):
            reply = await self._insist(PLANNING, "POST", PLANS, wanted, headers, read=as_it_ended)
            if reply.good:
                self.person.told_plan(key, _plan_in(reply.body))

    async def order(self) -> None:
        """Order a film, and press the button twice."""
        key = an_id()
        self.person.films_asked.add(key)
        wanted = {
            "photos": self.photos,
            "template": "basic",
            "aspect": "1:1",
            "seconds_per_photo": 1,
            "title": key[-6:],
        }
        asking = (self._insist("film", "POST", FILMS, wanted, {"Idempotency-Key": key}) for _ in range(2))
        for reply in await asyncio.gather(*asking):
            if reply.good:
                self.person.films[key].add(reply.json["job_id"])

    async def refresh(self) -> None:
        """Get the next tokens; an app that is refused for good has to show the door."""
        body = {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]}
        reply = await self.phone.insist(Wish(kind="refresh", method="POST", path="/oauth2/token", body=body))
        if reply.good:
            self.tokens = reply.json
        else:
            self.person.signed_out.append(f"{reply.status} {reply.body[:200].decode(errors='replace')}")
            await self.over.wait()

    async def sign_in_elsewhere(self) -> None:
        """Sign in once more, as on another device."""
        await sign_in(self.phone, self.person.email)

    async def _upload(self, shade: int) -> str:
        photo = png(64, 48, (bytes((y * 5, shade, 120)) * 64 for y in range(48)))
        files = {"files": [{"name": "sea.png", "content_type": "image/png", "size": len(photo)}]}
        (signed,) = (await self._insist("upload", "POST", "/api/v1/uploads", files)).json
        wish = Wish(kind="upload", method=signed["method"], path=signed["url"], body=photo, headers=signed["headers"])
        await self.phone.insist(wish)
        return str(signed["key"])

    async def _again(self, act: Callable[[], Awaitable[None]], *, every: float) -> None:
        while not self.over.is_set():
            await act()
            try:
                await asyncio.wait_for(self.over.wait(), every)
            except TimeoutError:
                continue

    def _wish(self, kind: str, method: str, path: str, body: object = None, headers: Any = None) -> Wish:
        signed_in = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return Wish(kind=kind, method=method, path=path, body=body, headers={**signed_in, **(headers or {})})

    async def _insist(
        self, kind: str, method: str, path: str, body: object = None, headers: Any = None, **how: Any
    ) -> Reply:
        reply = await self.phone.insist(self._wish(kind, method, path, body, headers), **how)
        self._check_signed_in(reply)
        return reply

    def _check_signed_in(self, reply: Reply) -> None:
        if reply.status == 401:
            self.person.signed_out.append(reply.body[:200].decode(errors="replace"))


def _plan_in(body: bytes) -> Any:
    return events_in(body)[-1][1]["plan"]


def _version(reply: Reply) -> int:
    return int(reply.headers["ETag"].strip('"'))
