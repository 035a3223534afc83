"""The stand-ins as people start them for local play."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.processes import ROOT

SETTINGS = (
    "ODDIYA_KAKAO_URL",
    "ODDIYA_TOURAPI_URL",
    "ODDIYA_OPENWEATHER_URL",
    "ODDIYA_EXCHANGERATE_URL",
    "ODDIYA_EXCHANGERATE_KEY",
)


@contextmanager
def playing() -> Iterator[dict[str, str]]:
    """Start them; the value is the settings that they print."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.standins", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        settings: dict[str, str] = {}
        try:
            while not set(SETTINGS) <= set(settings):
                line = process.stdout.readline()
                assert line, "they ended before all of them were there"
                name, _, value = line.removeprefix("export ").strip().partition("=")
                settings[name] = value
            yield settings
        finally:
            process.terminate()


def asked(url: str, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_people_start_them_all_and_make_them_misbehave() -> None:
    with playing() as settings:
        url, key = settings["ODDIYA_EXCHANGERATE_URL"], settings["ODDIYA_EXCHANGERATE_KEY"]
        latest = f"/v6/{key}/latest/KRW"
        assert '"success"' in asked(url, "GET", latest)[1]
        assert asked(url, "POST", "/_behaviour", '{"mode": "error", "times": 1}')[0] == 200
        assert [asked(url, "GET", latest)[0] for _ in range(2)] == [503, 200]
        for nonsense in ("", "[]", '{"mode": "drunk"}', '{"mode": "slow", "seconds": -1}', '{"speed": 1}'):
            assert asked(url, "POST", "/_behaviour", nonsense)[0] == 400
        assert asked(url, "GET", latest)[0] == 200
        assert asked(settings["ODDIYA_KAKAO_URL"], "GET", "/v2/local/search/keyword.json?query=x")[0] == 401
        assert "SERVICE_KEY" in asked(settings["ODDIYA_TOURAPI_URL"], "GET", "/B551011/KorService2/searchKeyword2")[1]
        assert asked(settings["ODDIYA_OPENWEATHER_URL"], "GET", "/data/2.5/forecast?lat=35&lon=129")[0] == 401
