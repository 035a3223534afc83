"""ConfigMaps and Secrets that a kustomization makes of files, and their names, which tell what is in them."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import define

from tests.deploy.kustomize.edits import nodes_of

Object = dict[str, Any]
GENERATORS: Final = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}
# Which key of which mapping names what kind of object.
REFERENCES: Final = (
    *(("ConfigMap", place, "name") for place in ("configMap", "configMapRef", "configMapKeyRef")),
    *(("Secret", place, "name") for place in ("secret", "secretRef", "secretKeyRef")),
    ("Secret", "secret", "secretName"),
)
LINE: Final = 70  # characters of Base64, after which kustomize begins another line
# So that a digest makes no words.
LETTERS: Final = str.maketrans("013ae", "ghkmt")


@define
class Generated:
    """An object that was made, as one can still add to it."""

    object: Object
    merges: bool

    @property
    def key(self) -> tuple[str, str]:
        """Its kind and its name, as the kustomization calls it."""
        return self.object["kind"], self.object["metadata"]["name"]

    def same_as(self, other: "Generated") -> bool:
        """Tell whether both are called the same."""
        return self.key == other.key

    def merge(self, other: "Generated") -> None:
        """Add what another has."""
        self.object["data"].update(other.object["data"])

    def final_name(self) -> str:
        """Return its name with a digest of what is in it."""
        kind, name = self.key
        told = {"data": self.object["data"], "kind": kind, "name": ""}  # kustomize leaves the name out
        if kind == "Secret":
            told["type"] = self.object["type"]
        text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        for character in "<>&":  # as Go writes them
            text = text.replace(character, f"\\u{ord(character):04x}")
        return f"{name}-{sha256(text.encode()).hexdigest()[:10].translate(LETTERS)}"


def generated_in(folder: Path, told: Mapping[str, Any]) -> Iterator[Generated]:
    """Return what the generators of a kustomization make."""
    for generator, kind in GENERATORS.items():
        for one in told.get(generator, ()):
            data = dict(_texts(folder, one))
            made: Object = {"apiVersion": "v1", "kind": kind, "metadata": {"name": one["name"]}, "data": data}
            if kind == "Secret":
                made["type"] = "Opaque"
                made["data"] = {key: _in_lines(b64encode(text.encode()).decode()) for key, text in data.items()}
            yield Generated(object=made, merges=one.get("behavior") == "merge")


def with_final_names(objects: list[Object], generated: Iterable[Generated]) -> list[Object]:
    """Return the objects with the final names of what was made, also where they speak of it."""
    names = {(*one.key, one.object["metadata"].get("namespace")): one.final_name() for one in generated}
    for one in objects:
        _rename_references(one, names)
    for made in generated:
        made.object["metadata"]["name"] = made.final_name()
    return objects


def _rename_references(one: Object, names: Mapping[tuple[str, str, str | None], str]) -> None:
    namespace = one["metadata"].get("namespace")
    for node in nodes_of(one.get("spec", {})):
        for kind, place, key in REFERENCES:
            spoken_of = node.get(place)
            if isinstance(spoken_of, dict) and key in spoken_of:
                spoken_of[key] = names.get((kind, spoken_of[key], namespace), spoken_of[key])


def _texts(folder: Path, one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in one.get("envs", ()):
        for line in (folder / name).read_text().splitlines():
            if line and not line.startswith("#"):
                yield _pair(line)
    for literal in one.get("literals", ()):
        yield _pair(literal)
    for name in one.get("files", ()):
        yield Path(name).name, (folder / name).read_text()


def _in_lines(text: str) -> str:
    if len(text) < LINE:
        return text
    return "".join(f"{text[at : at + LINE]}\n" for at in range(0, len(text), LINE))


def _pair(line: str) -> tuple[str, str]:
    key, _, text = line.partition("=")
    return key, text
