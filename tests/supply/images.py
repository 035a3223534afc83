"""Every image that a deployment names, wherever it does."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import frozen

from tests.processes import ROOT
from tests.supply.dockerfile import Dockerfile

DEPLOY: Final = ROOT / "deploy"
FILES: Final = sorted((*ROOT.glob("*.y*ml"), *DEPLOY.rglob("*.y*ml")))
OURS: Final = re.compile(r"(?:ghcr\.io/oddiya/)?oddiya-[a-z-]+")
PINNED: Final = re.compile(
    r"[\w./:-]+?:(?P<tag>[\w.-]*\d[\w.-]*)(?:@sha256:[0-9a-f]{64})?|[\w./:-]+@sha256:[0-9a-f]{64}"
)


@frozen(kw_only=True)
class Named:
    """One image that a file names; `made_here` says that it is built from deploy/Dockerfile beside it."""

    path: Path
    name: str
    made_here: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is Oddiya's, without a version, which then comes from elsewhere."""
        return OURS.fullmatch(self.name) is not None

    @property
    def is_pinned(self) -> bool:
        """Whether it names a version."""
        return PINNED.fullmatch(self.name) is not None


@cache
def images() -> tuple[Named, ...]:
    """Find them all."""
    return tuple(_images())


def versions_in(kustomization: Path) -> Mapping[str, str]:
    """Return the versions that an overlay gives to images."""
    entries = yaml.safe_load(kustomization.read_text()).get("images", [])
    return {one["name"]: str(one.get("newTag") or one["digest"]) for one in entries}


def _images() -> Iterator[Named]:
    for foreign in Dockerfile.read().foreign:
        yield Named(path=DEPLOY / "Dockerfile", name=foreign)
    for path in FILES:
        for document in yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader):
            yield from _images_in(document, path)


def _images_in(document: Any, path: Path) -> Iterator[Named]:
    if isinstance(document, dict):
        if isinstance(name := document.get("image"), str):
            yield Named(path=path, name=name, made_here="build" in document)
        for value in document.values():
            yield from _images_in(value, path)
    elif isinstance(document, list):
        for value in document:
            yield from _images_in(value, path)
