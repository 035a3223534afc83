"""Changes to objects that are there already: JSON patches, the namespace, labels, images."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Object = dict[str, Any]


def patched(objects: Iterable[Object], target: Mapping[str, str], steps: Sequence[Mapping[str, Any]]) -> None:
    """Carry out the steps of a JSON patch (RFC 6902: add, replace and remove) on the objects that are meant."""
    meant = [one for one in objects if _is_meant(one, target)]
    if not meant:
        raise ValueError(f"nothing is meant by {target}")
    for one in meant:
        for step in steps:
            _carry_out(one, step)


def moved(objects: Iterable[Object], namespace: str) -> None:
    """Put the objects into a namespace."""
    for one in objects:
        if one["kind"] != "Namespace":
            one["metadata"]["namespace"] = namespace


def labelled(objects: Iterable[Object], pairs: Mapping[str, str]) -> None:
    """Add labels to the objects, not to the pods that they make."""
    for one in objects:
        one["metadata"].setdefault("labels", {}).update(pairs)


def changed_images(objects: Iterable[Object], images: Iterable[Mapping[str, str]]) -> None:
    """Exchange names and tags of images."""
    wanted = {image["name"]: image for image in images}
    for node in (node for one in objects for node in nodes_of(one)):
        image = wanted.get(str(node.get("image", "")).partition(":")[0])
        if image is not None:
            node["image"] = f"{image.get('newName', image['name'])}:{image['newTag']}"


def nodes_of(value: Any) -> Iterator[Object]:
    """Go through all mappings that are in a value, and itself."""
    if isinstance(value, dict):
        yield value
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            yield from nodes_of(one)


def _is_meant(one: Object, target: Mapping[str, str]) -> bool:
    told: dict[str, str] = {"kind": one["kind"], "name": one["metadata"]["name"]}
    return target.items() <= told.items()


def _carry_out(one: Any, step: Mapping[str, Any]) -> None:
    *way, last = step["path"].strip("/").split("/")
    for name in way:
        one = one[int(name)] if isinstance(one, list) else one[name]
    place = int(last) if isinstance(one, list) and last != "-" else last
    match step["op"]:
        case "remove":
            del one[place]
        case "add" if last == "-":
            one.append(copy.deepcopy(step["value"]))
        case "add" | "replace" if isinstance(one, dict):
            one[place] = copy.deepcopy(step["value"])
        case _:
            raise ValueError(f"this cannot be carried out: {step}")
