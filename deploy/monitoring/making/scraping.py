"""Where Prometheus finds the numbers, and where it sends its alerts: examples to begin with."""

from typing import Any, Final

from deploy.monitoring.making.words import SERVICES

NAMESPACE: Final = "oddiya"
NAME: Final = "app.kubernetes.io/name"
GATEWAY: Final = "gateway"
OTHERS: Final = tuple(name for name in SERVICES if name != GATEWAY)
# Clients can reach the gateway's own port, and the numbers are not theirs to read.
PORTS: Final = {"gateway": "metrics", "others": "http"}
PORT: Final = 8080
METRICS_PORT: Final = 9090


def prometheus_settings() -> dict[str, Any]:
    """Return the settings of a Prometheus on a network where the services have their names, as in Compose."""
    return {
        "global": {"scrape_interval": "15s", "evaluation_interval": "15s"},
        "rule_files": ["rules/*.yaml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["alertmanager:9093"]}]}]},
        "scrape_configs": [_scraped(name) for name in SERVICES],
    }


def _scraped(name: str) -> dict[str, Any]:
    """Return how the replicas of a service are found; the job is its name, since `service` is the gateway's word."""
    port = METRICS_PORT if name == GATEWAY else PORT
    return {"job_name": name, "dns_sd_configs": [{"names": [name], "type": "A", "port": port}]}


def alertmanager_settings() -> dict[str, Any]:
    """Return how people are told: at once of what is critical, once a day of the rest, and of nothing twice."""
    return {
        "route": {
            "receiver": "tickets",
            "group_by": ["alertname", "job", "service", "slo"],
            "group_wait": "30s",
            "group_interval": "5m",
            "repeat_interval": "24h",
            "routes": [
                {"receiver": "nobody", "matchers": ['severity="info"']},
                {"receiver": "on-call", "matchers": ['severity="critical"'], "repeat_interval": "1h"},
            ],
        },
        "inhibit_rules": [
            {
                "source_matchers": ['alertname="ServiceDown"'],
                "target_matchers": ['alertname=~"ReplicaDown|OutboxStuck|OutboxFails|PoolNearlyUsedUp|CpuHigh"'],
                "equal": ["job"],
            },
            {
                "source_matchers": ['severity="critical"', 'slo!=""'],
                "target_matchers": ['severity="warning"', 'slo!=""'],
                "equal": ["slo"],
            },
        ],
        "receivers": [
            {"name": "nobody"},
            {"name": "tickets", "webhook_configs": [{"url": "http://tickets.example.com/alerts"}]},
            {"name": "on-call", "webhook_configs": [{"url": "http://on-call.example.com/alerts"}]},
        ],
    }
