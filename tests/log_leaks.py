"""A pytest plugin that reads every log line of the suite and fails the test that lets a secret into one.

It sees what structlog and the standard library log in the test process, after rendering, and what tests write to
standard error. A test puts what must never be logged into play with the fixture `secrets_in_play`; what looks like a
secret is found without that. `leaks_in` reads the output of other processes.
"""

import json
import logging
import re
from collections.abc import Callable, Collection, Generator, Iterable
from functools import wraps
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from attrs import Factory, define, field

from composition.logging import Lines, configure_logging

SHORTEST_SECRET = 6
LEAKS = "log_leaks"
# What servers of the tests' own say of every request is no line of Oddiya's.
TEST_SERVERS = ("aiohttp.access", "mail.log")

# Not the scrubber's own patterns: one that lets something through must not be asked whether it did.
LOOKS = {
    "a JSON web token": r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    "credentials of a header": r"(?i)\b(?:bearer|kakaoak)\s+[A-Za-z0-9._~+/=-]{12,}",
    "an e-mail address": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b",
    "a key of AWS": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a password in a URL": r"[a-z][a-z0-9+]*://[^\s/:@\"']*:[^\s/@\"'\[]+@",
    "a secret by its name": (
        r"(?i)\"(?:[a-z_-]*token|[a-z_-]*password|[a-z_-]*secret|(?:set-)?cookie|authorization)\\?\":\s*\\?\""
        r"(?!\[masked\])[^\"\\\s]{6,}"
    ),
}
PATTERNS = {what: re.compile(look) for what, look in LOOKS.items()}


def leaks_in(text: str, secrets: Collection[str] = ()) -> list[str]:
    """Return what must not be in a log: the secrets given, as they are or encoded, and whatever looks like one."""
    by_looks = (f"{what}: {found.group()}" for what, look in PATTERNS.items() for found in look.finditer(text))
    return [f"a secret in play: {secret}" for secret in secrets if _is_in(text, secret)] + list(by_looks)


def _is_in(text: str, secret: str) -> bool:
    return any(form in text for form in {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]})


@define
class Watch:
    """What has been logged since the last look, and what must not have been."""

    secrets: set[str] = Factory(set)
    _lines: list[str] = field(factory=list, init=False)

    def see(self, line: str) -> None:
        """Remember a line."""
        self._lines.append(line)

    def put_in_play(self, secret: str) -> None:
        """Let nobody log this."""
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"a secret of less than {SHORTEST_SECRET} characters is found everywhere")
        self.secrets.add(secret)

    def look(self, more: Iterable[str] = ()) -> list[str]:
        """Return the leaks since the last look."""
        text = "\n".join((*self._lines, *more))
        self._lines.clear()
        return leaks_in(text, self.secrets)


WATCH = pytest.StashKey[Watch]()
SEEN = pytest.StashKey[list[str]]()


@pytest.fixture
def secrets_in_play(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return a function that takes what must not be in any log line of the suite from this test on."""
    return request.config.stash[WATCH].put_in_play


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch."""
    for name in TEST_SERVERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    config.stash[WATCH] = Watch()
    _overhear(config.stash[WATCH])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Log everything, and to nowhere: what a test logs must not come between the output that it looks at."""
    configure_logging(service="tests", version="0", level="debug", form="json", stream=StringIO())
    # A test may put processors of its own in force; loggers that are already in use must notice.
    structlog.configure(cache_logger_on_first_use=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test, once it is torn down, for what was logged meanwhile."""
    report = yield
    if call.when == "teardown":
        leaks = item.config.stash[WATCH].look(text for title, text in report.sections if "stderr" in title)
        if leaks and report.passed:
            report.outcome = "failed"
            report.longrepr = "secrets were logged:\n" + "\n".join(leaks)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session for what was logged outside of any test; a worker of xdist tells its controller."""
    config: Any = session.config
    leaks = [*config.stash[WATCH].look(), *config.stash.get(SEEN, [])]
    if hasattr(config, "workeroutput"):
        config.workeroutput[LEAKS] = leaks
    elif leaks:
        config.stash[SEEN] = leaks
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of xdist saw."""
    node.config.stash.setdefault(SEEN, []).extend(getattr(node, "workeroutput", {}).get(LEAKS, []))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was logged outside of any test."""
    for leak in config.stash.get(SEEN, []):
        terminalreporter.write_line(f"secret logged outside of any test: {leak}", red=True)


def _overhear(watch: Watch) -> None:
    write = Lines.write

    @wraps(write)
    def overheard(lines: Lines, line: str) -> None:
        watch.see(line)
        write(lines, line)

    for name in [name for name, value in vars(Lines).items() if value is write]:
        setattr(Lines, name, overheard)
