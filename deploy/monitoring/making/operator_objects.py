"""The same for clusters in which the Prometheus operator runs: it reads objects in place of files."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from deploy.monitoring.making.rules import GROUPS
from deploy.monitoring.making.scraping import GATEWAY, NAME, NAMESPACE, OTHERS, PORTS
from deploy.monitoring.making.words import Links

API: Final = "monitoring.coreos.com/v1"


def pod_monitors() -> Iterator[dict[str, Any]]:
    """Return what is to be scraped; the job is the name of the service."""
    yield _pod_monitor(GATEWAY, [GATEWAY], PORTS["gateway"])
    yield _pod_monitor("services", list(OTHERS), PORTS["others"])


def prometheus_rules(links: Links) -> Iterator[dict[str, Any]]:
    """Return the rules, an object for each subject."""
    for subject, groups in GROUPS.items():
        yield {
            "apiVersion": API,
            "kind": "PrometheusRule",
            "metadata": _metadata(subject),
            "spec": {"groups": [group.shown(links) for group in groups]},
        }


def kustomization(boards: Iterable[str]) -> dict[str, Any]:
    """Return what puts the objects together; Grafana's sidecar loads dashboards from a labelled ConfigMap."""
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": NAMESPACE,
        "resources": ["kubernetes/pod-monitors.yaml", "kubernetes/prometheus-rules.yaml"],
        "configMapGenerator": [
            {
                "name": "oddiya-dashboards",
                "files": [f"dashboards/{name}.json" for name in boards],
                "options": {"disableNameSuffixHash": True, "labels": {"grafana_dashboard": "1"}},
            }
        ],
    }


def _pod_monitor(name: str, of: list[str], port: str) -> dict[str, Any]:
    return {
        "apiVersion": API,
        "kind": "PodMonitor",
        "metadata": _metadata(name),
        "spec": {
            "jobLabel": NAME,
            "selector": {"matchExpressions": [{"key": NAME, "operator": "In", "values": of}]},
            "podMetricsEndpoints": [{"port": port, "path": "/metrics", "interval": "15s", "scrapeTimeout": "10s"}],
        },
    }


def _metadata(name: str) -> dict[str, Any]:
    return {"name": f"oddiya-{name}", "labels": {"app.kubernetes.io/part-of": "oddiya"}}
