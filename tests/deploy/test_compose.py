"""The Compose files are what Compose takes, and let no container do more than it must."""

import json
import re
import runpy
import stat
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.deploy.compose import AT_HOME, PRODUCTION, services
from tests.deploy.dockerfile import stages
from tests.processes import ROOT

BOTH = pytest.mark.parametrize("path", [PRODUCTION, AT_HOME], ids=["production", "at home"])
SMALL_MACHINE = 4096
# It starts as root, and installs what it plays where it stands.
TRUSTED = {"localstack"}
SERVICES = {"auth", "users", "plans", "videos", "notifications"}
# Whom each of these meets in any network, and nobody else.
MET = {
    "gateway": {*SERVICES, "dev-issuer", "redis"},
    # Who comes to the same database, or to AWS.
    "worker": {*SERVICES, "postgres", "localstack", "migrate", "cleanup"},
    "agent": {"plans", "redis"},
    "dev-issuer": {"gateway"},
}


@BOTH
def test_the_specification_of_compose_allows_every_word(path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(yaml.safe_load(path.read_text()), json.loads(schema.read_text()))


@BOTH
def test_containers_can_write_nowhere_and_become_nobody(path: Path) -> None:
    for service in services(path).values():
        assert service.raw["security_opt"] == ["no-new-privileges:true"]
        if service.name not in TRUSTED:
            assert service.raw["read_only"] is True
            assert service.raw["cap_drop"] == ["ALL"]


@BOTH
def test_the_images_of_others_are_of_one_version(path: Path) -> None:
    theirs = [service.raw["image"] for service in services(path).values() if service.target is None]
    assert theirs
    assert all(re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+(-alpine)?|[a-z]+:\d+\.\d+-alpine", image) for image in theirs)


@BOTH
def test_our_images_are_targets_of_the_dockerfile_under_its_names(path: Path) -> None:
    ours = [service for service in services(path).values() if service.target]
    assert ours
    for service in ours:
        assert service.target in stages()
        assert service.raw["image"] == f"oddiya-{service.target}"
        where = path.parent / service.raw["build"]["context"]
        assert (where / service.raw["build"]["dockerfile"]).resolve() == ROOT / "deploy" / "Dockerfile"


@BOTH
def test_whoever_stays_says_whether_it_is_well(path: Path) -> None:
    for service in services(path).values():
        told: dict[str, Any] = service.raw.get("healthcheck", {})
        if service.raw.get("restart") == "no" or service.name == "https":
            continue
        assert "test" in told or service.target, service.name


@BOTH
def test_whoever_is_waited_for_is_there(path: Path) -> None:
    known = services(path)
    for service in known.values():
        for awaited, how in service.raw.get("depends_on", {}).items():
            ends = known[awaited].raw.get("restart") == "no"
            assert how["condition"] == ("service_completed_successfully" if ends else "service_healthy")


@BOTH
def test_everything_together_fits_a_small_machine(path: Path) -> None:
    assert sum(service.mebibytes for service in services(path).values()) <= SMALL_MACHINE


@BOTH
def test_files_that_are_lent_to_containers_are_there_and_cannot_be_changed(path: Path) -> None:
    lent = [
        volume.split(":")
        for service in services(path).values()
        for volume in service.raw.get("volumes", ())
        if volume.startswith(".")
    ]
    assert all((path.parent / source).is_file() and mode == "ro" for source, _, mode in lent)


@BOTH
def test_only_this_machine_reaches_a_container_unless_it_speaks_https(path: Path) -> None:
    for service in services(path).values():
        if service.name != "https":
            assert all(port.startswith("127.0.0.1:") for port in service.raw.get("ports", ()))


@pytest.mark.parametrize("name", sorted(MET))
def test_who_has_no_business_with_each_other_does_not_meet(name: str) -> None:
    known = services(PRODUCTION)
    met = {other.name for other in known.values() if other.networks & known[name].networks}
    assert met - {name} == MET[name]


def test_a_database_is_met_by_those_alone_that_have_a_role_in_it() -> None:
    known = services(PRODUCTION)
    met = {service.name for service in known.values() if service.networks & known["postgres"].networks}
    told = {service.name for service in known.values() if "ODDIYA_DATABASE_URL" in service.environment}
    assert met == {*told, "postgres"}


def test_only_networks_that_lead_out_have_ports_on_this_machine() -> None:
    networks = yaml.safe_load(PRODUCTION.read_text())["networks"]
    known = services(PRODUCTION)
    inside = {name for name, told in networks.items() if told.get("internal")}
    assert {name for name, service in known.items() if service.networks - inside} == {
        *("gateway", "localstack", "mail"),  # who is called from this machine
        *("auth", "plans", "agent"),  # who calls others in the world
    }


def test_an_env_file_is_written_once_with_secrets_of_its_own_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("# A=\nA=\nB=\nC=chosen\n\n# D=...\n")
    main: Any = runpy.run_path(str(ROOT / "deploy" / "new_env.py"))["main"]
    main([str(tmp_path)])
    written = (tmp_path / ".env").read_text()
    assert (tmp_path / ".env").stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) == 0
    found = re.fullmatch(r"# A=\nA=([0-9a-f]{64})\nB=([0-9a-f]{64})\nC=chosen\n\n# D=\.\.\.\n", written)
    assert found is not None
    assert found[1] != found[2]
    main([str(tmp_path)])
    assert (tmp_path / ".env").read_text() == written


@BOTH
def test_an_env_file_leaves_nothing_unsaid_and_says_nothing_to_nobody(path: Path) -> None:
    example = (path.parent / ".env.example").read_text()
    named = {*re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)}
    assert named == {*re.findall(r"\$\{([A-Z0-9_]+)", path.read_text())}
