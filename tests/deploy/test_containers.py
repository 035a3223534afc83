"""What deploy/Dockerfile builds is what runs Oddiya's processes, and nothing more than they need."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from composition.processes import PROCESSES
from entrypoints.gateway.table.row import GATEWAY
from tests.deploy.dockerfile import DOCKERFILE, Stage, stages
from tests.deploy.locked import IMAGES, REQUIREMENTS, pins
from tests.processes import ROOT

STAGES = stages()
RUN = {GATEWAY: GATEWAY, **{name: name.replace("_", "-") for name in PROCESSES}}
TARGETS = sorted({*RUN.values(), "tools", "up"})
HEALTHY = ROOT / "deploy" / "image" / "healthy.py"


@pytest.mark.parametrize("process", sorted(RUN))
def test_each_process_has_an_image_that_runs_it(process: str) -> None:
    assert STAGES[RUN[process]].entry_point[-3:] == ["oddiya", "run", process]


def test_tools_run_any_command_and_up_runs_everything_unless_told_otherwise() -> None:
    assert STAGES["tools"].entry_point == ["oddiya"]
    assert (STAGES["up"].entry_point[-1], STAGES["up"].last("CMD")) == ("oddiya", '["up"]')


def test_every_image_stands_on_a_python_of_a_named_version() -> None:
    bases = {stage.outside for stage in STAGES.values()}
    assert all(re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-[a-z]+", base) for base in bases)
    assert len(bases) == 1


@pytest.mark.parametrize("target", TARGETS)
def test_no_image_runs_as_root(target: str) -> None:
    assert STAGES[target].last("USER") == "10001:10001"


@pytest.mark.parametrize("target", TARGETS)
def test_images_say_what_they_are(target: str) -> None:
    labels = " ".join(STAGES[target].all("LABEL"))
    assert f"image.title=oddiya-{target}" in labels
    assert "image.version=$VERSION" in labels
    assert "image.revision=$REVISION" in labels


@pytest.mark.parametrize("target", TARGETS)
def test_what_kills_programs_has_somebody_who_sees_their_children_off(target: str) -> None:
    image = STAGES[target]
    assert (image.entry_point[0] == "tini") == ("films" in image.packages)


@pytest.mark.parametrize("target", TARGETS)
def test_fonts_are_where_films_are_made_and_nowhere_else(target: str) -> None:
    image = STAGES[target]
    assert ("--from=program-with-fonts" in " ".join(image.all("COPY"))) == ("films" in image.packages)
    (removed,) = re.findall(r"site-packages/(\S+)", " ".join(STAGES["program"].all("RUN")))
    assert (ROOT / removed).is_dir()


def test_what_is_copied_is_there_and_all_that_a_build_gets_to_see() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = [line for line in lines if line.startswith("!")]
    copied = {source for stage in STAGES.values() for source in _sources(stage)}
    assert lines.index("*") < lines.index(let_in[0])
    assert all((ROOT / source).exists() for source in copied)
    assert {_let_in_by(source, let_in) for source in copied} == {entry[1:] for entry in let_in}


@pytest.mark.parametrize("stage", [name for name in STAGES if name.startswith("packages-")])
def test_packages_are_installed_by_their_hashes(stage: str) -> None:
    name = stage.removeprefix("packages-")
    assert STAGES[stage].last("COPY") == f"requirements/images/{name}.txt packages.txt"
    assert "--require-hashes --requirement packages.txt" in STAGES[stage].last("RUN")


def test_every_list_of_packages_has_a_stage() -> None:
    listed = {path.stem for path in IMAGES.iterdir()} - {"build"}
    assert listed == {name.removeprefix("packages-") for name in STAGES if name.startswith("packages-")}


@pytest.mark.parametrize("path", sorted(IMAGES.iterdir()), ids=lambda path: path.stem)
def test_images_have_the_packages_that_were_tested(path: Path) -> None:
    tested = pins(REQUIREMENTS / "dev.txt")
    assert {pin: tested.get(pin) for pin in pins(path)} == dict(pins(path))


@pytest.mark.parametrize(("status", "healthy"), [("200 OK", True), ("503 Service Unavailable", False)])
def test_an_image_asks_its_process_whether_it_is_ready(status: str, *, healthy: bool) -> None:
    assert f"{HEALTHY.relative_to(ROOT)} /opt/healthy.py" in STAGES["gateway"].all("COPY")
    assert '"/opt/healthy.py"' in STAGES["gateway"].last("HEALTHCHECK")
    with answering(status) as port:
        assert (asked(port) == 0) == healthy


def test_a_process_that_does_not_listen_is_not_ready() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        assert asked(silent.getsockname()[1]) != 0


def test_a_linter_of_dockerfiles_has_nothing_to_say() -> None:
    beside = Path(sys.executable).parent / "hadolint"
    hadolint = str(beside) if beside.exists() else shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed")
    linted = subprocess.run([hadolint, "--no-color", str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert linted.stdout == ""


@contextmanager
def answering(status: str) -> Iterator[int]:
    """Answer one request."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=5)


def asked(port: int) -> int:
    command = [sys.executable, "-I", "-S", str(HEALTHY)]
    return subprocess.run(command, env={"PORT": str(port)}, capture_output=True, check=False).returncode


def _sources(stage: Stage) -> Iterator[str]:
    for rest in stage.all("COPY"):
        if not rest.startswith("--from="):
            yield from rest.split()[:-1]


def _let_in_by(source: str, let_in: list[str]) -> str:
    (entry,) = (entry[1:] for entry in let_in if source == entry[1:] or source.startswith(f"{entry[1:]}/"))
    return entry
