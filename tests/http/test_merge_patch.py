"""Partial edits."""

from typing import Any

import attrs
import pytest
from aiohttp import ClientSession
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from entrypoints.http.merge_patch import MergePatch, PatchReader
from entrypoints.http.refusals import Malformed
from entrypoints.http.shapes.reading import Reading
from entrypoints.http.shapes.schema import Schemas
from entrypoints.http.shapes.sorts import UnknownType
from entrypoints.http.shapes.writing import Writing
from tests.http.asking import faults_in, problem_in
from tests.http.sample import PROFILE, Box, Meal, Part, Profile, Size, Visit
from tests.http.values import values_of

read = PatchReader.of(Profile, Reading())
EDIT = {"If-Match": '"3"'}


def edited(document: object, before: Profile = PROFILE) -> Profile:
    return read(document).applied_to(before)


def test_what_is_given_changes_and_the_rest_stays() -> None:
    assert edited({"name": "Jun"}) == attrs.evolve(PROFILE, name="Jun")
    assert edited({}) == PROFILE


def test_null_deletes() -> None:
    assert edited({"motto": None, "size": None, "tags": None}) == attrs.evolve(
        PROFILE, motto=None, size=Size.SMALL, tags=()
    )


def test_what_must_be_there_cannot_be_deleted() -> None:
    with pytest.raises(Malformed) as refused:
        read({"name": None, "box": {"width": None}})
    assert {fault.pointer: fault.detail for fault in refused.value.faults} == {
        "/name": "cannot be deleted",
        "/box/width": "cannot be deleted",
    }


def test_objects_are_merged_and_arrays_replaced() -> None:
    assert edited({"box": {"label": None}, "tags": ["b"]}) == attrs.evolve(
        PROFILE, box=Box(width=2, label=None), tags=("b",)
    )


def test_an_object_that_was_not_there_is_made_whole() -> None:
    assert edited({"spare": {"width": 5}}).spare == Box(width=5)
    with pytest.raises(Malformed) as refused:
        edited({"spare": {"label": "x"}})
    assert [fault.pointer for fault in refused.value.faults] == ["/spare/width"]


def test_a_patch_knows_what_was_given() -> None:
    patch = read({"motto": None, "box": {"width": 7}})
    assert (patch.gives("motto"), patch.gives("name")) == (True, False)
    assert patch.changes["motto"] is None
    assert isinstance(patch.changes["box"], MergePatch)
    assert patch.changes["box"].changes == {"width": 7}


def merged(target: Any, patch: Any) -> Any:
    """The algorithm of RFC 7396 section 2, word for word."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Jun"),
        "motto": st.none() | st.just("fast"),
        "size": st.none() | st.sampled_from(["small", "large"]),
        "tags": st.none() | st.lists(st.text("ab", max_size=2), max_size=2),
        "box": st.fixed_dictionaries({}, optional={"width": st.integers(1, 5), "label": st.none() | st.just("l")}),
        "spare": st.none() | st.fixed_dictionaries({"width": st.integers(1, 5)}, optional={"label": st.none()}),
    },
)


@given(before=values_of(Profile), patch=FIELDS)
def test_edits_are_those_of_the_rfc(before: Profile, patch: dict[str, Any]) -> None:
    plain = Writing().write(Profile)(before)
    wanted = merged({name: value for name, value in plain.items() if value is not None}, patch)
    assert edited(patch, before) == Reading().of_json(Profile)(Writing().write(dict[str, str])({}) | _listed(wanted))


def _listed(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


async def test_both_media_types_are_taken_and_others_are_415(client: ClientSession) -> None:
    for media in ("application/merge-patch+json", "application/json"):
        headers = {**EDIT, "Content-Type": media}
        async with client.patch("/profile", data=b'{"motto": null}', headers=headers) as answer:
            assert (await answer.json())["motto"] is None
    headers = {**EDIT, "Content-Type": "application/json-patch+json"}
    async with client.patch("/profile", data=b"[]", headers=headers) as answer:
        await problem_in(answer, 415, "wrong-media-type")
        assert answer.headers["Accept"] == "application/merge-patch+json, application/json"


async def test_every_fault_of_a_patch_is_named(client: ClientSession) -> None:
    sent = {"name": "", "id": "x", "box": {"width": "1", "depth": 2}, "tags": [1], "size": "huge"}
    async with client.patch("/profile", json=sent, headers=EDIT) as answer:
        assert set(await faults_in(answer)) == {"/name", "/id", "/box/width", "/box/depth", "/tags/0", "/size"}


async def test_a_patch_is_an_object(client: ClientSession) -> None:
    async with client.patch("/profile", json=[], headers=EDIT) as answer:
        assert await faults_in(answer) == {"": "must be an object"}


@frozen(kw_only=True)
class Ordered:
    """A class with a rule over two fields."""

    least: int
    most: int

    def __attrs_post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError


def test_an_edit_that_breaks_a_rule_of_the_class_is_malformed() -> None:
    patch = PatchReader.of(Ordered, Reading())({"least": 9})
    with pytest.raises(Invalid):
        patch.applied_to(Ordered(least=1, most=2))


@frozen(kw_only=True)
class Choosing:
    stop: Visit | Meal


@frozen(kw_only=True)
class Mapped:
    names: dict[str, str]


@pytest.mark.parametrize("kind", [Choosing, Mapped])
def test_what_cannot_be_merged_is_refused_when_it_is_published(kind: type) -> None:
    with pytest.raises(UnknownType):
        Schemas().of(kind, "patch")


@frozen(kw_only=True)
class Nested:
    inner: "Nested | None" = None


def test_a_class_that_holds_itself_cannot_be_patched() -> None:
    assert Part(label="a").parts == ()
    with pytest.raises(UnknownType):
        PatchReader.of(Nested, Reading())
