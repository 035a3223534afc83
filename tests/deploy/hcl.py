"""What the Terraform files declare."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import hcl2

from tests.deploy.manifests import DEPLOY

TERRAFORM: Final = DEPLOY / "terraform"
Block = dict[str, Any]


@cache
def files() -> dict[str, Block]:
    """Return each file's blocks."""
    return {path.name: _plain(hcl2.loads(path.read_text())) for path in sorted(TERRAFORM.glob("*.tf"))}


def blocks(kind: str) -> dict[str, Block]:
    """Return all blocks of a kind by their name: `aws_sqs_queue.dead`, or that of a variable."""
    found: dict[str, Block] = {}
    for block in (block for file in files().values() for block in file.get(kind, ())):
        for label, inner in block.items():
            named = {f"{label}.{name}": one for name, one in inner.items()} if kind in ("resource", "data") else {}
            found.update(named or {label: inner})
    return found


def text_of_all() -> str:
    """Return all files as they are written."""
    return "\n".join(path.read_text() for path in sorted(TERRAFORM.glob("*.tf")))


def policy_file(name: str) -> Path:
    """Return where a policy is."""
    return TERRAFORM / "policies" / f"{name}.json"


def _plain(value: Any) -> Any:
    """Take away what the parser adds: quotes around words, and marks of its own."""
    if isinstance(value, dict):
        return {_plain(key): _plain(one) for key, one in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value[1:-1] if isinstance(value, str) and value[:1] == '"' == value[-1:] else value
