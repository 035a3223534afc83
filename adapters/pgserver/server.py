"""Starts and stops a PostgreSQL of our own on a data directory of our own."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from attrs import define, field

from adapters.section import CannotOpen

LEFTOVERS_GO_WITHIN = 3.0
USER = "oddiya"
SOCKET_PATH_LIMIT = 90
STATUS_LINE = 7  # of postmaster.pid, from 0
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "max_connections": "100",
    "jit": "off",
    # A statement that fails is reported by us; its text and the row it is about may be somebody's address.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


@define
class PostgresServer:
    """One PostgreSQL process; `home` holds its data, its socket and its log.

    The caller makes sure that only one of these works on a home at a time. PostgreSQL refuses to run as root, so under
    root it runs as nobody, with leave to pass through directories that only root may enter.
    """

    home: Path
    binaries: Path
    options: dict[str, str] = field(factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.home / "postgres.log"

    @property
    def socket_directory(self) -> Path:
        """The directory of the Unix socket: the home, unless that is too long for a socket's path."""
        if len(str(self.home)) <= SOCKET_PATH_LIMIT:
            return self.home
        digest = sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"oddiya-{os.geteuid()}-{digest}"

    @property
    def url(self) -> str:
        """Where the server can be reached."""
        return f"postgresql:///postgres?host={self.socket_directory}&user={USER}"

    @property
    def pid(self) -> int:
        """The process, which leads a group of its own; 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    @property
    def running(self) -> bool:
        """Whether the process that `start` began is still there."""
        return self._process is not None and self._process.poll() is None

    @property
    def answers(self) -> bool:
        """Whether a server takes connections, whoever started it."""
        return self._ready()

    def start(self, *, within: float = 120.0) -> None:
        """Start the server, making its data directory first if there is none; return when it takes connections."""
        self._make_directories()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_another_version()
        self._stop_orphan()
        started = time.monotonic()
        while not self._launch(started + within):
            # After a kill -9 the old server's children need a moment to notice; until then a new one is refused.
            if time.monotonic() > started + LEFTOVERS_GO_WITHIN:
                raise CannotOpen(f"PostgreSQL did not start in {self.home}: {self._last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server; connections still open are cut."""
        if self._process is None:
            return
        for number, patience in ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self._process.poll() is None:
                self._process.send_signal(number)
            try:
                self._process.wait(timeout=patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def _make_directories(self) -> None:
        for directory in {self.home, self.socket_directory}:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _give_away(directory)

    def _initialise(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            fresh,
            "-U",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
        ]
        # C.UTF-8 sorts alike everywhere; the rename below makes a killed initdb leave nothing half-made.
        done = self._run([*command, "--locale=C.UTF-8", "--no-instructions"])
        if done.returncode:
            raise CannotOpen(f"PostgreSQL could not make its data directory {self.data}: {_one_line(done.stdout)}")
        fresh.rename(self.data)

    def _refuse_another_version(self) -> None:
        theirs = (self.data / "PG_VERSION").read_text().strip()
        said = self._run([self.binaries / "postgres", "--version"]).stdout.decode()
        ours = "".join(re.findall(r"\d+", said)[:1])
        if theirs != ours:
            raise CannotOpen(
                f"{self.data} belongs to PostgreSQL {theirs}, but this is PostgreSQL {ours}: "
                "point ODDIYA_HOME elsewhere, or move the data with pg_dump and pg_restore"
            )

    def _stop_orphan(self) -> None:
        """Stop a server that a killed Oddiya left behind; nobody else may be here."""
        if self._ready():
            self._run([self.binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "20", "stop"])

    def _launch(self, deadline: float) -> bool:
        """Start one process and wait until it is ready; False when it ended instead."""
        settings = {**OPTIONS, "unix_socket_directories": str(self.socket_directory), **self.options}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
                self._as_servant([self.binaries / "postgres", "-D", self.data, *flags], die_with_parent=True),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            )
        while self.running:
            if self._ready():
                return True
            if time.monotonic() > deadline:
                self.stop()
            time.sleep(0.01)
        return False

    def _ready(self) -> bool:
        """Tell whether a server says in its lock file that it takes connections, and lives."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(lines[0]), 0)
        except (OSError, ValueError, IndexError):
            return False
        ours = self._process is None or int(lines[0]) == self._process.pid
        return ours and [line.strip() for line in lines[STATUS_LINE:]] == ["ready"]

    def _run(self, command: Sequence[str | Path]) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(  # noqa: S603 - our own binary, no shell
            self._as_servant(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=False,
        )

    def _as_servant(self, command: Sequence[str | Path], *, die_with_parent: bool = False) -> list[str]:
        setpriv = shutil.which("setpriv")
        words = [str(word) for word in command]
        flags = ["--pdeathsig=INT"] if die_with_parent else []
        if os.geteuid() == 0:
            if setpriv is None:
                raise CannotOpen("PostgreSQL does not run as root: run Oddiya as an ordinary user, or install setpriv")
            flags += ["--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            flags += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        return [setpriv, *flags, *words] if setpriv and flags else words

    def _last_words(self) -> str:
        return _one_line(b"\n".join(self.log.read_bytes().splitlines()[-3:])) if self.log.exists() else "no log"


def _give_away(directory: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(directory, "nobody", "nogroup")


def _one_line(text: bytes) -> str:
    return " | ".join(text.decode(errors="replace").split("\n"))[-500:].strip()
