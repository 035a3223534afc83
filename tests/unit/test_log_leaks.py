"""The plugin that reads the suite's log lines finds what it is there to find."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.log_leaks import Watch, leaks_in

ROOT = Path(__file__).parents[2]
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwMWExIn0.c2lnbmF0dXJl"

LEAKY = {
    "a token": f'{{"event": "sent {JWT}"}}',
    "a bearer token": "Authorization: Bearer 0f1e2d3c4b5a6978",
    "a key of Kakao's": "KakaoAK 0123456789abcdef",
    "an e-mail": '{"event": "no user mina.kim@example.co.kr"}',
    "a key of AWS": "AKIAIOSFODNN7EXAMPLE",
    "a private key": "-----BEGIN PRIVATE KEY-----",
    "a password in a URL": "cannot reach redis://:hunter2@cache:6379",
    "a password by its name": '{"password":"hunter2"}',
    "a refresh token by its name": '{"body": "{\\"refresh_token\\": \\"rt-8f1d8a\\"}"}',
}
CLEAN = {
    "masked": '{"password":"[masked]","event":"Bearer [masked] redis://[masked]@cache, mail to [masked]"}',
    "a request": '{"event":"request","method":"POST","route":"/oauth2/token","status":200,"code":null}',
    "an address": "listening on http://127.0.0.1:8080/x@y",
    "a decorator": "@pytest.fixture",
    "words": "the bearer of this token has no password",
}
SUITE = """
import logging, sys, structlog

def test_a_secret_in_play_is_logged(secrets_in_play):
    structlog.get_logger().info("here it is: hunter2-hunter2")
    secrets_in_play("hunter2-hunter2")

def test_a_secret_in_play_is_logged_encoded(secrets_in_play):
    secrets_in_play('a"secret/with marks')
    logging.getLogger("any").warning("%s", "/callback?x=a%22secret%2Fwith%20marks")

def test_an_address_is_written_to_standard_error():
    print("mina@example.com", file=sys.stderr)

def test_a_stream_of_its_own_is_no_way_out(secrets_in_play):
    from io import StringIO
    from composition.logging import configure_logging
    secrets_in_play("hunter3-hunter3")
    configure_logging(service="x", version="1", level="info", form="console", stream=StringIO())
    structlog.get_logger().info("here it is: hunter3-hunter3")

def test_what_is_masked_is_no_leak():
    structlog.get_logger().info("Bearer 0f1e2d3c4b5a6978", email="mina@example.com")
    print("mina@example.com")

def test_a_clean_test_passes():
    structlog.get_logger().info("nothing to see")
"""
LATE = """
import pytest, structlog

@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    from tests.log_leaks import WATCH
    session.config.stash[WATCH].put_in_play("late-hunter4")
    structlog.get_logger().info("late-hunter4")
"""


@pytest.mark.parametrize("line", LEAKY.values(), ids=LEAKY)
def test_what_looks_like_a_secret_is_a_leak(line: str) -> None:
    assert len(leaks_in(f"before\n{line}\nafter")) == 1


@pytest.mark.parametrize("line", CLEAN.values(), ids=CLEAN)
def test_what_does_not_is_none(line: str) -> None:
    assert leaks_in(line) == []


def test_secrets_are_found_as_they_are_and_encoded() -> None:
    secret = 'a"b/c d'
    for form in (secret, 'a\\"b/c d', "a%22b%2Fc%20d"):
        assert leaks_in(f"x{form}y", [secret, "another"]) == [f"a secret in play: {secret}"]


def test_a_secret_too_short_to_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="less than 6"):
        Watch().put_in_play("12345")


def run_suite(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest over a suite of its own, with the plugin."""
    (folder / "test_it.py").write_text(SUITE)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        "-p",
        "tests.log_leaks",
    ]
    command += ["-p", "no:randomly", "-p", "no:cacheprovider", *arguments, str(folder)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_the_test_that_leaks_fails(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    status, said = run_suite(tmp_path, *arguments)
    assert status == pytest.ExitCode.TESTS_FAILED
    for name in ("is_logged", "is_logged_encoded", "to_standard_error", "is_no_way_out"):
        assert f"{name}\n" in said
    for leak in ("a secret in play: hunter2-hunter2", "an e-mail address: mina@example.com"):
        assert leak in said
    assert "6 passed, 4 errors" in said


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_leak_outside_of_any_test_fails_the_session(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "conftest.py").write_text(LATE)
    status, said = run_suite(tmp_path, "-k", "clean", *arguments)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "1 passed" in said
    assert "secret logged outside of any test: a secret in play: late-hunter4" in said
