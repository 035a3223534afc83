"""Every process of the code has all that it takes to run in a cluster, and stops in good order."""

import re
from typing import Final

import pytest

from composition.cleanup.command import BUSY
from composition.processes import PROCESSES
from composition.web import Web
from entrypoints.gateway.table.row import GATEWAY
from entrypoints.gateway.table.rows import MEDIA, ROWS
from entrypoints.http.operations import OperationRoutes
from entrypoints.http.route import routes_of
from tests.deploy.manifests import NAME, OVERLAYS, overlay
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling

HEALTH: Final = {route.path for route, _ in routes_of(OperationRoutes)}
# What stopping takes beyond waiting: closing connections, giving back what is being worked on.
ENDING: Final = 10
each_overlay = pytest.mark.parametrize("where", OVERLAYS)
each_process = pytest.mark.parametrize("name", ALWAYS)


def test_every_process_is_known_here() -> None:
    assert {*ALWAYS} == {GATEWAY, *PROCESSES} - {"dev_issuer", "media"}


@each_overlay
@pytest.mark.parametrize("kind", ["Deployment", "Service", "PodDisruptionBudget"])
def test_every_process_and_no_other_has_one(where: str, kind: str) -> None:
    assert {*overlay(where).of_kind(kind)} == {*ALWAYS}


@each_overlay
def test_whatever_runs_has_an_account_of_its_own(where: str) -> None:
    accounts = {name: pod.spec["serviceAccountName"] for name, pod in overlay(where).pods().items()}
    assert accounts == {name: name for name in (*ALWAYS, CLEANUP, MIGRATE)}
    assert {*accounts} <= {*overlay(where).of_kind("ServiceAccount")}


@each_overlay
@each_process
def test_a_service_leads_to_its_process(where: str, name: str) -> None:
    pod, service = overlay(where).pods()[name], overlay(where).of_kind("Service")[name]
    assert service["spec"]["selector"].items() <= pod.labels.items()
    named = {one["name"]: one["containerPort"] for one in pod.container["ports"]}
    ports = {one["port"]: named[one["targetPort"]] for one in service["spec"]["ports"]}
    told = Telling(name=name, environment=overlay(where).environment(name)).settings
    assert ports[8080] == told.section(Web).port
    assert ports.get(9090) == (9090 if name == GATEWAY else None)


@each_overlay
@each_process
def test_a_budget_lets_a_node_be_emptied(where: str, name: str) -> None:
    budget = overlay(where).of_kind("PodDisruptionBudget")[name]["spec"]
    assert budget["maxUnavailable"] == 1
    assert budget["selector"]["matchLabels"] == {NAME: name}


@each_overlay
@each_process
def test_probes_ask_what_there_is(where: str, name: str) -> None:
    container = overlay(where).pods()[name].container
    asked = {kind: container[kind]["httpGet"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {one["path"] for one in asked.values()} <= HEALTH
    assert {one["port"] for one in asked.values()} <= {one["name"] for one in container["ports"]}
    assert asked["livenessProbe"]["path"] == "/health/live"
    assert asked["readinessProbe"]["path"] == "/health/ready"


@each_overlay
@each_process
def test_a_process_has_the_time_that_it_takes_to_stop(where: str, name: str) -> None:
    pod = overlay(where).pods()[name]
    web = Telling(name=name, environment=overlay(where).environment(name)).settings.section(Web)
    takes = (web.drain + web.grace).total_seconds()
    assert takes + ENDING <= pod.spec["terminationGracePeriodSeconds"]


@each_overlay
def test_a_worker_that_nobody_asks_does_not_wait_for_them(where: str) -> None:
    assert overlay(where).environment("worker")["ODDIYA_DRAIN_SECONDS"] == "0"


@each_overlay
def test_every_image_is_named_after_what_it_runs_and_tells_its_version(where: str) -> None:
    images = {name: pod.container["image"] for name, pod in overlay(where).pods().items()}
    tools = dict.fromkeys((CLEANUP, MIGRATE), "tools")
    for name, image in images.items():
        assert re.search(rf"(^|/)oddiya-{tools.get(name, name)}:(?!latest$)[\w.-]+$", image)


@each_overlay
def test_the_tools_do_what_they_are_there_for(where: str) -> None:
    pods = overlay(where).pods()
    assert {name: pods[name].container["args"] for name in (CLEANUP, MIGRATE)} == {
        CLEANUP: [CLEANUP],
        MIGRATE: [MIGRATE],
    }


@each_overlay
def test_media_are_cleaned_up_at_night_by_one_at_a_time(where: str) -> None:
    cleanup = overlay(where).of_kind("CronJob")[CLEANUP]["spec"]
    assert (cleanup["schedule"], cleanup["timeZone"]) == ("0 2 * * *", "Asia/Seoul")
    assert cleanup["concurrencyPolicy"] == "Forbid"
    job = cleanup["jobTemplate"]["spec"]
    (busy,) = (rule for rule in job["podFailurePolicy"]["rules"] if "onExitCodes" in rule)
    assert (busy["action"], busy["onExitCodes"]["values"]) == ("Ignore", [BUSY])


def test_the_load_balancer_waits_for_the_slowest_answer_and_takes_the_largest_body() -> None:
    rows = [row for row in ROWS if row.service != MEDIA]
    slowest, largest = max(row.answer_seconds for row in rows), max(row.body_limit for row in rows)
    annotations = {where: overlay(where).of_kind("Ingress")["oddiya"]["metadata"]["annotations"] for where in OVERLAYS}
    attributes = annotations["eks"]["alb.ingress.kubernetes.io/load-balancer-attributes"]
    assert int(attributes.removeprefix("idle_timeout.timeout_seconds=")) > slowest
    nginx = {key.partition("/")[2]: text for key, text in annotations["local"].items()}
    assert int(nginx["proxy-read-timeout"]) > slowest
    assert int(nginx["proxy-body-size"].removesuffix("m")) * 1024**2 >= largest
    assert (nginx["proxy-buffering"], nginx["proxy-request-buffering"]) == ("off", "off")


@each_overlay
def test_clients_are_led_to_the_gateway_and_nowhere_else(where: str) -> None:
    (ingress,) = overlay(where).of_kind("Ingress").values()
    (rule,) = ingress["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert (path["path"], path["backend"]["service"]) == ("/", {"name": GATEWAY, "port": {"name": "http"}})
