"""No deployment takes what happens to be newest: images of others name a version, and Oddiya's get one."""

import pytest

from composition.processes import PROCESSES
from entrypoints.gateway.table.row import GATEWAY
from tests.processes import ROOT
from tests.supply.dockerfile import Dockerfile
from tests.supply.images import DEPLOY, Named, images, versions_in

OVERLAYS = sorted(path for path in (DEPLOY / "kubernetes" / "overlays").rglob("kustomization.yaml")
                  if "../base" in path.read_text())  # fmt: skip
EVERYTHING_IN_ONE = {"tools", "up"}


def test_the_images_of_others_name_a_version() -> None:
    foreign = [one for one in images() if not one.is_ours]
    assert foreign
    assert [f"{one.path}: {one.name}" for one in foreign if not one.is_pinned] == []


def test_oddiyas_images_are_made_on_the_spot_or_get_their_version_from_each_overlay() -> None:
    ours = [one for one in images() if one.is_ours]
    later = {one.name for one in ours if DEPLOY / "kubernetes" / "base" in one.path.parents}
    built = {one.name for one in ours if one.made_here}
    assert {one.name for one in ours} == later | built
    assert OVERLAYS
    for overlay in OVERLAYS:
        assert set(versions_in(overlay)) >= later, overlay
        assert "latest" not in versions_in(overlay).values()


def test_every_process_has_an_image() -> None:
    processes = {name.replace("_", "-") for name in (*PROCESSES, GATEWAY)}
    assert Dockerfile.read().targets == processes | EVERYTHING_IN_ONE


@pytest.mark.parametrize(
    ("name", "pinned"),
    [
        ("redis:7.4-alpine", True), ("some.io/thing:v2@sha256:" + "0a" * 32, True), ("redis@sha256:" + "0a" * 32, True),
        ("localhost:5000/redis", False), ("redis", False), ("redis:latest", False), ("${REDIS}", False),
        ("redis:alpine", False),
    ],
)  # fmt: skip
def test_a_version_is_a_tag_with_a_number_or_a_digest(name: str, pinned: bool) -> None:  # noqa: FBT001 - a table's column
    assert Named(path=ROOT, name=name).is_pinned is pinned


def test_a_dockerfiles_images_are_found_wherever_it_names_them() -> None:
    text = """# syntax=docker/dockerfile:1.7
ARG PYTHON=python:3.13
FROM ${PYTHON} AS builder
COPY --from=busybox:1.37 /bin/sh /bin/sh
FROM --platform=linux/amd64 builder AS program
FROM scratch AS empty
RUN --mount=type=bind,from=alpine:3.22,target=/x true
FROM builder AS gateway
COPY --from=program /a /b
"""
    read = Dockerfile(text=text)
    assert read.foreign == {"docker/dockerfile:1.7", "python:3.13", "busybox:1.37", "alpine:3.22"}
    assert read.targets == {"gateway", "empty"}
