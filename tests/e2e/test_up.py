"""`oddiya up` as a newcomer meets it: it starts, says where it is, answers, and stops everything it started."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.log_leaks import leaks_in
from tests.processes import ROOT, Python, clean_environment, python

UP = "from composition.cli import main; main(['up'])"
UP_AND_TELL_IMPORTS = """
import atexit, sys
atexit.register(lambda: print("imported", *sorted({name.split(".")[0] for name in sys.modules}), flush=True))
from composition.cli import main
main(["up"])
"""
FOREIGN = {"boto3", "botocore", "aioboto3", "aiobotocore", "redis", "opentelemetry", "alembic", "sqlalchemy"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database has been made and migrated, which is to be seen only once."""
    home = tmp_path_factory.mktemp("settled") / "home"
    with up(home) as (process, _):
        assert process.kill(signal.SIGTERM) == 0
    return home


@contextmanager
def up(home: Path, code: str = UP, *, measured: bool = False, **environment: str) -> Iterator[tuple[Python, str]]:
    told = {"ODDIYA_HOME": str(home), "PORT": "0", "ODDIYA_LOG_LEVEL": "warning", **environment}
    with python(code, environment=told, measured=measured) as process:
        assert process.line().startswith("Oddiya is running on the profile")
        url = re.search(r"http://\S+(?=/docs)", process.line())
        assert url is not None
        for _ in range(3):
            process.line()
        yield process, url[0]


def get(url: str) -> tuple[int, bytes]:
    try:
        with urlopen(url) as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()


def test_it_starts_answers_and_stops_everything_it_started(home: Path) -> None:
    with up(home, measured=True) as (process, url):
        status, body = get(f"{url}/health/ready")
        assert (status, json.loads(body)["status"]) == (200, "ready")
        assert get(f"{url}/openapi.json")[0] == 200
        assert get(f"{url}/docs")[0] == 200
        postmaster = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        assert process.kill(signal.SIGTERM) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(postmaster, 0)


def test_ctrl_c_is_a_quiet_end(settled: Path) -> None:
    with up(settled, measured=True) as (process, _):
        assert process.kill(signal.SIGINT) == 0


def test_what_only_services_may_ask_is_not_served(url: str) -> None:
    status, body = get(f"{url}/internal/users")
    assert (status, json.loads(body)["code"]) == (404, "no-such-route")


@pytest.mark.parametrize("profile", ["memory", "embedded"])
def test_a_process_imports_the_adapters_it_uses_and_no_others(settled: Path, profile: str) -> None:
    # At home for the first time it would migrate, for which it does import Alembic.
    with up(settled, UP_AND_TELL_IMPORTS, ODDIYA_PROFILE=profile) as (process, url):
        assert get(f"{url}/health/ready")[0] == 200
        process.kill(signal.SIGTERM)
        imported = set(process.line().split()[1:])
    assert "aiohttp" in imported
    assert not imported & FOREIGN
    assert profile == "embedded" or not imported & {"aiopg", "psycopg2"}


def test_a_taken_port_is_named_with_the_way_out(settled: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed = oddiya("up", PORT=str(port), ODDIYA_HOME=str(settled))
    assert failed.returncode == 1
    assert re.fullmatch(rf"oddiya: port {port} is taken: .* PORT={port + 1}\n", last_line(failed.stderr))


def test_a_malformed_setting_stops_the_start_with_one_line(home: Path) -> None:
    failed = oddiya("up", PORT="many", ODDIYA_HOME=str(home))
    assert (failed.returncode, failed.stderr) == (1, "oddiya: PORT is 'many': it expects a port number, 0 for any\n")


def test_a_missing_setting_stops_the_start_with_one_line(home: Path) -> None:
    failed = oddiya("run", "users", ODDIYA_HOME=str(home))
    assert failed.returncode == 1
    assert last_line(failed.stderr).startswith("oddiya: ODDIYA_SERVICE_SECRETS is missing: it expects ")


def test_the_configuration_shows_every_setting_and_no_secret() -> None:
    secret = "s" * 40
    shown = oddiya("config", ODDIYA_SERVICE_SECRETS=secret, ODDIYA_JOB_QUEUE="memory")
    lines = {line.split()[0]: line for line in shown.stdout.splitlines()}
    assert "secret set" in lines["ODDIYA_SERVICE_SECRETS"]
    assert "environment" in lines["ODDIYA_JOB_QUEUE"]
    assert "profile embedded" in lines["ODDIYA_BLOB_STORE"]
    assert secret not in shown.stdout


def test_the_demo_does_what_it_says(home: Path) -> None:
    walked = oddiya("demo", ODDIYA_HOME=str(home))
    assert walked.returncode == 0, walked.stderr
    for said in ("is signed in", "none of them failed", "photos were painted", "push to web", "The film is ready"):
        assert said in walked.stdout
    files = {path.name: path.read_bytes() for path in (home / "demo").iterdir() if path.is_file()}
    assert {"busan.md", "busan.ics", "busan.gpx", "busan.kml", "film.mp4"} <= set(files)
    assert files["film.mp4"][4:8] == b"ftyp"


def test_the_published_contract_is_the_served_one(url: str) -> None:
    assert json.loads(get(f"{url}/openapi.json")[1]) == json.loads(oddiya("openapi").stdout)


def test_migrating_twice_is_no_trouble(database_url: str) -> None:
    environment = {"ODDIYA_DATABASE": "url", "ODDIYA_DATABASE_URL": database_url}
    assert "user_service is at 0002" in oddiya("migrate", **environment).stdout
    assert oddiya("migrate", "user_service", **environment).stdout == "user_service is at 0002\n"


def test_nothing_secret_is_printed(settled: Path) -> None:
    with up(settled, ODDIYA_LOG_LEVEL="debug") as (process, url):
        get(f"{url}/health/ready?token=secret-in-a-query")
        process.kill(signal.SIGTERM)
        assert process.process.stdout is not None
        printed = process.process.stdout.read().decode()
    assert leaks_in(printed) == []
    assert "secret-in-a-query" not in printed


def oddiya(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "composition", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=clean_environment(environment),
        timeout=60,
    )


def last_line(text: str) -> str:
    return text.splitlines(keepends=True)[-1]
