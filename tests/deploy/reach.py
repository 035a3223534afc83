"""Who may reach whom, as network policies say it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from tests.deploy.manifests import Overlay, Pod

Object = dict[str, Any]
NAMED = {"http": 8080, "metrics": 9090}


@frozen
class Reach:
    """The policies of an overlay, asked about its pods."""

    here: Overlay

    def pairs(self, port: int) -> set[tuple[str, str]]:
        """Return which pod may ask which on a port."""
        pods = [*self.here.pods().values()]
        return {
            (asking.name, asked.name)
            for asking in pods
            for asked in pods
            if self._may_ask(asking, asked, port) and self._may_be_asked(asked, asking, port)
        }

    def may_be_asked_by_anybody(self, port: int) -> set[str]:
        """Return the pods that are open to all the world on a port."""
        pods = self.here.pods()
        return {name for name, pod in pods.items() if any(not rule.get("from") for rule in self._in(pod, port))}

    def outside(self, pod: Pod) -> set[str]:
        """Return the policies that let a pod reach what is outside the namespace."""
        return {
            policy["metadata"]["name"]
            for policy in self._policies_of(pod)
            for rule in policy["spec"].get("egress", ())
            if any("ipBlock" in peer or "namespaceSelector" in peer for peer in rule["to"])
        }

    def _may_ask(self, asking: Pod, asked: Pod, port: int) -> bool:
        return any(_is_among(asked, rule["to"]) for rule in self._out(asking, port))

    def _may_be_asked(self, asked: Pod, asking: Pod, port: int) -> bool:
        return any("from" not in rule or _is_among(asking, rule["from"]) for rule in self._in(asked, port))

    def _out(self, pod: Pod, port: int) -> Iterator[Object]:
        return self._rules(pod, "egress", port)

    def _in(self, pod: Pod, port: int) -> Iterator[Object]:
        return self._rules(pod, "ingress", port)

    def _rules(self, pod: Pod, way: str, port: int) -> Iterator[Object]:
        for policy in self._policies_of(pod):
            for rule in policy["spec"].get(way, ()):
                if port in {NAMED.get(one["port"], one["port"]) for one in rule["ports"]}:
                    yield rule

    def _policies_of(self, pod: Pod) -> Iterator[Object]:
        for policy in self.here.of_kind("NetworkPolicy").values():
            if _selects(policy["spec"]["podSelector"], pod.labels):
                yield policy


def _is_among(pod: Pod, peers: Iterable[Object]) -> bool:
    """Tell whether a pod of the namespace is among peers; those with a namespace of their own are elsewhere."""
    return any(
        "podSelector" in peer and "namespaceSelector" not in peer and _selects(peer["podSelector"], pod.labels)
        for peer in peers
    )


def _selects(selector: Object, labels: Mapping[str, str]) -> bool:
    wanted: dict[str, str] = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()
