"""What a cluster is told by each overlay, as tests ask about it."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from tests.deploy.kustomize.rendering import rendered
from tests.deploy.plausible import plausible

DEPLOY: Final = Path(__file__).parents[2] / "deploy"
OVERLAYS: Final = ("local", "eks")
NAMESPACE: Final = "oddiya"
NAME: Final = "app.kubernetes.io/name"
Object = dict[str, Any]


@frozen(kw_only=True)
class Pod:
    """A pod as a workload makes it; all of Oddiya's have one container."""

    name: str
    labels: Mapping[str, str]
    spec: Object

    @property
    def container(self) -> Object:
        """Its container."""
        (only,) = self.spec["containers"]
        container: Object = only
        return container


@frozen(kw_only=True)
class Overlay:
    """All objects of an overlay."""

    name: str
    objects: tuple[Object, ...]

    def of_kind(self, kind: str) -> Mapping[str, Object]:
        """Return Oddiya's own objects of a kind, by their names."""
        ours = (one for one in self.objects if one["metadata"].get("namespace") == NAMESPACE)
        return {one["metadata"]["name"]: one for one in ours if one["kind"] == kind}

    def pods(self) -> Mapping[str, Pod]:
        """Return Oddiya's pods, by the names of what makes them."""
        return {pod.name: pod for pod in self._pods()}

    def environment(self, name: str) -> Mapping[str, str]:
        """Return what a pod's process is told; secrets that are elsewhere are made up."""
        container = self.pods()[name].container
        told = {key: text for place in container["envFrom"] for key, text in self._from(place).items()}
        return told | {one["name"]: one["value"] for one in container.get("env", ())}

    def secrets_of(self, name: str) -> Mapping[str, Any]:
        """Return a Secret's keys, with the text or with where it comes from."""
        if name in (externals := self.of_kind("ExternalSecret")):
            return {one["secretKey"]: one["remoteRef"] for one in externals[name]["spec"]["data"]}
        return {key: b64decode(text).decode() for key, text in self.of_kind("Secret")[name]["data"].items()}

    def most_replicas(self, name: str) -> int:
        """Return how many pods of a process there may be."""
        return max([1, *(most for _, most in self._scaled(name))])

    def least_replicas(self, name: str) -> int:
        """Return how many pods of a process there always are."""
        return max([1, *(least for least, _ in self._scaled(name))])

    def _pods(self) -> Iterator[Pod]:
        for kind, way in (("Deployment", "spec"), ("Job", "spec"), ("CronJob", "spec jobTemplate spec")):
            for name, made in self.of_kind(kind).items():
                for step in (*way.split(), "template"):
                    made = made[step]  # noqa: PLW2901 - step by step
                yield Pod(name=name, labels=made["metadata"]["labels"], spec=made["spec"])

    def _from(self, place: Object) -> Mapping[str, str]:
        if "configMapRef" in place:
            data: dict[str, str] = self.of_kind("ConfigMap")[place["configMapRef"]["name"]]["data"]
            return data
        return {key: told if isinstance(told, str) else plausible(key) for key, told in self._secret(place).items()}

    def _secret(self, place: Object) -> Mapping[str, Any]:
        return self.secrets_of(place["secretRef"]["name"])

    def _scaled(self, name: str) -> Iterator[tuple[int, int]]:
        for kind, least, most in (
            ("HorizontalPodAutoscaler", "minReplicas", "maxReplicas"),
            ("ScaledObject", "minReplicaCount", "maxReplicaCount"),
        ):
            for one in self.of_kind(kind).values():
                if one["spec"]["scaleTargetRef"]["name"] == name:
                    yield one["spec"][least], one["spec"][most]


@cache
def overlay(name: str) -> Overlay:
    """Return an overlay; nobody changes what is in it."""
    return Overlay(name=name, objects=tuple(rendered(DEPLOY / "kubernetes" / "overlays" / name)))
