"""All processes apart, on production's servers or what speaks like them, from sign-in to the deletion of it all."""

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from tests.deploy.telling import ALWAYS
from tests.e2e.journey import (
    FRAMES,
    NOTICES,
    a_film,
    deleted,
    downloaded,
    everything_about,
    frames_of,
    listening,
    signed_in,
)
from tests.e2e.test_films_up import FILMS, frames_in
from tests.gateway.process.patience import eventually
from tests.log_leaks import leaks_in
from tests.servers.aws import administering
from tests.system.collector import Collector, collecting
from tests.system.servers import ROOMS
from tests.system.system import System, Wishes, system
from tests.travellers import PLANS, a_wanted_plan

MINA = "mina@example.com"
SOON = 60
TOLD_OF_FILM = ("notifications", "process notifications")
WAY_OF_A_FILM = [
    ("gateway", f"POST {FILMS}"),
    ("videos", f"POST {FILMS}"),
    ("videos", "send orders"),
    ("worker", "process orders"),
    ("worker", "send notifications"),
    TOLD_OF_FILM,
]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def oddiya(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[System]:
    told = {"ODDIYA_OTLP_ENDPOINT": collector.url, "ODDIYA_OPERATOR_EMAIL": "operator@example.com"}
    with system(tmp_path_factory.mktemp("system"), Wishes(told=told)) as running:
        yield running
        assert {name: running.stop(name) for name in ALWAYS} == dict.fromkeys(ALWAYS, 0)


def letters_to(oddiya: System, address: str) -> list[EmailMessage]:
    files = sorted((oddiya.servers.maildir / "new").iterdir())
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [letter for letter in letters if letter["To"] == address]


def stored(oddiya: System, owner: str) -> list[str]:
    """Return the keys of what somebody has in the bucket."""
    with administering(oddiya.servers.told["ODDIYA_AWS_ENDPOINT_URL"]) as admin:
        keys = [one["Key"] for one in admin.s3.list_objects_v2(Bucket=ROOMS).get("Contents", [])]
    return [key for key in keys if f"/{owner}/" in key]


def counted(oddiya: System, name: str, sample: str) -> float:
    """Return one number of what a process tells of itself."""
    with urlopen(f"{oddiya.environments.url(name)}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(sample))


def test_somebody_signs_in_plans_a_trip_keeps_it_and_leaves_no_trace(oddiya: System, tmp_path: Any) -> None:
    mina = signed_in(oddiya.gateway, MINA)
    user = mina.get("/api/v1/users/me").json
    assert (user["email"], user["email_verified"]) == (MINA, True)
    device = {"platform": "android", "token": "a-token-of-a-phone"}
    assert mina.ask("POST", "/api/v1/devices", device).status == 201

    with mina.planning(a_wanted_plan("부산", preferences={"interests": ["food", "sea"], "pace": "relaxed"})) as events:
        told = [*events]
    assert [one.event for one in told] == ["accepted", "facts", "day", "day", "day", "done"]
    plan = told[-1].data["plan"]
    assert (plan["source"], plan["verification"]["ok"]) == ("bedrock", True)
    assert {stop["place"]["source"] for day in plan["daily_plans"] for stop in day["stops"]} >= {"kakao"}
    assert mina.get(f"{PLANS}/{plan['id']}").json == plan

    with listening(mina) as notices:
        film = a_film(mina, "부산의 사흘")
        assert notices.next("film-completed")["about"]["job_id"] == film["job_id"]
        (tmp_path / "film.mp4").write_bytes(video := downloaded(mina, f"{FILMS}/{film['job_id']}"))
        assert frames_in(tmp_path / "film.mp4") == film["report"]["frames"]

        frames = frames_of(mina, video)
        assert notices.next("frames-completed")["about"]["job_id"] == frames["job_id"]
        with ZipFile(BytesIO(downloaded(mina, f"{FRAMES}/{frames['job_id']}"))) as archive:
            assert archive.testzip() is None
            manifest = json.loads(archive.read("manifest.json"))
            first = archive.read(archive.namelist()[0])
        assert len(manifest["frames"]) == frames["report"]["frames"] > 1
        assert mina.get(f"{FRAMES}/{frames['job_id']}/frames/1").body == first

    kinds = [one["kind"] for one in mina.get(NOTICES).json["items"]]
    assert sorted(kinds) == ["film-completed", "frames-completed"]
    eventually(lambda: len(letters_to(oddiya, MINA)) == len(kinds))
    pushed = 'oddiya_notices_total{channel="push",outcome="told"}'
    eventually(lambda: counted(oddiya, "notifications", pushed) == len(kinds))

    exported = everything_about(mina)
    assert f"plans/{plan['id']}.json" in exported
    assert {key.partition("/")[0] for key in stored(oddiya, user["id"])} >= {"uploads", "films", "frames"}
    deleted(mina)
    eventually(lambda: not stored(oddiya, user["id"]), within=SOON)
    again = signed_in(oddiya.gateway, MINA)
    assert again.get("/api/v1/users/me").json["id"] != user["id"]
    assert [again.get(path).json["items"] for path in (PLANS, FILMS, FRAMES, NOTICES)] == [[], [], [], []]


def test_the_trace_of_a_film_is_one_from_the_gateway_to_the_worker_and_on(oddiya: System, collector: Collector) -> None:
    a_film(signed_in(oddiya.gateway, "jun@example.com"), "두 번째")

    def ways() -> list[list[tuple[str, str]]]:
        """Return where each message to the notifications comes from, from the beginning of its trace."""
        ends = [span for span in [*collector.spans] if (span.service, span.name) == TOLD_OF_FILM]
        return [[(span.service, span.name) for span in collector.way_to(end)] for end in ends]

    eventually(lambda: WAY_OF_A_FILM in ways(), within=SOON)


def test_migrations_and_cleanups_are_commands_of_the_same_installation(oddiya: System) -> None:
    for words in (("migrate",), ("cleanup", "--dry-run"), ("cleanup",)):
        done = oddiya.command(*words)
        assert done.returncode == 0, done.stderr


def test_nothing_secret_is_said_by_any_process(oddiya: System) -> None:
    jun = signed_in(oddiya.gateway, "jun@example.com")
    assert jun.get("/api/v1/users/me").status == 200
    secrets = {value for env, value in oddiya.environments.of("auth").items() if env.endswith(("SECRETS", "_KEY"))}
    for name in ALWAYS:
        said = oddiya.log(name)
        assert '"event":"request"' in said or name == "gateway"
        assert leaks_in(said, {*secrets, jun.token}) == []
