"""Routes that use every kind of parameter, type and answer there is, for tests to ask."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, ClassVar, Literal, NewType

from attrs import define, field, frozen
from typing_extensions import Doc

from core.errors import NotFound, VersionMismatch
from entrypoints.http.accept import Accept
from entrypoints.http.caller import PUBLIC, Caller, RequestInfo
from entrypoints.http.etags import IfMatch, Tagged
from entrypoints.http.files import FileReply
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.raw_body import RawBody
from entrypoints.http.redirect import Redirect
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, patch, post, put
from entrypoints.http.shapes.constraints import Example, Format, Items, Length, Pattern, Range
from entrypoints.http.sse import Event, EventStream, LastEventId

ThingId = NewType("ThingId", str)
Slug = Annotated[str, Pattern(r"[a-z][a-z0-9-]{0,19}")]
Even = Annotated[str, Format(name="even-length", accepts=lambda text: len(text) % 2 == 0)]


@define(kw_only=True)
class ThingNotFound(NotFound):
    """There is no such thing."""

    code: ClassVar[str] = "thing-not-found"
    says: ClassVar[str] = "there is no thing {thing_id}"
    thing_id: str


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Stars(Enum):
    ONE = 1
    FIVE = 5


@frozen(kw_only=True)
class Visit:
    """Going somewhere."""

    kind: Literal["visit"] = "visit"
    where: Annotated[str, Length(min=1, max=50), Doc("the name of the place"), Example("경복궁")]


@frozen(kw_only=True)
class Meal:
    """Eating something."""

    kind: Literal["meal"] = "meal"
    dish: str
    spicy: bool = False


@frozen(kw_only=True)
class Part:
    """A part, which has parts."""

    label: Slug
    parts: Annotated[tuple["Part", ...], Items(max=3)] = ()


@frozen(kw_only=True)
class Everything:
    """One field of each type."""

    text: str
    number: int
    bounded: Annotated[int, Range(min=1, max=100)]
    ratio: float
    share: Annotated[float, Range(min=0, max=1)]
    sure: bool
    at: datetime
    on: date
    price: Decimal
    size: Size
    stars: Stars
    pace: Literal["slow", "fast"]
    version: Literal[1, 2]
    thing_id: ThingId
    even: Even
    tags: Annotated[tuple[Slug, ...], Items(max=5)]
    scores: list[float]
    names: Mapping[str, str]
    stop: Visit | Meal
    tree: Part
    note: Annotated[str, Length(max=20)] | None = None
    home: Visit | None = None
    counts: Mapping[str, Sequence[int]] = field(factory=dict)


@frozen(kw_only=True)
class Filters:
    """What a query can ask for."""

    size: Size | None = None
    tags: Annotated[tuple[Slug, ...], Items(max=5)] = ()
    least: Annotated[int, Range(min=0)] = 0
    most: float = 1.5
    sure: bool = True
    since: date | None = None
    before: datetime | None = None
    price: Decimal = Decimal("1.50")


@frozen(kw_only=True)
class Box:
    """Something inside something."""

    width: int
    label: str | None = None


@frozen(kw_only=True)
class Profile:
    """What may be edited."""

    name: Annotated[str, Length(min=1, max=50)]
    motto: str | None = None
    size: Size = Size.SMALL
    tags: tuple[str, ...] = ()
    box: Box
    spare: Box | None = None


@frozen(kw_only=True)
class Thing:
    """A thing."""

    thing_id: ThingId
    made_at: datetime


@frozen(kw_only=True)
class Query:
    """What was understood of a query."""

    filters: str
    limit: int
    position: str | None


@frozen(kw_only=True)
class Progress:
    """How far something is."""

    done: int


@frozen(kw_only=True)
class Tokens:
    """What somebody who signs in is given."""

    access_token: str


@frozen(kw_only=True)
class SignIn:
    """What somebody who signs in brings."""

    code: str
    scopes: tuple[str, ...] = ()
    remember: bool = False


@frozen(kw_only=True)
class Seen:
    """What a handler knows of a request."""

    user_id: str
    request_id: str
    method: str
    path: str
    client_address: str
    agent: str | None


MADE_AT = datetime(2025, 5, 1, 9, 30, tzinfo=UTC)
PROFILE = Profile(name="Mina", motto="slowly", tags=("a",), box=Box(width=2, label="big"))


@define
class SampleRoutes:
    """Answers without any use case behind it."""

    calls: int = 0

    @get("/things/{thing_id}", raises=(ThingNotFound,), tags="things")
    async def get_thing(self, thing_id: ThingId) -> Tagged[Thing]:
        """Show a thing.

        Those that nobody has ever seen are not there.
        """
        if thing_id == "missing":
            raise ThingNotFound(thing_id=thing_id)
        return Tagged(Thing(thing_id=thing_id, made_at=MADE_AT), version=3)

    @get("/things", tags="things")
    async def list_things(self, query: Filters, page: PageRequest) -> Page[Query]:
        """List what was asked for, as often as the limit says and once more."""
        start = int(page.position or 0)
        found = [
            Query(filters=str(query), limit=page.limit, position=str(start + one)) for one in range(page.limit + 1)
        ]
        return page.cut(found, lambda item: str(int(item.position or 0) + 1))

    @post("/things", status=201, tags="things", idempotency="honoured", aliases=("/old/things",))
    async def make_thing(self, body: Everything, caller: Caller) -> Reply[Everything]:
        """Make a thing."""
        self.calls += 1
        return Reply(value=body, headers={"Location": f"/things/{caller.user_id}-{self.calls}"})

    @post("/jobs", status=202, tags="things", idempotency="required")
    async def start_job(self, body: Part) -> Reply[Part]:
        """Start a job."""
        self.calls += 1
        if body.label == "missing":
            raise ThingNotFound(thing_id=f"{self.calls}")
        return Reply(value=body, headers={"Location": f"/jobs/{self.calls}"})

    @put("/things/{thing_id}/stop", tags="things")
    async def put_stop(self, thing_id: ThingId, body: Visit | Meal) -> Visit | Meal:
        """Replace the stop of a thing."""
        if thing_id == "missing":
            raise ThingNotFound(thing_id=thing_id)
        return body

    @patch("/profile", raises=(VersionMismatch,), tags="profile")
    async def patch_profile(self, patch: MergePatch[Profile], if_match: IfMatch) -> Tagged[Profile]:
        """Edit the profile."""
        if if_match.version != 3:
            raise VersionMismatch(expected=if_match.version, actual=3)
        return Tagged(patch.applied_to(PROFILE), version=if_match.version + 1)

    @delete("/things/{thing_id}", tags="things")
    async def delete_thing(self, thing_id: ThingId) -> None:
        """Forget a thing."""

    @get("/days/{on}/{number}", tags="things")
    async def get_day(self, on: date, number: Annotated[int, Range(min=1)]) -> Mapping[str, int]:
        """Read typed path parameters."""
        return {on.isoformat(): number}

    @get("/progress", tags="streams")
    async def watch(self, last_event_id: LastEventId) -> EventStream[Progress]:
        """Watch something happen three times."""
        return EventStream(_progress(int(last_event_id.value or 0) if (last_event_id.value or "0").isdigit() else 0))

    @post("/plans", status=201, tags="streams", idempotency="honoured")
    async def make_plan(self, body: Part, accept: Accept) -> Tagged[Part] | EventStream[Progress]:
        """Make a plan, and tell about it on the way if that is preferred."""
        self.calls += 1
        if accept.prefers("text/event-stream", over="application/json"):
            return EventStream(_progress(0))
        return Tagged(body, version=1)

    @get("/files/{key:.+}", tags="files", security=PUBLIC)
    async def get_file(self, key: str) -> FileReply:
        """Read a file, whose bytes are its name."""
        return FileReply.of_bytes(key.encode(), content_type="text/plain; charset=utf-8", etag='"file"')

    @put("/files/{key:.+}", tags="files", body_limit=100_000)
    async def put_file(self, key: str, body: RawBody) -> Mapping[str, int]:
        """Count the bytes of a file."""
        return {key: sum([len(piece) async for piece in body])}

    @get("/sign-in/{provider}", tags="sign-in", security=PUBLIC)
    async def begin_sign_in(self, provider: Slug, accept: Accept) -> Mapping[str, str] | Redirect:
        """Tell where to sign in, or go there when a browser asks."""
        url = f"https://{provider}.example/authorize"
        return Redirect(url) if accept.prefers("text/html", over="application/json") else {"url": url}

    @post("/token", tags="sign-in", security=PUBLIC, forms=True)
    async def sign_in(self, body: SignIn) -> Tokens:
        """Sign in."""
        return Tokens(access_token="-".join([body.code, *body.scopes, str(body.remember)]))

    @get("/seen", tags="sign-in")
    async def see(self, caller: Caller, request: RequestInfo) -> Seen:
        """Tell what is known of the request."""
        return Seen(
            user_id=caller.user_id,
            request_id=request.request_id,
            method=request.method,
            path=request.path,
            client_address=request.client_address,
            agent=request.headers.get("user-agent"),
        )


async def _progress(seen: int) -> AsyncIterator[Event[Progress]]:
    for done in range(seen + 1, 4):
        yield Event(data=Progress(done=done), event_id=str(done), event="progress")
