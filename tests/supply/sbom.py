"""`python -m tests.supply.sbom FOLDER`: what goes into Oddiya, as CycloneDX lists made of nothing but lock files."""

import argparse
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from tests.processes import ROOT
from tests.supply.locks import LOCKS, REQUIREMENTS, Locked, locked_in

PYPI: Final = "https://pypi.org/project"


def main() -> None:
    """Write a list for each lock file."""
    parser = argparse.ArgumentParser(prog="python -m tests.supply.sbom", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the lists go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for lock in LOCKS:
        (folder / f"{name_of(lock)}.cdx.json").write_text(sbom_of(lock))
    print(f"{len(LOCKS)} lists are in {folder}")


def name_of(lock: Path) -> str:
    """Name a lock file, as its list is named too."""
    return "-".join(lock.relative_to(REQUIREMENTS).with_suffix("").parts)


def sbom_of(lock: Path) -> str:
    """List a lock file; the same file gives the same bytes, so the list has no moment and a number made of the rest."""
    listed = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _oddiya(), "properties": [{"name": "oddiya:lock", "value": name_of(lock)}]},
        "components": [*map(_component, _by_purl(locked_in(lock)).values())],
    }
    number = uuid5(NAMESPACE_URL, json.dumps(listed, sort_keys=True))
    return json.dumps({"serialNumber": f"urn:uuid:{number}", **listed}, indent=2, sort_keys=True) + "\n"


def _oddiya() -> Mapping[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "type": "application",
        "bom-ref": "oddiya",
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"license": {"id": project["license"]}}],
    }


def _by_purl(locked: Sequence[Locked]) -> Mapping[str, Locked]:
    return {one.purl: one for one in sorted(locked, key=lambda one: one.purl)}


def _component(locked: Locked) -> Mapping[str, Any]:
    where = [{"name": "oddiya:where", "value": locked.where}] if locked.where else []
    hashes = [{"alg": "SHA-256", "content": content} for content in sorted(locked.hashes)]
    files = {"type": "distribution", "url": f"{PYPI}/{locked.name}/{locked.version}/#files", "hashes": hashes}
    return {
        "type": "library",
        "bom-ref": locked.purl,
        "name": locked.name,
        "version": locked.version,
        "purl": locked.purl,
        "externalReferences": [files],
        **({"properties": where} if where else {}),
    }


if __name__ == "__main__":
    main()
