"""The network lets through what the processes do by design, and nothing else."""

from ipaddress import IPv4Network
from typing import Final
from urllib.parse import urlsplit

import pytest

from entrypoints.gateway.table.row import GATEWAY
from tests.deploy.manifests import OVERLAYS, overlay
from tests.deploy.reach import Reach
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling

RUN: Final = (*ALWAYS, CLEANUP, MIGRATE)
# What a pod reaches, by what it opens. The web is where sign-in providers and what knows the world are.
BY_PORT: Final = {"database": "to-postgres", "redis_client": "to-redis", "aws_session": "to-aws", "mailer": "to-mail"}
IN_THE_WEB: Final = {"identity_providers", "place_finder", "place_details", "weather_forecast", "exchange_rates"}
EVERYBODY: Final = {"names", "traces"}
METADATA_OF_THE_NODE: Final = IPv4Network("169.254.169.254/32")
each_overlay = pytest.mark.parametrize("where", OVERLAYS)


@each_overlay
def test_processes_ask_those_whose_address_they_have(where: str) -> None:
    arrows = set()
    for name in RUN:
        hosts = {urlsplit(text).hostname for text in overlay(where).environment(name).values() if "http://" in text}
        arrows |= {(name, host) for host in hosts & {*ALWAYS}}
    assert Reach(overlay(where)).pairs(8080) == arrows


def test_the_arrows_are_those_of_the_design() -> None:
    services = ("auth", "users", "plans", "videos", "notifications")
    assert Reach(overlay("eks")).pairs(8080) == {
        *((GATEWAY, service) for service in services),
        *(("users", service) for service in services),  # an export asks all, the users service too
        ("auth", "users"),
        ("plans", "agent"),
        ("notifications", "users"),
    }


@each_overlay
def test_nothing_is_open_unless_a_policy_opens_it(where: str) -> None:
    closed = overlay(where).of_kind("NetworkPolicy")["closed"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@each_overlay
def test_a_policy_says_which_way_it_is_about(where: str) -> None:
    for policy in overlay(where).of_kind("NetworkPolicy").values():
        spec = policy["spec"]
        opened = {way.title() for way in ("ingress", "egress") if way in spec}
        assert opened <= set(spec["policyTypes"])
        assert all(rule["ports"] for way in ("ingress", "egress") for rule in spec.get(way, ()))


@each_overlay
def test_clients_reach_the_gateway_and_nothing_else(where: str) -> None:
    assert Reach(overlay(where)).may_be_asked_by_anybody(8080) == {GATEWAY}
    assert Reach(overlay(where)).may_be_asked_by_anybody(9090) == set()


@pytest.mark.parametrize("name", RUN)
def test_a_process_reaches_what_it_opens_outside(name: str) -> None:
    ports = Telling(name=name, environment=overlay("eks").environment(name)).ports()
    expected = {BY_PORT[port] for port in ports & {*BY_PORT}} | ({"to-web"} if ports & IN_THE_WEB else set())
    assert Reach(overlay("eks")).outside(overlay("eks").pods()[name]) - EVERYBODY == expected


def test_a_local_cluster_lets_out_no_more_and_nobody_to_the_web() -> None:
    here, real = Reach(overlay("local")), Reach(overlay("eks"))
    for name in RUN:
        outside = here.outside(overlay("local").pods()[name])
        assert outside == real.outside(overlay("eks").pods()[name]) - {"to-web"}


@each_overlay
def test_what_is_outside_is_never_reached_where_processes_listen(where: str) -> None:
    for policy in overlay(where).of_kind("NetworkPolicy").values():
        if policy["metadata"]["name"].startswith("to-"):
            ports = {one["port"] for rule in policy["spec"]["egress"] for one in rule["ports"]}
            assert not ports & {80, 8080, 9090}


def test_nobody_reaches_the_network_of_others_or_the_node_s_own_role() -> None:
    policies = overlay("eks").of_kind("NetworkPolicy")
    for name in ("to-web", "to-mail"):
        (block,) = (peer["ipBlock"] for rule in policies[name]["spec"]["egress"] for peer in rule["to"])
        spared = [IPv4Network(one) for one in block["except"]]
        assert all(any(private.subnet_of(one) for one in spared) for private in _private())


@each_overlay
def test_metrics_are_for_prometheus(where: str) -> None:
    (rule,) = overlay(where).of_kind("NetworkPolicy")["metrics"]["spec"]["ingress"]
    (peer,) = rule["from"]
    assert peer["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "monitoring"}
    assert peer["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "prometheus"}


def _private() -> list[IPv4Network]:
    ranges = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
    return [METADATA_OF_THE_NODE, *map(IPv4Network, ranges)]
