"""What `kubectl kustomize` makes of a folder, for the few features that deploy/ uses."""

from pathlib import Path
from typing import Any, Final

import yaml
from attrs import define, field

from tests.deploy.kustomize.edits import changed_images, labelled, moved, patched
from tests.deploy.kustomize.generated import Generated, generated_in, with_final_names

KNOWN: Final = {
    *("apiVersion", "kind", "namespace", "resources", "components", "patches", "labels", "images"),
    *("configMapGenerator", "secretGenerator"),
}
Object = dict[str, Any]


def rendered(folder: Path) -> list[Object]:
    """Return the objects that a kustomization describes."""
    found = Found()
    found.take_in(folder.resolve())
    return with_final_names(found.objects, found.generated)


def read(path: Path) -> list[Any]:
    """Return the documents of a YAML file."""
    # The C parser is many times as quick, and its types are the same.
    return [one for one in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader) if one is not None]


@define
class Found:
    """The objects so far, and those among them that a generator made."""

    objects: list[Object] = field(factory=list)
    generated: list[Generated] = field(factory=list)

    def take_in(self, folder: Path) -> None:
        """Add what a folder describes: in a component, changes to what is here already."""
        (told,) = read(folder / "kustomization.yaml")
        if unknown := set(told) - KNOWN:
            raise ValueError(f"{folder} uses {', '.join(sorted(unknown))}, which is not rendered here")
        for path in (folder / name for name in told.get("resources", ())):
            self._take_in_resource(path)
        for path in (folder / name for name in told.get("components", ())):
            self.take_in(path)
        self._generate(folder, told)
        self._edit(folder, told)

    def _take_in_resource(self, path: Path) -> None:
        if path.is_dir():
            inner = Found()
            inner.take_in(path.resolve())
            self.objects += inner.objects
            self.generated += inner.generated
        else:
            self.objects += read(path)

    def _generate(self, folder: Path, told: Object) -> None:
        for new in generated_in(folder, told):
            known = [one for one in self.generated if one.same_as(new)]
            if new.merges:
                known[0].merge(new)
            else:
                self.generated.append(new)
                self.objects.append(new.object)

    def _edit(self, folder: Path, told: Object) -> None:
        for patch in told.get("patches", ()):
            steps = yaml.safe_load(patch["patch"]) if "patch" in patch else read(folder / patch["path"])[0]
            patched(self.objects, patch["target"], steps)
        if "namespace" in told:
            moved(self.objects, told["namespace"])
        for label in told.get("labels", ()):
            labelled(self.objects, label["pairs"])
        changed_images(self.objects, told.get("images", ()))
